import { resourceIdOf, resourceTypeOf, vaultNameOf } from "../arn";
import { jobUrl, vaultUrl } from "../console-link";
import { type JobEvent, type JobPhase, severityOf } from "../model";
import { code, link, plain, short, size } from "../slack-text";
import { known } from "../wire/fields";
import { type Card, type Fact, footerOf } from "./card";
import { dateFact, durationFact, fact, originWords, placeOf } from "./facts";
import { recordFacts, recordWords, recoveriesWords, recoveryWords, trendWords } from "./record-words";

const jobWords = { backup: "Backup", copy: "Copy", restore: "Restore" } as const;

const looks: Readonly<Record<JobPhase, { readonly emoji: string; readonly words: string }>> = {
  started: { emoji: "hourglass_flowing_sand", words: "started" },
  completed: { emoji: "white_check_mark", words: "completed" },
  "completed-with-issues": { emoji: "warning", words: "completed with issues" },
  partial: { emoji: "warning", words: "completed only in part" },
  failed: { emoji: "red_circle", words: "failed" },
  expired: { emoji: "alarm_clock", words: "expired" },
  aborted: { emoji: "octagonal_sign", words: "stopped" },
  unknown: { emoji: "grey_question", words: "changed" },
};

/** AWS's words for the states that share a look, where they say more than ours. */
const stateWords: Readonly<Record<string, string>> = {
  CREATED: "created",
  PENDING: "pending",
  ABORTING: "stopping",
};

const plurals = { backup: "backups", copy: "copies", restore: "restores" } as const;

/** What happened, without what to: `failed`, `stopping`, `in state PAUSED`. */
const wordsOf = ({ phase, state }: JobEvent): string => {
  if (phase === "unknown" && state !== undefined) return `in state ${short(state, 60)}`;
  return (state !== undefined && Object.hasOwn(stateWords, state) && stateWords[state]) || looks[phase].words;
};

const titleOf = (event: JobEvent): string =>
  `${jobWords[event.jobType]}${event.phase === "unknown" ? " job" : ""} ${recoveryWords(event) ?? wordsOf(event)}`;

const manyOf = (event: JobEvent): string =>
  `${event.phase === "unknown" ? `${event.jobType} jobs` : plurals[event.jobType]} ${recoveriesWords(event) ?? wordsOf(event)}`;

/** What the job is about: the resource's name where one is known, else its id, else nothing. */
const resourceOf = ({ details }: JobEvent): { name?: string; id?: string; type?: string } => {
  const id = resourceIdOf(details.resourceArn) ?? details.resourceArn;
  const name = details.resourceName ?? id;
  const type = details.resourceType ?? resourceTypeOf(details.resourceArn);
  return { ...(name && { name }), ...(id && { id }), ...(type && { type }) };
};

/** `orders (RDS)`, or the job where the resource is not known. */
const nameOf = (event: JobEvent): string | undefined => {
  const { name, type } = resourceOf(event);
  if (name === undefined) return event.jobId && `job ${short(event.jobId, 120)}`;
  return `${short(name, 120)}${type ? ` (${short(type, 40)})` : ""}`;
};

const sentenceOf = (event: JobEvent): string => {
  const { vaultName, reason } = event.details;
  const name = nameOf(event);
  const subject = name === undefined ? "" : `: ${name}`;
  const vault = vaultName === undefined ? "" : `, vault ${short(vaultName, 60)}`;
  const why = reason === undefined ? "" : `: ${short(reason, 200)}`;
  const record = recordWords(event);
  return `${titleOf(event)}${subject}${vault}${originWords(event.origin)}${record ? `${why.replace(/\.$/, "")} — ${record}` : why}`;
};

/** Why, in AWS's words. A message category stands in where AWS gives no sentence. */
const quoteOf = ({ phase, text, details }: JobEvent): Card["quote"] => {
  const category = details.messageCategory === "SUCCESS" ? undefined : details.messageCategory;
  const reason = details.reason ?? category;
  if (reason !== undefined) return { label: "Reason", text: reason };
  return phase === "unknown" && text !== undefined ? { label: "AWS Backup says", text } : undefined;
};

/** What to say where AWS gave no reason but the reader needs one. */
const meanings: Partial<Readonly<Record<JobPhase, string>>> = {
  failed: "AWS Backup's notification names no reason. Open the job to see it.",
  expired: "The job did not start within its start window, or did not finish within its completion window.",
  "completed-with-issues": "AWS Backup marks this job as completed with issues. Open the job to see them.",
  partial: "Some parts of the resource are not in the recovery point. Open the job to see which.",
};

/** AWS Backup tells no size of these: it says 0, whatever they hold. (AWS Backup API Reference, BackupSizeInBytes) */
const typesWithoutSize = ["RDS", "Aurora", "FSx", "DocumentDB", "Neptune"];

/** The size of what was saved. A job that did not end well saved nothing that counts. */
const sizeFact = (event: JobEvent, type: string | undefined): Fact[] => {
  const { phase, details } = event;
  const { sizeBytes } = details;
  const saved = phase === "completed" || phase === "completed-with-issues" || phase === "partial";
  if (sizeBytes === undefined || !saved) return [];
  return sizeBytes === 0 && type !== undefined && typesWithoutSize.includes(type)
    ? []
    : [["Size", `${size(sizeBytes)}${trendWords(event)}`]];
};

const factsOf = (event: JobEvent): Fact[] => {
  const { details, phase } = event;
  const { name, id, type } = resourceOf(event);
  const plan = details.planName ?? details.planId;
  return [
    ...recordFacts(event),
    ...fact("Resource", id === name ? undefined : id),
    ...fact("Destination vault", vaultNameOf(details.destinationVaultArn) ?? details.destinationVaultArn),
    ...fact("Plan", details.ruleName === undefined ? plan : `${plan ?? "-"} / ${details.ruleName}`),
    ...dateFact("Started", details.startedAt),
    ...(phase === "started" ? [] : durationFact(details.startedAt, details.endedAt)),
    ...sizeFact(event, type),
    ...fact("Created resource", details.createdResourceArn),
    ...fact("Recovery point", resourceIdOf(details.recoveryPointArn)),
  ];
};

const linksOf = ({ jobType, jobId, origin, details }: JobEvent): string[] => {
  const job = jobId === undefined ? undefined : jobUrl(origin.region, jobType, jobId);
  const vault = details.vaultName === undefined ? undefined : vaultUrl(origin.region, details.vaultName);
  return [...(job ? [link(job, "Open job")] : []), ...(vault ? [link(vault, "Open vault")] : [])];
};

/** A backup, copy or restore job's card. */
export const jobCard = (event: JobEvent, stage: string): Card => {
  const { name, type } = resourceOf(event);
  const quote = quoteOf(event);
  const means = quote === undefined ? meanings[event.phase] : undefined;
  return {
    severity: severityOf(event),
    emoji: looks[event.phase].emoji,
    title: titleOf(event),
    many: manyOf(event),
    where: originWords(event.origin),
    ...known({ name: nameOf(event), aside: recordWords(event) }),
    place: placeOf(event.origin, stage, event.details.vaultName),
    sentence: sentenceOf(event),
    facts: factsOf(event),
    links: linksOf(event),
    footer: footerOf(event.origin.sentAt, event.jobId && `job ${code(event.jobId, 100)}`),
    ...(name && { subject: `${code(name, 160)}${type ? ` (${plain(type, 60)})` : ""}` }),
    ...(quote && { quote }),
    ...(means && { means }),
    ...event.advice,
  };
};
