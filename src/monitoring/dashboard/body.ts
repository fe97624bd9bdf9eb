import { backupJobGraphs } from "./backup-jobs";
import { placed, type Widget } from "./grid";
import { notifierGraphs } from "./notifier-health";
import { type ResourceNames, resourceGraphs } from "./resources";

export type DashboardContents = ResourceNames & {
  readonly stage: string;
  readonly vaultNames: readonly string[];
  readonly alarmArns: readonly string[];
};

const alarmStatus = ({ stage, alarmArns }: DashboardContents): Widget => ({
  type: "alarm",
  properties: {
    title: `Alarms. If one is red, run: npm run doctor -- ${stage}`,
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
      { height: 5, widgets: backupJobGraphs(contents.vaultNames, contents.region) },
      { height: 5, widgets: notifierGraphs(contents.stage, contents.region) },
      { height: 5, widgets: resourceGraphs(contents) },
    ]),
  });
