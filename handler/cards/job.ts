import { jobUrl, recoveryPointUrl, resourceUrl, restoreTestingPlanUrl, vaultUrl } from "../console-link";
import { categoryWords } from "../message-category";
import { isIssue, type JobEvent, type JobPhase, severityOf } from "../model";
import { resourceIdOf, resourceOf } from "../resource";
import { clause, code, short, size, words } from "../slack-text";
import { known } from "../wire/fields";
import { type Card, emojis, type Fact, footerOf } from "./card";
import { dateFact, durationFact, fact } from "./facts";
import { linksTo } from "./links";
import { placeOf, placeWords, type Surroundings, type Vaults } from "./place";
import {
  isMuchSmaller,
  recordFacts,
  recordWords,
  recoveriesWords,
  recoveryWords,
  trendWords,
} from "./record-words";

/** A restore test is a restore job that a restore testing plan asked for. */
type Class = JobEvent["jobType"] | "restore test";

const classOf = ({ jobType, details }: JobEvent): Class =>
  details.restoreTestingPlanArn === undefined && details.validationStatus === undefined
    ? jobType
    : "restore test";

const classWords: Readonly<Record<Class, readonly [one: string, many: string]>> = {
  backup: ["Backup", "backups"],
  copy: ["Copy", "copies"],
  restore: ["Restore", "restores"],
  "restore test": ["Restore test", "restore tests"],
};

const looks: Readonly<Record<JobPhase, { readonly emoji: string; readonly words: string }>> = {
  started: { emoji: "hourglass_flowing_sand", words: "started" },
  completed: { emoji: "white_check_mark", words: "completed" },
  "completed-with-issues": { emoji: "warning", words: "completed with issues" },
  partial: { emoji: "warning", words: "completed only in part" },
  failed: { emoji: "red_circle", words: "failed" },
  expired: { emoji: "alarm_clock", words: "expired" },
  aborted: { emoji: "octagonal_sign", words: "stopped" },
  validating: { emoji: "test_tube", words: "restored, not validated yet" },
  validated: { emoji: "white_check_mark", words: "passed" },
  "validation-failed": { emoji: "red_circle", words: "failed validation" },
  "validation-timed-out": { emoji: "alarm_clock", words: "not validated in time" },
  unknown: { emoji: "grey_question", words: "changed" },
};

/** AWS's words for the states that share a look, where they say more than ours. */
const stateWords: Readonly<Record<string, string>> = {
  CREATED: "created",
  PENDING: "pending",
  ABORTING: "stopping",
};

/** What happened, without what to: `failed`, `stopping`, `in state PAUSED`. */
const wordsOf = ({ phase, state = "" }: JobEvent): string => {
  // A word of another form is no state of AWS's: it stands among the facts.
  if (phase === "unknown" && /^[A-Z]+(?:_[A-Z]+)*$/.test(state) && state.length <= 60)
    return `in state ${state.replaceAll("_", " ")}`;
  return (Object.hasOwn(stateWords, state) && stateWords[state]) || looks[phase].words;
};

const titleOf = (event: JobEvent): string =>
  `${classWords[classOf(event)][0]}${event.phase === "unknown" ? " job" : ""} ${recoveryWords(event) ?? wordsOf(event)}`;

const manyOf = (event: JobEvent): string => {
  const jobClass = classOf(event);
  return `${event.phase === "unknown" ? `${jobClass} jobs` : classWords[jobClass][1]} ${recoveriesWords(event) ?? wordsOf(event)}`;
};

/** `orders (RDS)`, or the job where the resource is not known. */
const nameOf = (event: JobEvent): string | undefined => {
  const { name, service } = resourceOf(event.details);
  if (name === undefined) return event.jobId && `job ${short(event.jobId, 120)}`;
  return `${short(name, 120)}${service ? ` (${short(service, 40)})` : ""}`;
};

/** The same in mrkdwn. */
const subjectOf = (event: JobEvent): string | undefined => {
  const { name, service } = resourceOf(event.details);
  if (name === undefined) return event.jobId && `job ${code(event.jobId, 100)}`;
  return `${code(name, 160)}${service ? ` (${words(service, 60)})` : ""}`;
};

/** Why it ended so, in a few words; absent where nobody said. */
const whyOf = ({ phase, details }: JobEvent): string | undefined => {
  const { reason, messageCategory, validationMessage } = details;
  if (phase === "validation-failed" || phase === "validation-timed-out") return validationMessage;
  return reason ?? (isIssue(messageCategory) ? categoryWords(messageCategory) : undefined);
};

const vaultsOf = ({ vaultName, sourceVaultArn, destinationVaultArn }: JobEvent["details"]): Vaults =>
  known({ vaultName, fromArn: sourceVaultArn, toArn: destinationVaultArn });

