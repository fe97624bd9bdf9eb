import { backupJobGraphs } from "./backup-jobs";
import { placed, type Widget } from "./grid";
import { type MachineryNames, machineryGraphs } from "./machinery";
import { notifierGraphs } from "./notifier-health";

export type DashboardContents = MachineryNames & {
  readonly stage: string;
  readonly vaultNames: readonly string[];
  readonly alarmArns: readonly string[];
};

const alarmStatus = ({ stage, alarmArns }: DashboardContents): Widget => ({
  type: "alarm",
  properties: {
    title: `Alarms. When one is red: npm run doctor -- ${stage}`,
    alarms: alarmArns,
    sortBy: "stateUpdatedTimestamp",
  },
});

/**
 * One screen: is anything wrong, what became of the backups, does Slack hear of them, and does the machinery run.
 * @returns a dashboard's body as JSON; values may hold Terraform references
 */
export const dashboardBody = (contents: DashboardContents): string =>
  JSON.stringify({
    start: "-P1D",
    // Each graph has the period that suits it; CloudWatch's own choice would hide a single failed job.
    periodOverride: "inherit",
    widgets: placed([
      { height: 3, widgets: [alarmStatus(contents)] },
      { height: 5, widgets: backupJobGraphs(contents.vaultNames, contents.region) },
      { height: 5, widgets: notifierGraphs(contents.stage, contents.region) },
      { height: 5, widgets: machineryGraphs(contents) },
    ]),
  });
