import { BackupClient, GetBackupPlanCommand, type GetBackupPlanOutput } from "@aws-sdk/client-backup";
import { idsIn } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import type { Place } from "../../program/npm-command";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem, unknown, warning } from "../finding";

/** AWS previews at most 10 runs; the next three show the schedule. (AWS Backup API reference, GetBackupPlan) */
const shownRuns = 3;

const minuteOf = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

type Preview = Pick<GetBackupPlanOutput, "BackupPlan" | "ScheduledRunsPreview">;

/** Judges the next runs of a plan as AWS sees them; of no plan where AWS does not find it. One of several has an `id`. */
export const checkNextBackups = (preview: Preview | undefined, place: Place, id?: string): Finding => {
  const plan = id === undefined ? "the plan" : `plan ${preview?.BackupPlan?.BackupPlanName ?? id}`;
  if (preview === undefined) return problem(`AWS Backup does not find ${plan}`, deployAgain(place));
  const { BackupPlan, ScheduledRunsPreview: runs } = preview;
  if (runs === undefined) return unknown(`AWS Backup left out the scheduled runs of ${plan}`);
  if (runs.length === 0) {
    return warning(
      `AWS Backup schedules no run of ${plan}`,
      `check the schedules of \`rules\` in stages/${place.stage}.ts, or ${deployAgain(place)}`,
    );
  }
  const nameOf = (id: string | undefined): string =>
    BackupPlan?.Rules?.find(({ RuleId }) => RuleId === id)?.RuleName ?? `rule ${id}`;
  return ok(
    `${plan} runs next ${runs
      .map(({ ExecutionTime: at, RuleId }) =>
        at === undefined ? `at an unknown time (${nameOf(RuleId)})` : `${minuteOf(at)} (${nameOf(RuleId)})`,
      )
      .join(", ")}`,
  );
};

/** One check for each plan; none where the stage has no plan. */
export const nextBackupsChecks = ({ outputs, aws }: DeployedStage): readonly Check[] =>
  idsIn(outputs.plan_ids).map((BackupPlanId, _, { length }) =>
    check("next backups", async () => {
      const command = new GetBackupPlanCommand({ BackupPlanId, MaxScheduledRunsPreview: shownRuns });
      const preview = await unlessMissing(connect(BackupClient, aws).send(command));
      return checkNextBackups(preview, outputs, length > 1 ? BackupPlanId : undefined);
    }),
  );
