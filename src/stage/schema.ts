import { z } from "zod";
import { ownershipTag } from "../outputs";
import type { Stage } from "../stage";
import { apiUrlProblem, bot } from "./bot";
import { channelProblemsOf } from "./channels";
import {
  alongside,
  choice,
  hinted,
  list,
  named,
  object,
  regionName,
  tags,
  vaultName,
  wholeNumber,
} from "./field";
import { isMessageKinds, type MessageKinds, messageKindProblem } from "./message-kind";
import { notifierRoutesOf, sizeProblemOf } from "./notifier-routes";
import { expected, shown } from "./problem";
import { channelName, reason, routes } from "./route";
import { rule } from "./rule";
import { isVaultEvent, type VaultEvent, vaultEvents } from "./vault-event";

/** The function's environment holds 4 KB in all, and routes may take 3,000 bytes of it, so names must be few and short. */
const maxAccountNames = 10;

const accountNames = z
  .record(
    z.string().regex(/^\d{12}$/),
    named(
      /^(?=.*\S)[\p{L}\p{N} ._/-]{1,24}$/u,
      "an account's name: 1 to 24 letters, digits, spaces, . _ / and -",
      "prod",
    ),
    {
      error: (issue) =>
        issue.code === "invalid_key"
          ? 'expected an account id of 12 digits; example: "111122223333"'
          : expected("account names by account id", { "111122223333": "prod" })(issue),
    },
  )
  .refine((names) => Object.keys(names).length <= maxAccountNames, {
    error: expected(`at most ${maxAccountNames} accounts`, { "111122223333": "prod" }),
  })
  .readonly();

/** CloudWatch Logs API reference, PutRetentionPolicy. */
const logRetentionDays = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096],
  ...[1827, 2192, 2557, 2922, 3288, 3653],
];

const vaultEvent = z.custom<VaultEvent>(isVaultEvent, {
  error: ({ input }) => hinted(input, vaultEvents, "a vault event of AWS Backup"),
});

const messageKinds = z.custom<MessageKinds>(isMessageKinds, {
  error: ({ input }) => messageKindProblem(input),
});

const slackHost = named(
  /^(?:localhost|127\.0\.0\.1|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})$/,
  "a lowercase host name without scheme, port or path",
  "hooks.slack.com",
);

const flag = (byDefault = false) =>
  z.boolean({ error: expected("true or false", !byDefault) }).default(byDefault);

/** CloudWatch looks back at most seven days (CloudWatch API reference, PutMetricAlarm). */
const silenceHours = wholeNumber({ min: 2, max: 168, unit: "hours" }, 26);

const emailError = expected("an e-mail address, or false", "ops@example.com");

const exampleRule = { name: "daily", schedule: "cron(0 5 ? * * *)", deleteAfterDays: 35 };

const ownVault = object(
  {
    name: vaultName.optional(),
    rules: z
      .array(rule, { error: expected("1 to 10 rules", [exampleRule]) })
      .min(1, { error: expected("1 to 10 rules", [exampleRule]) })
      .max(10, {
        error: ({ input }) =>
          `expected at most 10 rules, AWS's limit, got ${Array.isArray(input) ? input.length : "none"}`,
      })
      .refine((rules) => new Set(rules.map(({ name }) => name)).size === rules.length, {
        error: "expected rules with different names, because messages show the names",
      })
      .readonly(),
    selectionTags: tags({ min: 1, max: 30 }, { backup: "daily" }),
    forceDestroy: flag(),
  },
  { rules: [exampleRule], selectionTags: { backup: "daily" } },
);

const notifier = object(
  {
    runtime: choice(["nodejs24.x", "nodejs22.x"]).default("nodejs24.x"),
    memoryMegabytes: wholeNumber({ min: 128, max: 10240, unit: "megabytes" }, 512).default(512),
    logRetentionDays: z
      .literal(logRetentionDays, {
        error: expected(`one of CloudWatch's ${logRetentionDays.join(", ")}`, 30),
      })
      .default(365),
    reservedConcurrency: wholeNumber({ min: 2, max: 1000, unit: "concurrent executions" }, 2).optional(),
  },
  { memoryMegabytes: 512 },
);

