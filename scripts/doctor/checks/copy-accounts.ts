import { BackupClient } from "@aws-sdk/client-backup";
import { connect } from "../../aws/client";
import { copyObstacle, otherAccountsOf } from "../../stack/copy-accounts";
import { type Check, check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { ok, problem } from "../finding";

/** Whether the organization lets the stage copy to another account; nothing where no rule does. */
export const copyAccountsChecks = ({ outputs, expected, aws }: DeployedStage): readonly Check[] => {
  const accounts = otherAccountsOf(expected.copyVaultArns, outputs.account_id).join(" and ");
  if (accounts === "") return [];
  return [
    check("copies to others", async () => {
      const obstacle = await copyObstacle(connect(BackupClient, aws));
      return obstacle === undefined
        ? ok(`the organization allows copies to account ${accounts}`)
        : problem(`no copy reaches account ${accounts}: ${obstacle.fact}`, obstacle.remedy);
    }),
  ];
};
