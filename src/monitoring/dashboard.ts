import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import type { AwsEnvironment } from "../foundation/aws-environment";
import type { AlarmSet } from "./alarm-set";
import type { WatchedPath } from "./alarms";
import { dashboardBody } from "./dashboard/body";

export type DashboardProps = {
  readonly aws: AwsEnvironment;
  readonly stage: string;
  readonly path: WatchedPath;
  readonly alarms: AlarmSet;
  /** Empty for all vaults of the account and Region. */
  readonly vaultNames: readonly string[];
};

/** Backups, notifier and alarms on one screen in CloudWatch. */
export class Dashboard extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { aws, path } = props;
    this.name = new CloudwatchDashboard(this, "Resource", {
      // Dashboards are global, stages are not.
      dashboardName: `${aws.namePrefix}-${aws.region}`,
      dashboardBody: dashboardBody({
        region: aws.region,
        stage: props.stage,
        vaultNames: props.vaultNames,
        functionName: path.notifier.name,
        queueName: path.queue?.name,
        deadLetterQueueName: path.deadLetterQueue.name,
        alarmArns: props.alarms.arns,
        ...(path.watch && {
          watch: { functionName: path.watch.functionName, failedRunsQueueName: path.watch.failedRuns.name },
        }),
        ...(path.validator && {
          restoreTests: { functionName: path.validator.functionName, queueName: path.validator.queue.name },
        }),
      }),
    }).dashboardName;
  }
}
