import type { JobEvent } from "../model/event";
import { known } from "../model/fields";
import { isIssue, type JobPhase } from "../model/job-phase";
import { resourceOf } from "../model/resource";
import { severityOf } from "../model/severity";
import { awsTextQuote, type Card, emojis, footerOf } from "./card";
import { historyWords, isMuchSmaller } from "./history-words";
import { factsOf, linksOf } from "./job-facts";
import { emojiOf, groupTitleOf, nameOf, subjectOf, titleOf } from "./job-title";
import { locationOf, locationText, type RenderContext, type Vaults } from "./location";
import { clause, code, words } from "./mrkdwn";

/** Categories that AWS writes as one word. (AWS Backup API Reference, MessageCategory) */
const knownCategories: Readonly<Record<string, string>> = {
  accessdenied: "access denied",
  invalidparameters: "invalid parameters",
};

/** These name no issue: the API uses them to ask for any. */
const unspecificCategories = ["aggregateall", "any"];

/** A message category in plain words: `access denied` for `AccessDenied`. `undefined` if it says nothing. */
const categoryWords = (category: string): string | undefined => {
  const key = category.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  if (key === "" || unspecificCategories.includes(key)) return undefined;
  if (Object.hasOwn(knownCategories, key)) return knownCategories[key];
  return category
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ")
    .replaceAll("_", " ")
    .toLowerCase();
};

const isUnvalidated = (phase: JobPhase): boolean =>
  phase === "validation-failed" || phase === "validation-timed-out";

/** The reason, in a few words; absent if AWS gave none. */
const whyOf = ({ phase, details }: JobEvent): string | undefined => {
  const { reason, messageCategory, validationMessage } = details;
  if (isUnvalidated(phase)) return validationMessage;
  return reason ?? (isIssue(messageCategory) ? categoryWords(messageCategory) : undefined);
};

const vaultsOf = ({ vaultName, sourceVaultArn, destinationVaultArn }: JobEvent["details"]): Vaults =>
  known({ vaultName, fromArn: sourceVaultArn, toArn: destinationVaultArn });

/** What happened, to what, how severe it is, why, and only then where: a lock screen shows only the beginning. */
const sentenceOf = (event: JobEvent, context: RenderContext): string => {
  const name = nameOf(event);
  const why = whyOf(event);
  const history = historyWords(event);
  return (
    titleOf(event) +
    (name === undefined ? "" : `: ${name}`) +
    (history === undefined ? "" : ` — ${history}`) +
    (why === undefined ? "" : `: ${clause(why, 200)}`) +
    locationText(event.origin, context, vaultsOf(event.details))
  );
};

/** The reason, as AWS or the validation gives it. */
const quoteOf = ({ phase, text, jobId, details }: JobEvent): Card["quote"] => {
  if (details.validationMessage !== undefined)
    return { label: "Validation message", text: details.validationMessage };
  if (details.reason !== undefined) return { label: "Reason", text: details.reason };
  if (phase !== "unknown") return undefined;
  const ids = [jobId, details.resourceArn, details.recoveryPointArn];
  return awsTextQuote(text, (sentence) => ids.some((id) => id && sentence.includes(id)));
};

/** Shown where AWS gives no reason but the reader needs one. */
const meanings: Partial<Readonly<Record<JobPhase, string>>> = {
  failed: "AWS Backup gave no reason. The job's page may say more.",
  expired: "The job did not start within its start window, or did not finish within its completion window.",
  "completed-with-issues": "AWS Backup marks this job as completed with issues. Open the job to see them.",
  partial: "Parts of the resource are missing from the recovery point. Open the job to see which.",
  "validation-failed": "The restored resource did not pass your validation.",
  "validation-timed-out":
    "The backup was restored, but no validation result arrived within the validation window. Whether it is good is unknown.",
};

/** Always shown with a restore test: the restored resource costs money until someone deletes it. */
const leftover =
  "The resource restored for the test could not be deleted. Delete it manually, or it keeps costing money.";

/** What to do about a validation. Advice on AWS Backup's reasons comes with the event. */
const nexts: Partial<Readonly<Record<JobPhase, string>>> = {
  "validation-failed":
    "Do not rely on this backup: check the validation's log, and test an older recovery point.",
  "validation-timed-out": "Check that your validation still runs and calls `PutRestoreValidationResult`.",
};

const meansOf = (event: JobEvent): string | undefined => {
  const { phase, details } = event;
  const isLeftOver = details.deletionStatus === "FAILED";
  if (isUnvalidated(phase) || isLeftOver)
    return [meanings[phase], isLeftOver && leftover].filter(Boolean).join(" ");
  if (quoteOf(event) !== undefined) return undefined;
  const category = phase === "completed" ? undefined : whyOf(event);
  return category === undefined
    ? meanings[phase]
    : `AWS Backup gave no reason, only a category: ${words(category, 100)}. Open the job for details.`;
};

/** The card of a backup, copy or restore job. */
export const jobCard = (event: JobEvent, context: RenderContext): Card => {
  const { origin, details, jobId } = event;
  const { highlight: _, facts: __, ...advice } = event.advice ?? {};
  const vaults = vaultsOf(details);
  const isNamed = resourceOf(details).name !== undefined;
  const isDoubtful = isMuchSmaller(event);
  return {
    severity: isDoubtful ? "warning" : severityOf(event),
    emoji: isDoubtful ? emojis.warning : emojiOf(event),
    title: titleOf(event),
    groupTitle: groupTitleOf(event),
    where: locationText(origin, context, vaults),
    ...known({ name: nameOf(event), subject: subjectOf(event), highlight: historyWords(event) }),
    location: locationOf(origin, context, vaults),
    sentence: sentenceOf(event, context),
    facts: factsOf(event),
    links: linksOf(event),
    footer: footerOf(origin.sentAt, isNamed && jobId ? `job ${code(jobId, 100)}` : undefined),
    ...known({ quote: quoteOf(event), means: meansOf(event), next: nexts[event.phase] }),
    ...advice,
  };
};
