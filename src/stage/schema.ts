import { z } from "zod";
import { ownershipTag } from "../outputs";
import { accountNames } from "./account-names";
import { apiUrlProblem, bot } from "./bot";
import { checkChannels } from "./channels";
import { existingVaults, nameOfVault } from "./existing-vault";
import {
  checked,
  choice,
  flag,
  hinted,
  kmsKeyArn,
  list,
  matching,
  named,
  object,
  type Report,
  regionName,
  sameKeyIn,
  tags,
  wholeNumber,
} from "./field";
import { iam } from "./iam";
import { isMessageKinds, type MessageKinds, messageKindProblem } from "./message-kind";
import { notifierRoutesOf, sizeProblemOf } from "./notifier-routes";
import { ownVault } from "./own-vault";
import { expected, problemsOf, shown } from "./problem";
import { restoreTests } from "./restore-test";
import { channelName, reason, routes } from "./route";
import { exampleRules } from "./rule";
import { state } from "./state";
import { alarmTopics } from "./target";
import { testWorkload } from "./test-workload";
import { vaultEvents } from "./vault-event";
import { checkWatch, watch, watchOf } from "./watch";

/** CloudWatch Logs API reference, PutRetentionPolicy. */
const logRetentionDays = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096],
  ...[1827, 2192, 2557, 2922, 3288, 3653],
];

const vaultEvent = z.enum(vaultEvents, {
  error: ({ input }) => hinted(input, vaultEvents, "a vault event of AWS Backup"),
});

const messageKinds = matching<MessageKinds>(isMessageKinds, ({ input }) => messageKindProblem(input));

const slackHost = named(
  /^(?:localhost|127\.0\.0\.1|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})$/,
  "a lowercase host name without scheme, port or path",
  "hooks.slack.com",
);

const emailError = expected("an e-mail address, a list of them, or false", "ops@example.com");
const email = z.email({ error: emailError });

const isReservation = (given: unknown): boolean =>
  given === false || (typeof given === "number" && Number.isInteger(given) && given >= 1 && given <= 1000);

const notifier = object(
  {
    /** Default: `nodejs24.x`; `nodejs22.x` for AWS providers that do not support it yet. */
    runtime: choice(["nodejs24.x", "nodejs22.x"]).default("nodejs24.x"),
    /** Default: `arm64`, which costs a fifth less; `x86_64` where a Region or a policy has no Graviton. */
    architecture: choice(["arm64", "x86_64"]).default("arm64"),
    /** 128 to 10240. Default: 512; less memory means less CPU and slower messages. */
    memoryMegabytes: wholeNumber({ min: 128, max: 10240, unit: "megabytes" }, 512).default(512),
    /** A value that CloudWatch allows: 1, 3, 5, 7, 14, 30, 60, 90, ... Default: 365. */
    logRetentionDays: z
      .literal(logRetentionDays, {
        error: expected(`one of CloudWatch's ${logRetentionDays.join(", ")}`, 30),
      })
      .default(365),
    /**
     * Concurrency reserved for the notifier, or `false` for none. With `delivery: "queue"` at least 2, default `false`: the
     * queue never runs more than two at once. With `"direct"` at least 1, default 1: one after the other, as Slack wants it,
     * while Lambda keeps the other events; with `false`, every event of a bad night is sent at the same moment. Lambda
     * refuses a reservation that leaves less than 100 for other functions, as in a new account with 10 in all.
     * (Lambda Developer Guide, Configuring reserved concurrency)
     */
    reservedConcurrency: matching<number | false>(
      isReservation,
      expected("whole concurrent executions, 1 to 1000 (2 to 1000 with a queue), or false", 2),
    ).optional(),
  },
  { memoryMegabytes: 512 },
);

/** The key under which the tags hold the ownership tag, in any case; IAM ignores the case of tag keys. */
const ownershipTagIn = (given: unknown): string | undefined =>
  Object.keys(given ?? {}).find((key) => key.trim().toLowerCase() === ownershipTag);

