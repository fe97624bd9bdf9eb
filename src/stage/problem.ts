import type { z } from "zod";
import { closest } from "./closest";

/** An invalid stage. Each problem is one line: field, what is allowed, the value, an example. */
export class StageError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "StageError";
    this.problems = problems;
  }
}

const urls = /:\/\/|\/(?:services|workflows|triggers)\b/;
const tokens = /xox[a-z][-.]|xapp-/;

/** A value as JSON, which has no word for some of them. */
const textOf = (value: unknown): string => {
  if (typeof value === "function") return "a function";
  // JSON writes NaN and Infinity as null.
  if (typeof value === "number") return String(value);
  if (typeof value === "bigint") return `${value}n`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "an object that JSON cannot hold";
  }
};

/** Shows a value in a problem; never a URL or a token, which may be a misplaced secret. */
export const shown = (value: unknown): string => {
  if (value === undefined) return "nothing";
  const text = textOf(value);
  if (urls.test(text)) return "a URL (not shown: it may be a credential)";
  if (tokens.test(text)) return "a Slack token (not shown: it is a credential)";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};

/** Zod's `error` of a field: `expected <allowed>, got <value>; example: <example>`. */
export const expected =
  (allowed: string, example: unknown) =>
  (issue: { readonly input?: unknown }): string =>
    `expected ${allowed}, got ${shown(issue.input)}; example: ${JSON.stringify(example)}`;

/** A field's name, which may be a misplaced secret, too. */
const nameOf = (part: PropertyKey): string => {
  const name = String(part);
  return urls.test(name) || tokens.test(name) ? "(not shown)" : name;
};

/** Where a field is: `vault.rules[0].copyTo`. */
export const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${nameOf(part)}`))
    .join("")
    .replace(/^\./, "");

const fieldNames = [
  ...["region", "vault", "existingVaults", "events", "delivery", "eventBridge", "notifier", "mutedKinds"],
  ...["routes", "benignReasons", "kinds", "states", "resourceTypes", "vaults", "accounts", "reasons", "post"],
  ...["mention", "severity", "channels", "accountNames"],
  ...[
    "slackHosts",
    "alarmEmail",
    "testWorkload",
    "instance",
    "table",
    "tags",
    "name",
    "rules",
    "selectionTags",
    "forceDestroy",
  ],
  ...["schedule", "timeZone", "startWindowMinutes", "completionWindowMinutes", "moveToColdStorageAfterDays"],
  ...["deleteAfterDays", "recoveryPointTags", "copyTo", "vaultArn", "runtime", "memoryMegabytes"],
  ...["receivesCopiesFrom", "organizationId"],
  ...["logRetentionDays", "reservedConcurrency", "instanceType", "silenceAlarmHours", "dashboard", "ledger"],
  ...["bot", "channel", "apiUrl", "forward", "alarmTopics", "architecture", "subnetId"],
  ...["iam", "permissionsBoundaryArn", "path", "kmsKeyArn", "jobs", "subscribeTo"],
  ...[
    "lock",
    "mode",
    "minRetentionDays",
    "maxRetentionDays",
    "changeableForDays",
    "iUnderstandThisIsPermanent",
  ],
  ...["breakGlassRoleArn", "airGapped"],
  ...["plans", "selections", "anyTags", "notTags", "arns", "except"],
  ...["continuous", "archiveEbs", "windowsVss"],
  ...["restoreTests", "what", "from", "pick", "days", "startWindowHours", "keepHours", "withinMinutes"],
  ...["validate", "functionArn", "metadata"],
  ...["watch", "digest", "at", "overdue", "hours", "unprotected", "checkEveryHours"],
];

const unknownField = (path: readonly PropertyKey[], key: string): string => {
  if (fieldNames.includes(key)) {
    return `${pathOf([...path, key])}: unknown field; one of this name belongs elsewhere in the stage file, see docs/stages.md`;
  }
  const hint = closest(key, fieldNames);
  return `${pathOf([...path, key])}: unknown field${hint ? `; did you mean ${hint}?` : ""}`;
};

/** One line per problem. */
export const problemsOf = (error: z.ZodError): string[] =>
  error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownField(issue.path, key))
      : [`${pathOf(issue.path) || "stage"}: ${issue.message}`],
  );
