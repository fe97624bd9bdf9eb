import type { Check } from "./check";
import { alarmMailCheck } from "./checks/alarm-mail";
import { alarmsCheck } from "./checks/alarms";
import { backlogCheck } from "./checks/backlog";
import { backupRoleChecks } from "./checks/backup-role";
import { deadLettersCheck } from "./checks/dead-letters";
import { eventSourceCheck } from "./checks/event-source";
import { functionCheck } from "./checks/function";
import { keyCheck } from "./checks/key";
import { lastBackupChecks } from "./checks/last-backup";
import { ledgerChecks } from "./checks/ledger";
import { queuePolicyChecks } from "./checks/queue-policy";
import { resourceTypesCheck } from "./checks/resource-types";
import { ruleChecks } from "./checks/rule";
import { slackChecks } from "./checks/slack";
import { subscriptionCheck } from "./checks/subscription";
import { topicCheck } from "./checks/topic";
import { vaultNotificationChecks } from "./checks/vault-notifications";
import type { DeployedStage } from "./deployed-stage";

/** Everything there is to look at, on an event's way from the vaults to Slack, and around it. */
export const checksOf = (stage: DeployedStage): readonly Check[] => [
  ...backupRoleChecks(stage),
  resourceTypesCheck(stage),
  ...lastBackupChecks(stage),
  ...vaultNotificationChecks(stage),
  topicCheck(stage),
  keyCheck(stage),
  ...ruleChecks(stage),
  subscriptionCheck(stage),
  ...queuePolicyChecks(stage),
  eventSourceCheck(stage),
  functionCheck(stage),
  ...slackChecks(stage),
  ...ledgerChecks(stage),
  ...(stage.outputs.delivery === "queue" ? [backlogCheck(stage)] : []),
  deadLettersCheck(stage),
  alarmsCheck(stage),
  alarmMailCheck(stage),
];
