import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import type { DeliveryPath } from "../delivery/delivery-path";
import type { Home } from "../foundation/aws-environment";
import type { DeliveryAlarms } from "./alarm-set";
import { dashboardBody } from "./dashboard/body";

export type DeliveryDashboardProps = {
  readonly home: Home;
  readonly stage: string;
  readonly path: DeliveryPath;
  readonly alarms: DeliveryAlarms;
  readonly vaultNames: readonly string[];
};

/** Backups, notifier and alarms on one screen of CloudWatch. */
export class DeliveryDashboard extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: DeliveryDashboardProps) {
    super(scope, id);
    const { home, path } = props;
    this.name = new CloudwatchDashboard(this, "Resource", {
      dashboardName: home.namePrefix,
      dashboardBody: dashboardBody({
        region: home.region,
        stage: props.stage,
        vaultNames: props.vaultNames,
        functionName: path.notifier.name,
        queueName: path.queue?.name,
        deadLetterQueueName: path.deadLetterQueue.name,
        alarmArns: props.alarms.arns,
      }),
    }).dashboardName;
  }
}
