import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { SQSClient } from "@aws-sdk/client-sqs";
import { z } from "zod";
import { jsonFieldsOf } from "../../../handler/model/fields";
import type { WatchLine } from "../../../handler/watch/watch-context";
import type { StackOutputs } from "../../../src/outputs";
import { connect } from "../../aws/client";
import { unlessMissing } from "../../aws/missing";
import { type Depth, depthOf } from "../../aws/queue-depth";
import { counted } from "../../program/counted";
import { type Check, check } from "../check";
import { type DeployedStage, deployAgain } from "../deployed-stage";
import { type Finding, ok, problem, warning } from "../finding";

/** The lines of `WatchLine`, as far as they are read. */
const lineSchema = z.object({
  outcome: z.enum(["checked", "check-failed"] satisfies WatchLine["outcome"][]),
  open: z.record(z.string(), z.number()),
  unseen: z.array(z.string()),
  problem: z.string().optional(),
});

/** A check that the watch logged. */
export type LoggedCheck = z.infer<typeof lineSchema> & { readonly at: Date };

const hourMilliseconds = 3_600_000;

/** As long as its alarm waits. */
const patienceHoursOf = ({ watch_check_every_hours: hours }: StackOutputs): number => Number(hours) + 1;

const readItsLog = ({ watch_log_group_name, region }: StackOutputs): string =>
  `\`aws logs tail ${watch_log_group_name} --since 1d --region ${region}\``;

/** How many lists are named. */
const maxNamed = 5;

const listed = (texts: readonly string[]): string =>
  [...texts.slice(0, maxNamed), ...(texts.length > maxNamed ? [`${texts.length - maxNamed} more`] : [])].join(
    ", ",
  );

/** What the watch's last check says; `undefined` where it did none. */
export const checkWatch = (last: LoggedCheck | undefined, outputs: StackOutputs, now: number): Finding => {
  if (last === undefined) {
    const { watch_schedule_group_name: group, region } = outputs;
    return problem(
      `no check in the last ${counted(patienceHoursOf(outputs), "hour")}: nobody looks for backups that did not run`,
      `right after a deployment, wait a minute; else see whether its schedule is on with \`aws scheduler get-schedule --group-name ${group} --name check --region ${region}\`, and ${deployAgain(outputs)}`,
    );
  }
  const minutes = Math.max(0, Math.round((now - last.at.getTime()) / 60_000));
  const when = `the last check, ${counted(minutes, "minute")} ago,`;
  if (last.outcome === "check-failed" || last.problem !== undefined) {
    return problem(
      `${when} was not complete: ${last.problem ?? "its log does not say why"}`,
      `read ${readItsLog(outputs)}`,
    );
  }
  if (last.unseen.length > 0) {
    return warning(
      `${when} could not see ${listed(last.unseen)}`,
      `nothing is known of these until a later check sees them; for a missing permission, ${deployAgain(outputs)}`,
    );
  }
  const open = Object.entries(last.open).filter(([, count]) => count > 0);
  const found =
    open.length === 0 ? "nothing open" : open.map(([kind, count]) => `${count} ${kind}`).join(", ");
  return ok(`checked ${counted(minutes, "minute")} ago: ${found}`);
};

/** Runs that were given up. */
export const checkFailedRuns = ({ waiting, inFlight }: Depth, outputs: StackOutputs): Finding => {
  const count = waiting + inFlight;
  return count === 0
    ? ok("no run given up in the last day")
    : warning(
        `${counted(count, "run")} of the watch given up in the last day`,
        `read ${readItsLog(outputs)}; there is nothing to redrive, because the next check finds the same`,
      );
};

const lastCheckOf = async ({ outputs, aws, clock }: DeployedStage): Promise<LoggedCheck | undefined> => {
  const client = connect(CloudWatchLogsClient, aws);
  const search = {
    logGroupName: outputs.watch_log_group_name,
    filterPattern: '"outcome" "check"',
    startTime: clock.now() - patienceHoursOf(outputs) * hourMilliseconds,
  };
  let last: LoggedCheck | undefined;
  for await (const { events = [] } of paginateFilterLogEvents({ client }, search)) {
    for (const { message, timestamp = 0 } of events) {
      const line = lineSchema.safeParse(jsonFieldsOf(message ?? ""));
      if (line.success && timestamp >= (last?.at.getTime() ?? 0))
        last = { ...line.data, at: new Date(timestamp) };
    }
  }
  return last;
};

/** Whether the watch looks, what it could not see, and what was given up. Judged by what it did, not by how it is set. */
export const watchChecks = (stage: DeployedStage): readonly Check[] => [
  check("watch", async () =>
    checkWatch(await unlessMissing(lastCheckOf(stage)), stage.outputs, stage.clock.now()),
  ),
  check("watch's runs", async () =>
    checkFailedRuns(
      await depthOf(stage.outputs.watch_failed_runs_queue_url, connect(SQSClient, stage.aws)),
      stage.outputs,
    ),
  ),
];