const checkOwnTags = (given: Readonly<Record<string, string>>, report: Report): void => {
  const owner = ownershipTagIn(given);
  if (owner !== undefined) {
    report([], `${shown(owner)} names the stage that owns a vault, and only the stack sets it; remove it`);
  }
  const same = sameKeyIn(given);
  if (same !== undefined) {
    report([], `expected keys that differ in more than case, got ${shown(same)}; IAM takes them for one`);
  }
};

const fields = object(
  {
    /** AWS Region. Default: what `[region]`, `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile names, else `us-east-1`. */
    region: regionName.optional(),
    /** The only account in which Terraform may deploy the stage, 12 digits in quotes. Default: that of the credentials. */
    accountId: named(/^\d{12}$/, "an account id: 12 digits in quotes", "111122223333").optional(),
    /**
     * An S3 bucket that keeps Terraform's state for a team, with a lock; needs `accountId` and Terraform 1.10.
     * Default: `STATE_BUCKET` and `STATE_REGION`, else a file in the project's folder ([docs/state.md](../../docs/state.md)).
     */
    state: state.optional(),
    /** A vault that the stack creates, with its plan. */
    vault: ownVault.optional(),
    /**
     * Vaults that already exist: the stack only adds notifications.
     * A vault has one notification configuration: the stack replaces it, and removes its own on destroy. Where it notifies a topic
     * that must stay, `{ name, subscribeTo: "<the topic's ARN>" }` leaves it, and subscribes the stage to that topic.
     */
    existingVaults: existingVaults.optional(),
    /** Vault events to subscribe to. Default: all that concern backup, copy and restore jobs. */
    events: list(vaultEvent, "vault events", ["BACKUP_JOB_COMPLETED"]).optional(),
    /** `queue` (default): SNS, SQS, Lambda; survives a day of Slack outage. `direct`: SNS, Lambda; the smallest setup. */
    delivery: choice(["queue", "direct"]).default("queue"),
    /**
     * Also subscribe to what vault notifications leave out, through EventBridge, in the whole account and Region: changes
     * of vaults, plans and settings, recovery points that are partial, expired, stopped or deleted, malware scans.
     * Default: `false`.
     */
    eventBridge: flag(false),
    /**
     * Whose jobs are reported: those of the stage's vaults, or those of all vaults of the account and Region, through EventBridge.
     * That is the way to vaults that cannot be named, as `aws/efs/automatic-backup-vault`, and to those made later. It needs the
     * ledger, which drops what a vault's topic brought as well. Default: `named-vaults`.
     */
    jobs: choice(["named-vaults", "all-vaults"]).default("named-vaults"),
    /** The Lambda function that posts to Slack. */
    notifier: notifier.prefault({}),
    /**
     * Kinds of messages to log instead of posting them, in addition to those muted by default:
     * `recovery-point.modified`, `restore.*`, `*.completed`. Short for a route with `post: false`; matching `routes`
     * override it. Default: none.
     */
    mutedKinds: z
      .array(messageKinds, { error: expected("kinds of message", ["backup.started"]) })
      .readonly()
      .default([]),
    /**
     * Which events are posted, where, whom they mention, and their severity. Every matching route applies, in order; for
     * each setting, the last one wins. `[{ kinds: ["*.failed"], mention: "here" }]`. Default: none; then failures and
     * final states are posted, intermediate states are not, good backups of a plan are counted in the message of their
     * run, and no one is mentioned.
     */
    routes: routes.default([]),
    /**
     * Names of further Slack channels for `routes`, each with its own webhook, which
     * `npm run set-webhook -- <stage> --channel <name>` stores. With a bot, use `bot.channels` instead. Default: only the
     * main channel.
     */
    channels: list(channelName, "names of channels", ["payments"]).default([]),
    /**
     * Texts in AWS's status messages that this stage accepts: a job that completed with such issues or partially, or a
     * copy that failed for such a reason, is posted as neutral and mentions no one. Case does not matter. Default: none.
     */
    benignReasons: list(reason, "texts of AWS's status messages", ["VSS"]).default([]),
    /**
     * Posts as a Slack app with a bot token instead of a webhook, and keeps one message per job up to date from the job's
     * start: `*.started` is posted too, unless the stage mutes it. `npm run set-bot-token` stores the token.
     * Default: none; the stage posts to a webhook.
     */
    bot: bot.optional(),
    /**
     * Account names by id: with `{ "111122223333": "prod" }`, messages show `prod (111122223333)`. Hundreds:
     * as many as fit into 40 KB. Default: none; messages show only the id.
     */
    accountNames: accountNames.default({}),
    /** Hosts allowed in the webhook URL and the bot's API URL. Default: `hooks.slack.com`, `hooks.slack-gov.com`. */
    slackHosts: list(slackHost, "host names", ["hooks.slack.com"]).default([
      "hooks.slack.com",
      "hooks.slack-gov.com",
    ]),
    /**
     * E-mail addresses that get the alarms about the notifier itself. AWS first sends each a confirmation.
     * Not set: `ALARM_EMAIL` at synth, or a warning if that is empty too. `false`: no one, on purpose.
     */
    alarmEmail: z
      .union([email, list(email, "e-mail addresses", ["ops@example.com"]), z.literal(false)], {
        error: emailError,
      })
      .optional(),
    /**
     * SNS topics of this account and Region that get the alarms too, at most 4: ARNs of an on-call tool's topic, of a chat
     * client's. Default: none.
     */
    alarmTopics: alarmTopics.default([]),
    /**
     * Adds an alarm for when nothing at all reached Slack for this many whole hours, 2 to 168. Without `watch`, the only
     * way to notice backups that never ran. Choose more than the longest normal gap between two messages; `26` fits daily backups.
     * Muted kinds do not count. Default: none.
     */
    // CloudWatch looks back at most seven days (CloudWatch API reference, PutMetricAlarm).
    silenceAlarmHours: wholeNumber({ min: 2, max: 168, unit: "hours" }, 26).optional(),
    /** A CloudWatch dashboard for backups, notifier and alarms. Default: `true`. */
    dashboard: flag(true),
    /**
     * A DynamoDB table that records what was sent, so that an event that AWS delivers twice is posted once, a bot finds
     * the message to edit, and the backups of a plan run share one message. Default: `true` with a queue or a `bot`;
     * `false` drops only duplicates within one batch, and posts each backup.
     */
    ledger: z.boolean({ error: expected("true or false", true) }).optional(),
    /** Small resources to back up, so that the first messages arrive within minutes: instance, table, volume, database, fileSystem, bucket. Requires `vault`. Default: none. */
    testWorkload: testWorkload.optional(),
    /**
     * Restore tests: AWS Backup restores recovery points on a schedule, the product checks what came out, and AWS deletes it.
     * ([docs/restore-tests.md](../../docs/restore-tests.md)) Default: none.
     */
    restoreTests: restoreTests.optional(),
    /**
     * Finds what nobody announces, and sums up each day in one message: `true` is right for most. Needs `delivery: "queue"`
     * and the ledger. ([docs/watch.md](../../docs/watch.md)) Default: none.
     */
    watch: watch.optional(),
    /**
     * ARN of an existing KMS key of the stage's account and Region, which then encrypts everything that the stack's key would.
     * Nothing changes or deletes it; `deploy` and `doctor` say what its policy lacks. Default: none; the stack makes a key.
     */
    kmsKeyArn: kmsKeyArn.optional(),
    /** Permissions boundary and path of every IAM role in the stack. Default: neither. */
    iam: iam.default({}),
    /** Tags on every resource in the stack; not `backup-notifications:stage`, which names the stage that owns a vault. */
    tags: checked(tags({ min: 0, max: 45 }, { team: "platform" }), checkOwnTags).default({}),
  },
  { existingVaults: ["Default"] },
);

