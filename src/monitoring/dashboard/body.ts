import { backupJobGraphs } from "./backup-jobs";
import { graphs } from "./graph";
import { placed, type Widget } from "./grid";
import { notifierGraphs } from "./notifier-health";
import { type ResourceNames, resourceGraphs } from "./resources";
import { type RestoreTestNames, restoreTestGraphs } from "./restore-tests";
import { type WatchNames, watchGraphs } from "./watch";

export type DashboardContents = ResourceNames & {
  readonly region: string;
  readonly stage: string;
  readonly vaultNames: readonly string[];
  readonly alarmArns: readonly string[];
  readonly watch?: WatchNames;
  readonly restoreTests?: RestoreTestNames;
};

const alarmStatus = ({ stage, region, alarmArns }: DashboardContents): Widget => ({
  type: "alarm",
  properties: {
    title: `Alarms. If one is red, run: npm run doctor -- ${stage} ${region}`,
    alarms: alarmArns,
    sortBy: "stateUpdatedTimestamp",
  },
});

/**
 * One screen: is anything wrong, how did the backups end, does Slack get the messages, and do the AWS resources work.
 * @returns a dashboard's body as JSON; values may contain Terraform references
 */
export const dashboardBody = (contents: DashboardContents): string =>
  JSON.stringify({
    start: "-P1D",
    // Keep each graph's own period: the one that CloudWatch chooses would hide a single failed job.
    periodOverride: "inherit",
    widgets: placed([
      { height: 3, widgets: [alarmStatus(contents)] },
      graphs(contents.region, 3600, backupJobGraphs(contents.vaultNames)),
      graphs(contents.region, 300, notifierGraphs(contents.stage)),
      graphs(contents.region, 300, resourceGraphs(contents)),
      ...(contents.watch ? [graphs(contents.region, 3600, watchGraphs(contents.stage, contents.watch))] : []),
      ...(contents.restoreTests
        ? [graphs(contents.region, 3600, restoreTestGraphs(contents.restoreTests))]
        : []),
    ]),
  });