/** The key under which the tags hold the ownership tag, in any case; IAM ignores the case of tag keys. */
const ownershipTagIn = (given: unknown): string | undefined =>
  Object.keys(given ?? {}).find((key) => key.trim().toLowerCase() === ownershipTag);

const instanceType = named(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "an EC2 instance type", "t4g.nano");

const wholeStage = object(
  {
    region: regionName.optional(),
    vault: ownVault.optional(),
    existingVaults: list(vaultName, "names of vaults", ["Default"]).optional(),
    events: list(vaultEvent, "vault events", ["BACKUP_JOB_COMPLETED"]).optional(),
    delivery: choice(["queue", "direct"]).default("queue"),
    eventBridge: flag(),
    notifier: notifier.prefault({}),
    mutedKinds: z
      .array(messageKinds, { error: expected("kinds of message", ["backup.started"]) })
      .readonly()
      .default([]),
    routes: routes.default([]),
    channels: list(channelName, "names of channels", ["payments"]).default([]),
    benignReasons: list(reason, "texts of AWS's status messages", ["VSS"]).default([]),
    bot: bot.optional(),
    accountNames: accountNames.default({}),
    slackHosts: list(slackHost, "host names", ["hooks.slack.com"]).default([
      "hooks.slack.com",
      "hooks.slack-gov.com",
    ]),
    alarmEmail: z.union([z.email({ error: emailError }), z.literal(false)], { error: emailError }).optional(),
    silenceAlarmHours: silenceHours.optional(),
    dashboard: flag(true),
    ledger: z.boolean({ error: expected("true or false", true) }).optional(),
    testWorkload: object(
      { instanceType: instanceType.default("t4g.nano") },
      { instanceType: "t4g.nano" },
    ).optional(),
    tags: tags({ min: 0, max: 45 }, { team: "platform" })
      .refine((given) => ownershipTagIn(given) === undefined, {
        error: ({ input }) =>
          `${shown(ownershipTagIn(input))} names the stage that owns a vault, and only the stack sets it; remove it`,
      })
      .default({}),
  },
  { existingVaults: ["Default"] },
)
  .superRefine((stage, context) => {
    if (!stage.vault && !stage.existingVaults) {
      const message = 'expected a vault or existingVaults, got neither; example: existingVaults: ["Default"]';
      context.addIssue({ code: "custom", message, path: ["vault"] });
    }
    const ownName = stage.vault?.name;
    if (ownName !== undefined && stage.existingVaults?.includes(ownName)) {
      const message = `${shown(ownName)} is the vault that this stage creates; list only vaults that already exist`;
      context.addIssue({ code: "custom", message, path: ["existingVaults"] });
    }
    if (stage.testWorkload && !stage.vault) {
      const message = "needs a vault, and the stage has none; add vault, or remove testWorkload";
      context.addIssue({ code: "custom", message, path: ["testWorkload"] });
    }
    for (const { path, message } of channelProblemsOf(stage)) {
      context.addIssue({ code: "custom", message, path: [...path] });
    }
    const apiUrl = stage.bot?.apiUrl;
    const apiProblem = apiUrl === undefined ? undefined : apiUrlProblem(apiUrl, stage.slackHosts);
    if (apiProblem !== undefined) {
      context.addIssue({ code: "custom", message: apiProblem, path: ["bot", "apiUrl"] });
    }
  }, alongside)
  .superRefine((stage, context) => {
    // Only valid routes have a size, so this check runs after all others.
    const message = sizeProblemOf(notifierRoutesOf(stage), stage.bot?.channels);
    if (message) context.addIssue({ code: "custom", message, path: ["routes"] });
  });

/**
 * Checks a stage file and fills in its defaults. A bot must find its messages, whichever function instance posted them,
 * so it has a ledger unless the stage sets `ledger: false`.
 */
export const stageSchema = wholeStage.transform((stage) => ({
  ...stage,
  ledger: stage.ledger ?? stage.bot !== undefined,
}));

/** A checked stage file with defaults filled in. */
export type StageSettings = z.output<typeof stageSchema>;

// The compiler makes sure that the documented type matches the schema.
export type StageIsWhatTheSchemaReads = Stage extends z.input<typeof stageSchema> ? true : never;
true satisfies StageIsWhatTheSchemaReads;
