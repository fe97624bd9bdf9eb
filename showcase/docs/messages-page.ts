import { emojiOf } from "../../local/slack/emoji";
import { knownMessageKinds } from "../../src/stage/message-kind";
import { samples } from "../samples/samples";
import { type MessageRow, messageRowsOf } from "./message-row";
import { tableOf, verbatim } from "./table";

/**
 * Kinds for which AWS documents no state. (AWS Backup API Reference, CopyJobState, RestoreJobStatus; backup and copy
 * jobs have no validation, restore jobs no message category)
 */
export const kindsWithoutState: readonly string[] = [
  ...["backup", "copy"].flatMap((jobType) =>
    ["validating", "validated", "validation-failed", "validation-timed-out"].map(
      (phase) => `${jobType}.${phase}`,
    ),
  ),
  "copy.expired",
  "restore.completed-with-issues",
  "restore.partial",
  "restore.expired",
];

/** The kinds of tests and of events that the notifier does not know. Routes do not name them. */
const openKinds: readonly string[] = ["test", "unrecognized"];

/**
 * Checks that the rows cover exactly the known kinds.
 * @returns one sentence for each problem
 */
export const problemsOf = (rows: readonly Pick<MessageRow, "kind">[]): readonly string[] => {
  const shown = new Set(rows.map(({ kind }) => kind));
  const wanted = [...knownMessageKinds, ...openKinds].filter((kind) => !kindsWithoutState.includes(kind));
  return [
    ...wanted
      .filter((kind) => !shown.has(kind))
      .map((kind) => `No sample has a message of kind ${kind}: add one in showcase/samples/samples/.`),
    ...[...shown]
      .filter((kind) => kindsWithoutState.includes(kind))
      .map(
        (kind) => `A sample has a message of kind ${kind}: remove it from the list of kinds without a state.`,
      ),
    ...[...shown]
      .filter((kind) => ![...wanted, ...kindsWithoutState].includes(kind))
      .map(
        (kind) => `A sample has a message of the unknown kind ${kind}: add it to src/stage/message-kind.ts.`,
      ),
  ];
};

type Section = {
  readonly title: string;
  readonly note?: string;
  readonly includes: (row: MessageRow) => boolean;
};

const isAlone = ({ eventCount }: MessageRow): boolean => eventCount === 1;

const isRestoreTest = ({ event }: MessageRow): boolean =>
  event.kind === "job" && event.details.restoreTestingPlanArn !== undefined;

const ofSubjects =
  (...subjects: readonly string[]) =>
  (row: MessageRow): boolean =>
    isAlone(row) && subjects.includes(row.kind.split(".", 1)[0] ?? "") && !isRestoreTest(row);

/** Each row belongs to one section. */
const sections: readonly Section[] = [
  {
    title: "Backup",
    note: "A finished backup's message also covers the resource's earlier backups: see [backup-history.md](backup-history.md). Below a reason that the\nnotifier knows, a message says what it means and what to do: see [causes.md](causes.md).",
    includes: ofSubjects("backup"),
  },
  {
    title: "Copy",
    note: "AWS's notification of a failed copy contains only the job's id; the rest comes from AWS Backup's API.",
    includes: ofSubjects("copy"),
  },
  {
    title: "Plan runs",
    note: "All backups that a rule of a plan started at one time. With a bot, a run is one message, edited until it is over. With a\nwebhook, a message follows once AWS Backup has no more jobs of it. See [runs.md](runs.md).",
    includes: ofSubjects("run"),
  },
  { title: "Restore", includes: ofSubjects("restore") },
  {
    title: "Restore tests",
    note: "With `restoreTests` in the stage file, each test ends in one verdict of this product's own. The message of a test of someone else\nshows what AWS Backup knows when the restore ends: AWS sends no event for a later validation result, look it up in the job.",
    includes: (row) => isAlone(row) && (isRestoreTest(row) || row.kind.startsWith("restore-test.")),
  },
  {
    title: "The watch",
    note: "What nobody announces, by the watch's own word for the cause, once more when it is over, which mentions no one; and what it\nsums up once a day. A job whose event never came has the message of its end, which says so. See [watch.md](watch.md).",
    includes: ofSubjects("watch"),
  },
  {
    title: "Objects",
    note: "An object of an S3 or EKS job; the job itself continues, and has its own message.",
    includes: ofSubjects("object"),
  },
  {
    title: "Recovery points",
    note: "A recovery point that is modified, or deleted before its lifecycle ends, can be the first sign of an attack: the message\nsays which call to look for in CloudTrail.",
    includes: ofSubjects("recovery-point"),
  },
  { title: "Index", includes: ofSubjects("recovery-point-index") },
  { title: "Continuous backup", includes: ofSubjects("continuous-backup") },
  {
    title: "Vaults, plans and settings",
    includes: ofSubjects("backup-vault", "backup-plan", "region-settings"),
  },
  {
    title: "Alarms",
    note: "An alarm of CloudWatch that is published to the stage's topic.",
    includes: ofSubjects("alarm"),
  },
  {
    title: "Malware scans",
    note: "A completed scan may have found malware: the result matters, not the state.",
    includes: ofSubjects("malware-scan"),
  },
  {
    title: "Access points",
    note: "AWS documents only the names of these events. Where an event contains no ids, the message shows none.",
    includes: ofSubjects("access-point"),
  },
  { title: "Test", note: "What `npm run send-test` sends.", includes: ofSubjects("test") },
  {
    title: "Unrecognized",
    note: "An event that the notifier does not know is shown as it arrived, and is always posted.",
    includes: ofSubjects("unrecognized"),
  },
  {
    title: "Several at once",
    note: "More than three similar events that arrive together are one message.",
    includes: (row) => !isAlone(row),
  },
];

