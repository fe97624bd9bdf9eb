import { parseArn } from "../model/arn";
import type { JobEvent } from "../model/job-event";
import type { JobPhase } from "../model/job-phase";
import { resourceIdOf, resourceOf } from "../model/resource";
import { severityOf } from "../model/severity-of";
import type { Fact } from "./card";
import { jobUrl, recoveryPointUrl, resourceUrl, restoreTestingPlanUrl, vaultUrl } from "./console-url";
import { dateFact, durationFact, fact, linksTo } from "./facts";
import { historyFacts, trendWords } from "./history-words";
import { aboutOf, createdOf, wordsOf } from "./job-title";
import { size } from "./mrkdwn";

/** AWS Backup reports a size of 0 for these, whatever they contain. (AWS Backup API Reference, BackupSizeInBytes) */
const servicesWithoutSize = ["RDS", "Aurora", "FSx", "DocumentDB", "Neptune"];

const restoredPhases: readonly JobPhase[] = [
  "completed",
  "validating",
  "validated",
  "validation-failed",
  "validation-timed-out",
];

const backedUpPhases: readonly JobPhase[] = ["completed", "completed-with-issues", "partial"];

/** The size of the backup. A failed job has none that matters. */
const sizeFact = (event: JobEvent, service: string | undefined): Fact[] => {
  const { phase, details } = event;
  const { sizeBytes } = details;
  if (sizeBytes === undefined || !backedUpPhases.includes(phase)) return [];
  // Only of EFS AWS documents that the size is the change: elsewhere 0 may be all that is left.
  const isUnchanged = sizeBytes === 0 && service === "EFS";
  return sizeBytes === 0 && service !== undefined && servicesWithoutSize.includes(service)
    ? []
    : [["Size", `${size(sizeBytes)}${isUnchanged ? ", nothing had changed" : ""}${trendWords(event)}`]];
};

const planFact = ({ planName, planId, ruleName }: JobEvent["details"]): Fact[] => {
  const plan = planName ?? planId;
  if (plan === undefined) return fact("Rule", ruleName);
  return fact("Plan", ruleName === undefined ? plan : `${plan} / ${ruleName}`);
};

/** Name of a restore testing plan from its ARN, to which AWS appends an ID. */
const testingPlanOf = (arn: string | undefined): string | undefined =>
  resourceIdOf(arn)?.replace(/-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "");

/** What a reader wants to know besides the reason. Good news is short: it must not fill a phone screen. */
export const factsOf = (event: JobEvent): Fact[] => {
  const { details, phase, jobType, state } = event;
  const { name, id, service } = resourceOf(details);
  const about = aboutOf(event);
  const created = createdOf(details);
  const createdId = created && resourceOf(created).id;
  const isGood = severityOf(event) === "good";
  const hasRestored = jobType === "restore" && restoredPhases.includes(phase);
  const took = phase === "started" ? [] : durationFact(details.startedAt, details.endedAt);
  return [
    ...historyFacts(event),
    ...(createdId !== undefined && createdId === about.id
      ? fact("Restored from", name)
      : fact("Resource", isGood || id === name ? undefined : id)),
    ...(phase === "unknown" && !wordsOf(event).startsWith("in state") ? fact("State", state) : []),
    ...(event.advice?.facts ?? []).flatMap(([label, text]) => fact(label, text)),
    ...planFact(details),
    ...fact("Restore testing plan", testingPlanOf(details.restoreTestingPlanArn)),
    ...(isGood ? [] : dateFact("Started", details.startedAt)),
    ...took.map(([label, value]): Fact => [hasRestored ? "Time to restore" : label, value]),
    ...sizeFact(event, service),
    ...(jobType === "restore" ? dateFact("Backup from", details.recoveryPointCreatedAt) : []),
    ...fact("Created resource", createdId === about.id ? undefined : createdId),
    ...fact("Recovery point", isGood ? undefined : resourceIdOf(details.recoveryPointArn)),
    ...fact("Deletion failed", details.deletionStatus === "FAILED" ? details.deletionMessage : undefined),
  ];
};

/** The console shows only vaults of the account that the reader is signed in to: another account's has no page there. */
const shownVaultOf = ({ origin, details: { vaultName, vaultArn } }: JobEvent): string | undefined => {
  const { accountId = origin.accountId } = parseArn(vaultArn) ?? {};
  return origin.accountId !== undefined && accountId !== origin.accountId ? undefined : vaultName;
};

/** Links to the console. */
export const linksOf = (event: JobEvent): string[] => {
  const { jobType, jobId, origin, details, phase } = event;
  const { region } = origin;
  const { recoveryPointArn, restoreTestingPlanArn, parentJobId } = details;
  const vaultName = shownVaultOf(event);
  const created = createdOf(details);
  const plan = testingPlanOf(restoreTestingPlanArn);
  const hasBackedUp =
    jobType === "backup" && backedUpPhases.includes(phase) && recoveryPointArn !== undefined;
  return linksTo([
    ["Open job", jobId === undefined ? undefined : jobUrl(region, jobType, jobId)],
    ["Open whole", parentJobId === undefined ? undefined : jobUrl(region, jobType, parentJobId)],
    hasBackedUp && vaultName !== undefined
      ? ["Open recovery point", recoveryPointUrl(region, vaultName, recoveryPointArn)]
      : ["Open vault", vaultName === undefined ? undefined : vaultUrl(region, vaultName)],
    ["Open plan", plan === undefined ? undefined : restoreTestingPlanUrl(region, plan)],
    created === undefined
      ? ["Open resource", phase === "completed" ? undefined : resourceUrl(region, details)]
      : ["Open created resource", resourceUrl(region, created)],
  ]);
};
