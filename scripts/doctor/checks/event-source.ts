import { GetPolicyCommand, LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { allowsService } from "../../../local/ministack/resource-policy";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { functionArnOf, queueArnOf } from "../../aws/stage-arns";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem, warning } from "../finding";
import type { Sender } from "./queue-policy";
import { sendersOf } from "./queue-policy";

export type MappingFacts = {
  readonly id: string;
  readonly state: string;
  readonly responseTypes: readonly string[];
};

/** Judges what feeds the function from the queue; absent where nothing does. */
export const judgeEventSource = (mapping: MappingFacts | undefined, outputs: StackOutputs): Finding => {
  const { function_name, region } = outputs;
  if (mapping === undefined)
    return problem(`nothing feeds ${function_name} from the queue`, deployAgain(outputs));
  const { id, state, responseTypes } = mapping;
  if (/^(?:Disabled|Disabling)$/.test(state)) {
    return problem(
      `it is ${state.toLowerCase()}, so events stay in the queue`,
      `enable it with \`aws lambda update-event-source-mapping --region ${region} --uuid ${id} --enabled\``,
    );
  }
  if (!responseTypes.includes("ReportBatchItemFailures")) {
    return problem(
      "it does not report batch item failures, so events that Slack took come again with those that it did not take",
      deployAgain(outputs),
    );
  }
  if (state !== "Enabled") return warning(`it is ${state.toLowerCase()}`, "look again in a minute");
  return ok(`feeds ${function_name} from the queue`);
};

/** Judges by the function's policy whether topic and rule may invoke it, where there is no queue. */
export const judgePermission = (
  policy: string | undefined,
  senders: readonly Sender[],
  outputs: StackOutputs,
): Finding => {
  const refused = senders.find(
    ({ service, sourceArn }) =>
      policy === undefined ||
      !allowsService(policy, {
        service,
        action: "lambda:InvokeFunction",
        resource: functionArnOf(outputs),
        context: { "aws:SourceArn": sourceArn },
      }),
  );
  return refused
    ? problem(
        `the function's policy does not let ${refused.service} invoke it for ${refused.sourceArn}`,
        deployAgain(outputs),
      )
    : ok(`${senders.map(({ service }) => service).join(" and ")} may invoke ${outputs.function_name}`);
};

const readMapping = async ({ outputs, aws }: DeployedStage): Promise<MappingFacts | undefined> => {
  const { EventSourceMappings = [] } = await connect(LambdaClient, aws).send(
    new ListEventSourceMappingsCommand({
      FunctionName: outputs.function_name,
      EventSourceArn: queueArnOf(outputs.queue_url, outputs),
    }),
  );
  const [found] = EventSourceMappings;
  return (
    found && {
      id: found.UUID ?? "",
      state: found.State ?? "unknown",
      responseTypes: found.FunctionResponseTypes ?? [],
    }
  );
};

const readPolicy = async ({ outputs, aws }: DeployedStage): Promise<string | undefined> => {
  const command = new GetPolicyCommand({ FunctionName: outputs.function_name });
  return (await unlessMissing(connect(LambdaClient, aws).send(command)))?.Policy;
};

export const eventSourceCheck = (stage: DeployedStage): Check => {
  const { outputs, wanted } = stage;
  return outputs.delivery === "queue"
    ? check("event source", async () => judgeEventSource(await readMapping(stage), outputs))
    : check("permission", async () =>
        judgePermission(await readPolicy(stage), sendersOf(outputs, wanted.ruleName), outputs),
      );
};
