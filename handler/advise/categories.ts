import type { Advice } from "../model/advice";

/** What AWS Backup's message categories mean, and what to do. Sentences in mrkdwn. */
type CategoryAdvice = Required<Pick<Advice, "means" | "next">>;

const denied: CategoryAdvice = {
  means: "Something that the job needs was denied to its role.",
  next: "Check the role's policies, the vault's access policy, the key policies, and service control policies.",
};

/**
 * By AWS's word, in the order of AWS's list. MISCELLANEOUS says nothing more than the job's phase.
 * (AWS Backup Developer Guide, AWS Backup console dashboards; AWS Backup API Reference, MessageCategory)
 */
export const categories: Readonly<Record<string, CategoryAdvice>> = {
  VSS_ERROR: {
    means: "Windows VSS did not take part, so the backup may not be consistent for its applications.",
    next: "Check the VSS agent and its writers on the instance, and the permissions of the instance's role.",
  },
  LIMIT_EXCEEDED: {
    means: "A quota of AWS Backup or of the resource's service is used up.",
    next: "Delete what you no longer need or spread the schedules; request an increase in Service Quotas.",
  },
  ACCESS_DENIED: denied,
  CONCURRENT_JOB: {
    means: "Another job was running for the same resource.",
    next: "Space out the schedules of the plans that select this resource.",
  },
  FEATURE_NOT_ENABLED: {
    means: "A feature that the job needs is not turned on in this account or Region.",
    next: "Turn it on in AWS Backup's settings or on the resource, such as a bucket's versioning.",
  },
  JOB_EXPIRED: {
    means: "The job did not start within its start window, or did not finish within its completion window.",
    next: "Give the plan's rule a longer start or completion window, or space out the schedules.",
  },
  INVALID_LIFECYCLE: {
    means:
      "The retention is outside of what the vault allows, or the job met a maintenance or backup window.",
    next: "Compare the rule's retention with the vault's lock, and its schedule with the resource's windows.",
  },
  INVALID_STATE: {
    means: "The resource or recovery point was in a state that does not allow the job.",
    next: "Wait until it is available, and do not change it around backup time.",
  },
  KMS_KEY_ERROR: {
    means: "A KMS key could not be used: it is disabled, pending deletion, or its policy denies the role.",
    next: "Check that the keys of the resource and the vault are enabled, and that their policies allow the job's role.",
  },
  ACCESS_KEY_ERROR: {
    means: "AWS refused the credentials of the job.",
    next: "Check that the job's role exists and is trusted by AWS Backup, and that the account is in good standing.",
  },
  HYPERVISOR_OFFLINE: {
    means: "The Backup gateway cannot reach the hypervisor.",
    next: "Check that the gateway and the hypervisor run and reach each other.",
  },
  RESOURCE_NOT_FOUND: {
    means: "The resource, the recovery point or the vault no longer exists.",
    next: "If it was deleted on purpose, remove it from the plan's selection.",
  },
  RESOURCE_NOT_SUPPORTED: {
    means: "AWS Backup does not support this for this resource.",
    next: "Remove the resource from this rule, or look it up under feature availability by resource.",
  },
  TAG_COPY_ERROR: {
    means: "The recovery point exists, but without the resource's tags.",
    next: "Allow the role to read the resource's tags and to tag recovery points.",
  },
  TOKEN_EXPIRED: {
    means: "An AWS Backup session expired before the job was done.",
    next: "Run the job again; nothing on your side is broken.",
  },
  UNSUPPORTED_OPERATION: {
    means: "The service does not support what the job asked for.",
    next: "Compare the rule's options with feature availability by resource.",
  },
  FATAL_ERROR: {
    means: "The job failed inside AWS, which gives no further reason.",
    next: "Run the job again; if it fails the same way, open a case with AWS Support and include the job ID.",
  },
  INVALID_PARAMETERS: {
    means: "A setting of the job is not valid for this resource.",
    next: "Compare the rule's or restore's settings with what the resource's service allows.",
  },
};

/** AWS writes a category in several ways: `ACCESS_DENIED`, `AccessDenied`. */
const keyOf = (category: string): string => category.toLowerCase().replace(/[^a-z0-9]/g, "");

const byKey: ReadonlyMap<string, CategoryAdvice> = new Map(
  Object.entries(categories).map(([name, advice]) => [keyOf(name), advice]),
);

/** The advice on a message category, if it says more than the job's phase. */
export const categoryAdviceOf = (category: string | undefined): CategoryAdvice | undefined =>
  category === undefined ? undefined : byKey.get(keyOf(category));