type Delivery = {
  readonly delivery?: string | undefined;
  readonly bot?: unknown;
  readonly ledger?: boolean | undefined;
};

/** Whichever function instance gets an event must know what others posted, so there is a ledger with a queue or a bot. */
const hasLedger = ({ delivery, bot, ledger = delivery !== "direct" || bot !== undefined }: Delivery) =>
  ledger;

const checkedStage = checked(fields, (given, report) => {
  const { vault, existingVaults } = given;
  if (!vault && !existingVaults && given.jobs !== "all-vaults") {
    report(
      ["vault"],
      'expected a vault, existingVaults or jobs: "all-vaults", got none; example: existingVaults: ["Default"]',
    );
  }
  const existingNames = Array.isArray(existingVaults) ? existingVaults.map(nameOfVault) : [];
  if (vault?.name !== undefined && existingNames.includes(vault.name)) {
    const name = shown(vault.name);
    report(
      ["existingVaults"],
      `${name} is the vault that this stage creates; list only vaults that already exist`,
    );
  }
  if (given.testWorkload && !vault) {
    report(["testWorkload"], "needs a vault, and the stage has none; add vault, or remove testWorkload");
  }
  if (given.delivery !== "direct" && given.notifier?.reservedConcurrency === 1) {
    // Fewer than the queue's readers: SQS would hide events that no one reads, and then give up on them.
    report(
      ["notifier", "reservedConcurrency"],
      "expected whole concurrent executions, 2 to 1000, got 1; example: 2",
    );
  }
  if (given.jobs === "all-vaults" && hasLedger(given) === false) {
    report(
      ["jobs"],
      'got "all-vaults", which needs the ledger: without it, jobs of vaults that also notify the stage would be posted twice; set ledger: true',
    );
  }
  checkChannels(given, report);
  checkWatch(given, report);
  if (given.restoreTests && !given.watch) {
    report(
      ["restoreTests"],
      "need the watch, which finds tests that never ended in a verdict; set watch: true, or remove restoreTests",
    );
  }
  const apiProblem = apiUrlProblem(given.bot?.apiUrl, given.slackHosts);
  if (apiProblem !== undefined) report(["bot", "apiUrl"], apiProblem);
});

