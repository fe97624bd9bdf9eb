import type { JobEvent } from "../model/job-event";
import { isIssue, type JobPhase } from "../model/job-phase";
import { awsTextQuote, type Card } from "./card";

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

/** Whether a restore test restored, and its validation did not succeed. */
export const isUnvalidated = (phase: JobPhase): boolean =>
  phase === "validation-failed" || phase === "validation-timed-out";

/** The reason, in a few words; absent if AWS gave none. */
export const whyOf = ({ phase, details }: JobEvent): string | undefined => {
  const { reason, messageCategory, validationMessage } = details;
  if (isUnvalidated(phase)) return validationMessage;
  return reason ?? (isIssue(messageCategory) ? categoryWords(messageCategory) : undefined);
};

/** The reason, as AWS or the validation gives it. */
export const quoteOf = ({ phase, text, jobId, details }: JobEvent): Card["quote"] => {
  if (details.validationMessage !== undefined)
    return { label: "Validation message", text: details.validationMessage };
  if (details.reason !== undefined) return { label: "Reason", text: details.reason };
  if (phase !== "unknown") return undefined;
  const ids = [jobId, details.resourceArn, details.recoveryPointArn];
  return awsTextQuote(text, (sentence) => ids.some((id) => id && sentence.includes(id)));
};
