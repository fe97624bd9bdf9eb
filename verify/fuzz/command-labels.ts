import { adviceOn } from "../../handler/advise/advice";
import type { JobDetails } from "../../handler/model/job-event";

const arn = "arn:aws:iam::111122223333:role/backup";

const details: JobDetails = {
  vaultName: "main",
  resourceArn: arn,
  roleArn: arn,
  recoveryPointArn: arn,
  sourceRecoveryPointArn: arn,
  destinationVaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:copies",
};

/** With a cause that must be fixed first, and without one. */
const causes: readonly JobDetails[] = [{}, { reason: "You are not authorized to perform this operation." }];

const lifecycles: readonly JobDetails[] = [{}, { lifecycle: { deleteAfterDays: 30 } }];

/** Every label that the notifier writes above a command, as it writes them today. */
export const commandLabels: ReadonlySet<string> = new Set(
  (["backup", "copy", "restore"] as const).flatMap((jobType) =>
    (["failed", "aborted"] as const).flatMap((phase) =>
      causes.flatMap((cause) =>
        lifecycles.flatMap((lifecycle) => {
          const event = { kind: "job", jobType, phase, origin: { region: "eu-west-1" } } as const;
          return (
            adviceOn({ ...event, details: { ...details, ...cause, ...lifecycle } })?.command?.label ?? []
          );
        }),
      ),
    ),
  ),
);