/**
 * Defaults that depend on other fields. Without a queue, nothing but a reservation keeps Lambda from sending everything at
 * once, and Slack takes one message a second.
 */
const fillIn = (given: z.output<typeof fields>) => {
  const { delivery, notifier } = given;
  const ledger = hasLedger(given);
  const { reservedConcurrency = delivery === "direct" ? 1 : false } = notifier;
  return { ...given, ledger, notifier: { ...notifier, reservedConcurrency }, watch: watchOf(given) };
};

/** A stage file's name is not known here; how long it may be is. */
const longestStageName = "x".repeat(16);

const sizeProblem = (stage: z.output<typeof fields>): string | undefined =>
  sizeProblemOf(
    notifierRoutesOf({ ...stage, name: longestStageName, watch: watchOf(stage) }),
    stage.bot?.channels,
  );

/** Checks a stage file and fills in its defaults. */
export const stageSchema = checkedStage
  .superRefine((given, context) => {
    // Only valid routes have a size, so this check runs after all others.
    const message = sizeProblem(given);
    if (message) context.addIssue({ code: "custom", message, path: ["routes"] });
  })
  .transform(fillIn);

/** A checked stage file with defaults filled in. */
export type StageSettings = z.output<typeof stageSchema>;

/** What of a stage file is valid, and its problems, a line for each. */
export type CheckedStage = { readonly settings: StageSettings; readonly problems: readonly string[] };

const withExampleRules = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withExampleRules);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === "rules" ? exampleRules : withExampleRules(one)]),
  );
};

/** A vault whose rules alone have problems, with other rules: what it selects is checked, whatever its rules are. */
const vaultWithoutRules = (given: unknown): { readonly vault?: unknown } => {
  const vault = withExampleRules(given);
  return ownVault.safeParse(vault).success ? { vault } : {};
};

/**
 * Checks a stage file. Fields with a problem are as if they were left out, so that checks over several fields find what
 * is wrong with the others, too.
 */
export const checkStage = (given: unknown): CheckedStage => {
  const result = stageSchema.safeParse(given);
  if (result.success) return { settings: result.data, problems: [] };
  const invalid = result.error.issues.flatMap(({ path: [field] }) => field ?? []);
  const known = Object.keys(fields.shape).filter((field) => !invalid.includes(field));
  const valid = Object.entries(Object(given)).filter(([field]) => known.includes(field));
  const part = fields.parse({ ...vaultWithoutRules(Object(given).vault), ...Object.fromEntries(valid) });
  const tooLarge = sizeProblem(part);
  return {
    settings: fillIn(part),
    problems: [...problemsOf(result.error), ...(tooLarge === undefined ? [] : [`routes: ${tooLarge}`])],
  };
};
