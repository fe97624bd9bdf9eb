import { isIssue, type JobEvent, type JobPhase, severityOf } from "../model/event";
import { known } from "../model/fields";
import { resourceOf } from "../model/resource";
import { type Card, emojis, footerOf } from "./card";
import { isMuchSmaller, recordWords } from "./history-words";
import { factsOf, linksOf } from "./job-facts";
import { emojiOf, manyOf, nameOf, subjectOf, titleOf } from "./job-title";
import { locationOf, locationText, type RenderContext, type Vaults } from "./location";
import { categoryWords } from "./message-category";
import { clause, code, words } from "./mrkdwn";

/** Why it ended so, in a few words; absent where nobody said. */
const whyOf = ({ phase, details }: JobEvent): string | undefined => {
  const { reason, messageCategory, validationMessage } = details;
  if (phase === "validation-failed" || phase === "validation-timed-out") return validationMessage;
  return reason ?? (isIssue(messageCategory) ? categoryWords(messageCategory) : undefined);
};

const vaultsOf = ({ vaultName, sourceVaultArn, destinationVaultArn }: JobEvent["details"]): Vaults =>
  known({ vaultName, fromArn: sourceVaultArn, toArn: destinationVaultArn });

/** What happened, to what, how bad it is, why, and only then where: a locked phone shows the beginning. */
const sentenceOf = (event: JobEvent, surroundings: RenderContext): string => {
  const name = nameOf(event);
  const why = whyOf(event);
  const record = recordWords(event);
  return (
    titleOf(event) +
    (name === undefined ? "" : `: ${name}`) +
    (record === undefined ? "" : ` — ${record}`) +
    (why === undefined ? "" : `: ${clause(why, 200)}`) +
    locationText(event.origin, surroundings, vaultsOf(event.details))
  );
};

/** What of AWS's sentence is not in the message already. */
const withoutIds = (text: string, { jobId, details }: JobEvent): string =>
  text
    .split(/(?<=\.)\s+/)
    .filter((part) =>
      [jobId, details.resourceArn, details.recoveryPointArn].every((id) => !id || !part.includes(id)),
    )
    .join(" ");

/** Why, in AWS's words or in the validation's. */
const quoteOf = (event: JobEvent): Card["quote"] => {
  const { phase, text, details } = event;
  if (details.validationMessage !== undefined)
    return { label: "The validation says", text: details.validationMessage };
  if (details.reason !== undefined) return { label: "Reason", text: details.reason };
  const said = phase === "unknown" && text !== undefined ? withoutIds(text, event) : "";
  return said === "" ? undefined : { label: "AWS Backup says", text: said };
};

/** What to say where AWS gave no reason but the reader needs one. */
const meanings: Partial<Readonly<Record<JobPhase, string>>> = {
  failed: "AWS Backup gives no reason. The job's page may tell more.",
  expired: "The job did not start within its start window, or did not finish within its completion window.",
  "completed-with-issues": "AWS Backup marks this job as completed with issues. Open the job to see them.",
  partial: "Some parts of the resource are not in the recovery point. Open the job to see which.",
  "validation-failed": "What came back from the backup did not pass your validation.",
  "validation-timed-out":
    "The backup was restored, but no validation result came within the validation window. Nobody knows whether it is good.",
};

/** Told of a test whatever else is: what it made costs money until somebody removes it. */
const leftover =
  "The resource restored for the test could not be deleted. Delete it by hand, or it goes on to cost money.";

/** What to do about a validation. AWS Backup's own reasons have advice of their own. */
const nexts: Partial<Readonly<Record<JobPhase, string>>> = {
  "validation-failed":
    "Do not count on this backup: look at the validation's log, and test an older recovery point.",
  "validation-timed-out": "See that what validates it still runs, and calls `PutRestoreValidationResult`.",
};

const meansOf = (event: JobEvent): string | undefined => {
  const { phase, details } = event;
  if (
    phase === "validation-failed" ||
    phase === "validation-timed-out" ||
    details.deletionStatus === "FAILED"
  )
    return [meanings[phase], details.deletionStatus === "FAILED" ? leftover : undefined]
      .filter(Boolean)
      .join(" ");
  if (quoteOf(event) !== undefined) return undefined;
  const category = phase === "completed" ? undefined : whyOf(event);
  return category === undefined
    ? meanings[phase]
    : `AWS Backup names no reason, only its category: ${words(category, 100)}. Open the job to see more.`;
};

/** A backup, copy or restore job's card. */
export const jobCard = (event: JobEvent, surroundings: RenderContext): Card => {
  const { origin, details, jobId } = event;
  const vaults = vaultsOf(details);
  const isNamed = resourceOf(details).name !== undefined;
  const isDoubtful = isMuchSmaller(event);
  return {
    severity: isDoubtful ? "warning" : severityOf(event),
    emoji: isDoubtful ? emojis.warning : emojiOf(event),
    title: titleOf(event),
    groupTitle: manyOf(event),
    where: locationText(origin, surroundings, vaults),
    ...known({ name: nameOf(event), subject: subjectOf(event), highlight: recordWords(event) }),
    location: locationOf(origin, surroundings, vaults),
    sentence: sentenceOf(event, surroundings),
    facts: factsOf(event),
    links: linksOf(event),
    footer: footerOf(origin.sentAt, isNamed && jobId ? `job ${code(jobId, 100)}` : undefined),
    ...known({ quote: quoteOf(event), means: meansOf(event), next: nexts[event.phase] }),
    ...event.advice,
  };
};