const head = ["kind", "AWS's word", "severity", "by default", "example"];

const cellsOf = ({ kind, awsWords, severity, emoji, byDefault, sentence }: MessageRow): readonly string[] => [
  verbatim(kind),
  awsWords.map(verbatim).join(", ") || "none",
  `${emojiOf(emoji)} ${severity}`,
  byDefault,
  verbatim(sentence),
];

const rankOf = ({ kind }: MessageRow): number => [...knownMessageKinds, ...openKinds].indexOf(kind);

/** One row for each kind and state: further samples differ only in reasons or names. */
const distinct = (rows: readonly MessageRow[]): readonly MessageRow[] => {
  const byKey = new Map<string, MessageRow>();
  for (const row of rows) {
    const { kind, awsWords, severity, sentence, eventCount } = row;
    const key = eventCount > 1 ? sentence : [kind, severity, ...awsWords].join();
    if (!byKey.has(key)) byKey.set(key, row);
  }
  return [...byKey.values()].sort((one, other) => rankOf(one) - rankOf(other));
};

const sectionText = ({ title, note, includes }: Section, rows: readonly MessageRow[]): string =>
  [`## ${title}`, ...(note ? [note] : []), tableOf(head, distinct(rows.filter(includes)).map(cellsOf))].join(
    "\n\n",
  );