/** What happened, to what, how bad it is, why, and only then where: a locked phone shows the beginning. */
const sentenceOf = (event: JobEvent, surroundings: Surroundings): string => {
  const name = nameOf(event);
  const why = whyOf(event);
  const record = recordWords(event);
  return (
    titleOf(event) +
    (name === undefined ? "" : `: ${name}`) +
    (record === undefined ? "" : ` — ${record}`) +
    (why === undefined ? "" : `: ${clause(why, 200)}`) +
    placeWords(event.origin, surroundings, vaultsOf(event.details))
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

/** AWS Backup tells no size of these: it says 0, whatever they hold. (AWS Backup API Reference, BackupSizeInBytes) */
const servicesWithoutSize = ["RDS", "Aurora", "FSx", "DocumentDB", "Neptune"];

const restoredPhases: readonly JobPhase[] = [
  "completed",
  "validating",
  "validated",
  "validation-failed",
  "validation-timed-out",
];

const savedPhases: readonly JobPhase[] = ["completed", "completed-with-issues", "partial"];

/** The size of what was saved. A job that did not end well saved nothing that counts. */
const sizeFact = (event: JobEvent, service: string | undefined): Fact[] => {
  const { phase, details } = event;
  const { sizeBytes } = details;
  if (sizeBytes === undefined || !savedPhases.includes(phase)) return [];
  return sizeBytes === 0 && service !== undefined && servicesWithoutSize.includes(service)
    ? []
    : [["Size", `${size(sizeBytes)}${trendWords(event)}`]];
};

const planFact = ({ planName, planId, ruleName }: JobEvent["details"]): Fact[] => {
  const plan = planName ?? planId;
  if (plan === undefined) return fact("Rule", ruleName);
  return fact("Plan", ruleName === undefined ? plan : `${plan} / ${ruleName}`);
};

/** Name of a restore testing plan by its ARN: AWS appends an id of its own to it. */
const testingPlanOf = (arn: string | undefined): string | undefined =>
  resourceIdOf(arn)?.replace(/-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "");

/** What a reader wants to know beside the reason. Good news is short: it must not be tall on a phone. */
const factsOf = (event: JobEvent): Fact[] => {
  const { details, phase, jobType, state } = event;
  const { name, id, service } = resourceOf(details);
  const isGood = severityOf(event) === "good";
  const hasRestored = jobType === "restore" && restoredPhases.includes(phase);
  const took = phase === "started" ? [] : durationFact(details.startedAt, details.endedAt);
  return [
    ...recordFacts(event),
    ...fact("Resource", isGood || id === name ? undefined : id),
    ...(phase === "unknown" && !wordsOf(event).startsWith("in state") ? fact("State", state) : []),
    ...planFact(details),
    ...fact("Restore testing plan", testingPlanOf(details.restoreTestingPlanArn)),
    ...(isGood ? [] : dateFact("Started", details.startedAt)),
    ...took.map(([label, value]): Fact => [hasRestored ? "Time to restore" : label, value]),
    ...sizeFact(event, service),
    ...(jobType === "restore" ? dateFact("Backup from", details.recoveryPointCreatedAt) : []),
    ...fact("Created resource", resourceIdOf(details.createdResourceArn) ?? details.createdResourceArn),
    ...fact("Recovery point", isGood ? undefined : resourceIdOf(details.recoveryPointArn)),
    ...fact("Deletion failed", details.deletionStatus === "FAILED" ? details.deletionMessage : undefined),
  ];
};

const linksOf = ({ jobType, jobId, origin, details, phase }: JobEvent): string[] => {
  const { region } = origin;
  const { vaultName, recoveryPointArn, createdResourceArn, restoreTestingPlanArn } = details;
  const plan = testingPlanOf(restoreTestingPlanArn);
  const saved = jobType === "backup" && savedPhases.includes(phase) && recoveryPointArn !== undefined;
  return linksTo([
    ["Open job", jobId === undefined ? undefined : jobUrl(region, jobType, jobId)],
    saved && vaultName !== undefined
      ? ["Open recovery point", recoveryPointUrl(region, vaultName, recoveryPointArn)]
      : ["Open vault", vaultName === undefined ? undefined : vaultUrl(region, vaultName)],
    ["Open plan", plan === undefined ? undefined : restoreTestingPlanUrl(region, plan)],
    createdResourceArn === undefined
      ? ["Open resource", phase === "completed" ? undefined : resourceUrl(region, details)]
      : ["Open created resource", resourceUrl(region, { resourceArn: createdResourceArn })],
  ]);
};

/** A backup, copy or restore job's card. */
export const jobCard = (event: JobEvent, surroundings: Surroundings): Card => {
  const { origin, details, jobId } = event;
  const vaults = vaultsOf(details);
  const isNamed = resourceOf(details).name !== undefined;
  const isDoubtful = isMuchSmaller(event);
  return {
    severity: isDoubtful ? "warning" : severityOf(event),
    emoji: isDoubtful ? emojis.warning : looks[event.phase].emoji,
    title: titleOf(event),
    many: manyOf(event),
    where: placeWords(origin, surroundings, vaults),
    ...known({ name: nameOf(event), subject: subjectOf(event), aside: recordWords(event) }),
    place: placeOf(origin, surroundings, vaults),
    sentence: sentenceOf(event, surroundings),
    facts: factsOf(event),
    links: linksOf(event),
    footer: footerOf(origin.sentAt, isNamed && jobId ? `job ${code(jobId, 100)}` : undefined),
    ...known({ quote: quoteOf(event), means: meansOf(event), next: nexts[event.phase] }),
    ...event.advice,
  };
};
