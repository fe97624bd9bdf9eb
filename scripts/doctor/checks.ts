import type { Check } from "./check";
import { alarmMailCheck } from "./checks/alarm-mail";
import { alarmsCheck } from "./checks/alarms";
import { backlogCheck } from "./checks/backlog";
import { copyAccountsChecks } from "./checks/copy-accounts";
import { deadLettersCheck } from "./checks/dead-letters";
import { deployedSettingsChecks } from "./checks/deployed-settings";
import { deployedFunction } from "./checks/function";
import { lastBackupChecks } from "./checks/last-backup";
import { nextBackupsChecks } from "./checks/next-backups";
import { resourceTypesCheck } from "./checks/resource-types";
import { restoreTestChecks } from "./checks/restore-tests";
import { slackChecks } from "./checks/slack";
import { vaultProtectionChecks } from "./checks/vault-protection";
import { watchChecks } from "./checks/watch";
import type { DeployedStage } from "./deployed-stage";
import { settingsCheck } from "./setting";

/** All checks of a stage, in the order in which an event passes from the vaults to Slack. */
export const checksOf = (stage: DeployedStage): readonly Check[] => [
  resourceTypesCheck(stage),
  ...lastBackupChecks(stage),
  ...nextBackupsChecks(stage),
  ...deployedSettingsChecks(stage),
  ...vaultProtectionChecks(stage),
  ...copyAccountsChecks(stage),
  settingsCheck(deployedFunction(stage), stage.outputs),
  ...slackChecks(stage),
  ...(stage.outputs.delivery === "queue" ? [backlogCheck(stage)] : []),
  deadLettersCheck(stage),
  ...(stage.outputs.watch_function_name === "" ? [] : watchChecks(stage)),
  ...(stage.outputs.restore_test_function_name === "" ? [] : restoreTestChecks(stage)),
  alarmsCheck(stage),
  alarmMailCheck(stage),
];
