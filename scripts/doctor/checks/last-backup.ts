import { BackupClient, type BackupJob, paginateListBackupJobs } from "@aws-sdk/client-backup";
import { isIssue } from "../../../handler/model/job-phase";
import { duration } from "../../../handler/render/mrkdwn";
import { terminalLine } from "../../../handler/render/printable";
import type { StackOutputs } from "../../../src/outputs";
import { listed } from "../../aws/all-items";
import { connect } from "../../aws/client";
import { vaultsOf } from "../../aws/stage-arns";
import { typed } from "../../program/npm-command";
import { hasEnded, reasonOf } from "../../vault/job";
import { type Check, check } from "../check";
import type { DeployedStage } from "../deployed-stage";
import { type Finding, ok, warning } from "../finding";

const createdAt = ({ CreationDate }: BackupJob): number => CreationDate?.getTime() ?? 0;

const isSuccessful = ({ State }: BackupJob): boolean => State === "COMPLETED" || State === "PARTIAL";

const lookAt = ({ BackupJobId }: BackupJob): string => `look at job ${BackupJobId} in the AWS Backup console`;

/** A day, and two hours for a backup to run. */
const dailyMilliseconds = 26 * 3600 * 1000;

const lookBackDays = 8;

const startOne = (outputs: StackOutputs): string =>
  outputs.test_resource_arns === ""
    ? typed("trigger-backup", outputs, "--resource <arn>")
    : typed("trigger-backup", outputs);

/** Checks how long ago the last backup of a vault was, and how it ended, by its jobs in any order. */
export const checkLastBackup = (
  jobs: readonly BackupJob[],
  isOwn: boolean,
  now: number,
  outputs: StackOutputs,
): Finding => {
  const ended = jobs
    .filter(({ State }) => hasEnded(State))
    .toSorted((one, other) => createdAt(other) - createdAt(one));
  const [lastEnded] = ended;
  if (lastEnded === undefined) {
    const fact = `no backup in the last ${lookBackDays} days`;
    return isOwn ? warning(fact, `start one with ${startOne(outputs)}`) : ok(fact);
  }
  const ago = (job: BackupJob): string => `${duration(now - createdAt(job))} ago`;
  if (!isSuccessful(lastEnded)) {
    const lastCompleted = ended.find(isSuccessful);
    const reason = reasonOf(lastEnded).replace(/\.$/, "");
    return warning(
      `the last backup ended ${lastEnded.State} ${ago(lastEnded)}${reason === "" ? "" : ` (${reason})`}, ${lastCompleted ? `the last successful one was ${ago(lastCompleted)}` : `none was successful in the last ${lookBackDays} days`}`,
      lookAt(lastEnded),
    );
  }
  if (isOwn && now - createdAt(lastEnded) > dailyMilliseconds) {
    return warning(
      `the last backup was ${ago(lastEnded)}`,
      `check the schedules, and what the plans select, with ${typed("selection", outputs)}`,
    );
  }
  const end = `the last backup was ${ago(lastEnded)}, ${lastEnded.State}`;
  if (lastEnded.State === "PARTIAL") return warning(end, lookAt(lastEnded));
  return isIssue(lastEnded.MessageCategory)
    ? warning(`${end} with issues (${terminalLine(lastEnded.MessageCategory)})`, lookAt(lastEnded))
    : ok(end);
};

/** 1,000 jobs per page; a vault with more than these in eight days has had a recent backup. */
const maxPages = 10;

const readJobs = async (vaultName: string, { aws, clock }: DeployedStage): Promise<readonly BackupJob[]> => {
  const jobs: BackupJob[] = [];
  let pages = 0;
  const since = new Date(clock.now() - lookBackDays * 86_400_000);
  for await (const page of paginateListBackupJobs(
    { client: connect(BackupClient, aws), pageSize: 1000 },
    { ByBackupVaultName: vaultName, ByCreatedAfter: since },
  )) {
    jobs.push(...listed(page.BackupJobs));
    pages += 1;
    if (pages === maxPages) break;
  }
  return jobs;
};

/** One check for each vault, the stage's own and existing ones. */
export const lastBackupChecks = (stage: DeployedStage): readonly Check[] =>
  vaultsOf(stage.outputs).map(({ name, isOwn }) =>
    check(`backups in ${name}`, async () =>
      checkLastBackup(await readJobs(name, stage), isOwn, stage.clock.now(), stage.outputs),
    ),
  );
