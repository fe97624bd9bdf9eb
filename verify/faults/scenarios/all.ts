import type { Scenario } from "../scenario";
import { eventScenarios } from "./events";
import { limitScenarios } from "./limits";
import { mutingScenarios } from "./muting";
import { nightScenarios } from "./nights";
import { outageScenarios } from "./outages";
import { sandboxScenarios } from "./sandboxes";
import { serviceScenarios } from "./services";
import { slackAnswerScenarios } from "./slack-answers";
import { transportScenarios } from "./transport";
import { webhookScenarios } from "./webhook";

/** Every scenario, in the order in which they run. */
export const allScenarios: readonly Scenario[] = [
  ...eventScenarios,
  ...slackAnswerScenarios,
  ...outageScenarios,
  ...webhookScenarios,
  ...transportScenarios,
  ...serviceScenarios,
  ...mutingScenarios,
  ...sandboxScenarios,
  ...limitScenarios,
  ...nightScenarios,
];