const introduction = (kindCount: number): string => `# Messages

<!-- Generated by \`npm run docs\` from showcase/samples/ and the handler's own code. Edit showcase/docs/ instead. -->

Every kind of message, ${kindCount} in all, in every state that AWS documents: its severity, its default routing, and the
sentence that the notifier writes about an event as AWS sends it. Where AWS documents only an event's name, the event's text
is invented. \`SUSPENDED\` stands for a state that AWS may add. \`npm run preview\` shows the same messages in full, as
Slack does ([preview.md](preview.md)).

## Layout of a message

| part | contains | position |
|---|---|---|
| headline | emoji, what happened, to which resource; who is mentioned | top |
| highlight | how old the last good backup is, with its date, or that none is left or known; what is unusual about a good one | below it |
| location | account, Region, vault (of a copy: from where to where), stage | below it |
| reason | AWS's own words, or the validation's, unchanged | in the colored attachment |
| meaning | one sentence: what it means | below |
| next step | one sentence: what to do | below |
| links | pages of the AWS console | below |
| command | an AWS CLI command to copy, and when to run it | below |
| facts | until when the last good backup is kept, resource, plan and rule, times, size, recovery point; ten at most | below |
| footer | the job's id, and when AWS sent the event | end |

Unknown values are left out. Slack may fold a long attachment, but never what is above it. The four severities *good*,
*neutral*, *warning* and *danger* each have a color; emoji and words say the same, so no one depends on the color.

**The plain text is complete.** The message's \`text\` is one sentence, which notifications show and screen readers
announce. Its order suits a locked phone, which shows about two lines: what happened, to which resource, how old the last
good backup is, why, and only then vault, Region and account. If Slack refuses the blocks, the notifier posts that sentence
alone, unformatted unless it mentions someone.

**Links, no buttons.** A button with a \`url\` also sends a payload to the app; an app without a handler for it may show a
warning to whoever clicks. Slack does not document when, so links are plain text.

**A link opens the reader's account.** The console shows the account that the browser is signed in to, whatever the link
says. So the message contains the account; \`accountNames\` in a stage gives it a name. The host follows the Region:
\`console.aws.amazon.com\`, \`console.amazonaws-us-gov.com\` in GovCloud, \`console.amazonaws.cn\` in China,
\`console.amazonaws-eusc.eu\` in the European Sovereign Cloud. In the isolated partitions there are no links, but the same commands.

**Dates** are written in Slack's date syntax, \`<!date^1787371380^{date_short_pretty} {time}|2026-08-22 04:03 UTC>\`: each
reader sees their own time zone, and a client that does not support this shows UTC.

**No text from AWS is markup.** Names, tags and reasons are escaped: none can mention a channel, fake a link or leave its code
block.

## How an event is routed

**By default** each kind is posted or, where the table says *logged only*, written to the function's log. No one is mentioned.
A warning or a danger is posted, whatever its kind. A stage can change all of this: post, mute, mention people, another
channel, another severity ([routing and muting](stages.md#routing-and-muting)). Tests and unrecognized events are always
posted.

**A composite backup is one message.** A CloudFormation stack, an EKS cluster or a VSS backup has a job of the whole and one for each
part. The whole's message says how many parts failed, and which; parts that went well are logged only. A part that fails has
its own message only where it comes apart from the whole: it says whose it is, and has no command to run it alone.

**Who made a change.** With \`eventBridge: true\` the stage also hears calls of AWS Backup's API that take away protection, if the
account has a CloudTrail trail: without one, EventBridge gets no calls. The message says who called, and from which address; a
call and the change that AWS Backup reports within ten minutes are one message. A call that arrives only after its change was
posted is posted as well, because who made it is news. \`StopBackupJob\` is one message with the job's end. Calls of AWS's services,
of the stage's own roles and of a running \`cleanup\` are logged only. A call that AWS refused is posted: nothing changed, but
someone tried.

**One fact, one message.** A vault notification and EventBridge may report the same fact. A job is identified by its type, id and
state, an index by its recovery point and state: the second of two is dropped and logged as \`duplicate\`. A job's start
that arrives after its end is dropped as \`stale\`. Other events are identified by AWS's own message id.

**Calm by default.** A good backup that a plan started is counted in the message of its run, and posted by itself only where it
says more: OK again after failures, much smaller than usual, or first of its resource; or where a route asks for it ([runs.md](runs.md)). Where the
plan, the run or the ledger is not known, it is posted. A recovery point that is deleted when its retention is over is logged; one
deleted earlier is posted.

**Bursts.** More than three similar events of one batch, for the same people and channel, become one message with their number.
It names each, with a link to its page as far as there is room: to all, to the first ten of each reason, or to none. A reason
that all share appears once. Otherwise each reason has a line with its count and names, and what it means; the rarest comes
first. What one message has no room for goes on in the next, in up to five, and only the first mentions people. Beyond that, events are
counted, and each stands whole in the log. Failures are sent first.

**Unrecognized events** show all their fields up to Slack's limits, the most important first, without access key IDs, tokens and
signatures. One that says in words that something failed is a warning. They share a message only where they are equal. Of more than three in a batch, ten different ones have
a message each, and the others one together.

**Content in the log.** An event that its message does not show whole, or only counts, is logged as outcome \`content\` once it is
delivered: as AWS sent it, but without access key IDs and URLs. Above 64 KB it is cut, and \`length\` is its size in bytes.

**With a bot**, a job is one message, edited as it progresses, and the message that this page shows is in its thread:
[bot.md](bot.md).
`;

const undocumentedText = (): string => `## Kinds without a state

AWS documents no state for these kinds:

${kindsWithoutState.map((kind) => `- ${verbatim(kind)}`).join("\n")}

If AWS sends one, the message uses the words for the same state of other jobs. Routes can name these kinds.
`;

/**
 * `docs/messages.md`, generated from the samples' messages.
 * @throws Error where a kind has no sample
 */
export const messagesPage = async (): Promise<string> => {
  const rows = await messageRowsOf(
    // A stage's own routes are not the default.
    samples.filter(({ routes }) => routes === undefined),
    "prod",
  );
  const problems = problemsOf(rows);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const kindCount = new Set(rows.map(({ kind }) => kind)).size;
  return `${introduction(kindCount)}
${sections.map((section) => sectionText(section, rows)).join("\n\n")}

${undocumentedText()}`;
};
