import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem, warning } from "../finding";

export type LedgerFacts = { readonly status: string; readonly timeToLive: string };

/** Judges the table that remembers what was told; without it messages still arrive, some of them twice. */
export const judgeLedger = (ledger: LedgerFacts | undefined, outputs: StackOutputs): Finding => {
  const name = outputs.ledger_table_name;
  if (ledger === undefined) return problem(`${name} does not exist`, deployAgain(outputs));
  if (ledger.status !== "ACTIVE")
    return warning(`${name} is ${ledger.status.toLowerCase()}`, "look again in a minute");
  if (!/^ENABL(?:ED|ING)$/.test(ledger.timeToLive))
    return warning(`${name} never forgets: its time to live is off`, deployAgain(outputs));
  return ok(`${name} is active`);
};

const readLedger = async ({ outputs, aws }: DeployedStage): Promise<LedgerFacts | undefined> => {
  const dynamodb = connect(DynamoDBClient, aws);
  const input = { TableName: outputs.ledger_table_name };
  const found = await unlessMissing(dynamodb.send(new DescribeTableCommand(input)));
  if (found === undefined) return undefined;
  const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand(input));
  return {
    status: found.Table?.TableStatus ?? "unknown",
    timeToLive: TimeToLiveDescription?.TimeToLiveStatus ?? "DISABLED",
  };
};

/** No check without a ledger. */
export const ledgerChecks = (stage: DeployedStage): readonly Check[] =>
  stage.outputs.ledger_table_name === ""
    ? []
    : [check("ledger", async () => judgeLedger(await readLedger(stage), stage.outputs))];
