import { emojiOf } from "../../local/slack/emoji";
import { knownMessageKinds } from "../../src/stage/message-kind";
import { samples } from "../samples/samples";
import { type MessageRow, messageRowsOf } from "./message-row";
import { tableOf, verbatim } from "./table";

/**
 * Kinds for which AWS documents no state. (AWS Backup API Reference, CopyJobState, RestoreJobStatus; a backup's or a
 * copy's job has no validation, a restore's no message category)
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

/** Told of whatever else AWS sends; no route needs to name a test. */
const openKinds: readonly string[] = ["test", "unrecognised"];

/**
 * Whether the rows are of every kind, and of no other.
 * @returns what is wrong, one sentence each
 */
export const problemsOf = (rows: readonly Pick<MessageRow, "kind">[]): readonly string[] => {
  const shown = new Set(rows.map(({ kind }) => kind));
  const wanted = [...knownMessageKinds, ...openKinds].filter((kind) => !kindsWithoutState.includes(kind));
  return [
    ...wanted
      .filter((kind) => !shown.has(kind))
      .map((kind) => `No sample makes a message of kind ${kind}: add one in showcase/samples/samples/.`),
    ...[...shown]
      .filter((kind) => kindsWithoutState.includes(kind))
      .map(
        (kind) => `A sample makes a message of kind ${kind}: take it off the list of kinds without a state.`,
      ),
    ...[...shown]
      .filter((kind) => ![...wanted, ...kindsWithoutState].includes(kind))
      .map(
        (kind) =>
          `A sample makes a message of the unknown kind ${kind}: add it to src/stage/message-kind.ts.`,
      ),
  ];
};

type Section = {
  readonly title: string;
  readonly note?: string;
  readonly holds: (row: MessageRow) => boolean;
};

const isAlone = ({ eventCount }: MessageRow): boolean => eventCount === 1;

const isRestoreTest = ({ event }: MessageRow): boolean =>
  event.kind === "job" && event.details.restoreTestingPlanArn !== undefined;

const ofSubjects =
  (...subjects: readonly string[]) =>
  (row: MessageRow): boolean =>
    isAlone(row) && subjects.includes(row.kind.split(".", 1)[0] ?? "") && !isRestoreTest(row);

/** Each row stands in one section. */
const sections: readonly Section[] = [
  {
    title: "Backup",
    note: "A finished backup also tells of the resource's earlier ones: see [backup-history.md](backup-history.md). Below a reason that the\nnotifier knows, a message says what it means and what to do: see [causes.md](causes.md).",
    holds: ofSubjects("backup"),
  },
  {
    title: "Copy",
    note: "AWS's notification of a failed copy holds nothing but the job's id; the rest comes from AWS Backup's API.",
    holds: ofSubjects("copy"),
  },
  { title: "Restore", holds: ofSubjects("restore") },
  {
    title: "Restore tests",
    note: "A restore test is told with what AWS Backup knows when the restore ends. A verdict that comes later has no event of its\nown: look for it in the job, which the message links.",
    holds: (row) => isAlone(row) && isRestoreTest(row),
  },
  {
    title: "Objects",
    note: "An object of an S3 or EKS job; the job itself goes on, and is told by itself.",
    holds: ofSubjects("object"),
  },
  {
    title: "Recovery points",
    note: "A recovery point that somebody deletes before its time, or changes, can be the first sign of an attack: the message says\nwhich call to look for in CloudTrail.",
    holds: ofSubjects("recovery-point"),
  },
  { title: "Index", holds: ofSubjects("recovery-point-index") },
  { title: "Continuous backup", holds: ofSubjects("continuous-backup") },
  {
    title: "Vaults, plans and settings",
    holds: ofSubjects("backup-vault", "backup-plan", "region-settings"),
  },
  {
    title: "Malware scans",
    note: "A scan can be completed and have found malware: the result counts, not the state.",
    holds: ofSubjects("malware-scan"),
  },
  {
    title: "Access points",
    note: "AWS documents these events by name alone. Where a message brings no ids, there is none to show.",
    holds: ofSubjects("access-point"),
  },
  { title: "Test", note: "What `npm run send-test` sends.", holds: ofSubjects("test") },
  {
    title: "Unrecognised",
    note: "What the notifier does not know is shown as it came, and is always posted.",
    holds: ofSubjects("unrecognised"),
  },
  {
    title: "Several at once",
    note: "More than three like events that come together are one message.",
    holds: (row) => !isAlone(row),
  },
];

const head = ["kind", "AWS's word", "how bad", "by default", "example"];

const cellsOf = ({ kind, said, severity, emoji, byDefault, sentence }: MessageRow): readonly string[] => [
  verbatim(kind),
  said.map(verbatim).join(", ") || "none",
  `${emojiOf(emoji)} ${severity}`,
  byDefault,
  verbatim(sentence),
];

const rankOf = ({ kind }: MessageRow): number => [...knownMessageKinds, ...openKinds].indexOf(kind);

/** One row of each kind and state: other samples of the same only have other reasons, or names. */
const distinct = (rows: readonly MessageRow[]): readonly MessageRow[] => {
  const byKey = new Map<string, MessageRow>();
  for (const row of rows) {
    const { kind, said, severity, sentence, eventCount } = row;
    const key = eventCount > 1 ? sentence : [kind, severity, ...said].join();
    if (!byKey.has(key)) byKey.set(key, row);
  }
  return [...byKey.values()].sort((one, other) => rankOf(one) - rankOf(other));
};

const sectionText = ({ title, note, holds }: Section, rows: readonly MessageRow[]): string =>
  [`## ${title}`, ...(note ? [note] : []), tableOf(head, distinct(rows.filter(holds)).map(cellsOf))].join(
    "\n\n",
  );

const introduction = (kindCount: number): string => `# Messages

<!-- Made by \`npm run docs\` from showcase/samples/ and the handler's own code. Change it in showcase/docs/. -->

Every kind of message, ${kindCount} in all, in every state that AWS documents: how bad it is, what becomes of it, and the sentence
that the notifier makes of an event as AWS sends it. Where AWS documents an event by its name alone, the event's words are
ours. \`SUSPENDED\` stands for a state that AWS adds one day. \`npm run preview\` shows the same messages whole, as Slack
does ([preview.md](preview.md)).

## How a message is laid out

| part | holds | stands |
|---|---|---|
| headline | sign, what happened, to what; whom the stage calls | on top |
| how bad | how old the last good backup is, or what is odd about a good one | below it |
| place | account, Region, vault or the way of a copy, stage | below it |
| reason | AWS's own words, or the validation's, as they are | in the coloured attachment |
| meaning | one sentence: what it means | below |
| next step | one sentence: what to do | below |
| command | a line of the AWS CLI to copy, and when it is good for something | below |
| links | pages of the AWS console | below |
| facts | last good backup, resource, plan and rule, times, size, recovery point; ten at most | below |
| small print | the job's id, and when AWS sent the event | at the end |

What is not known is left out. Slack may fold a long attachment, never what stands above it. Four degrees, *good*, *neutral*,
*warning* and *danger*, each have a colour; sign and words say the same, so that nobody needs the colour.

**The plain text tells the whole story.** The message's \`text\` is one sentence; notification and screen reader have
it alone. Its order is that of a locked phone, which shows about two lines: what happened, to what, how old the last good
backup is, why, and only then vault, Region and account. Should Slack refuse the blocks, that sentence is posted alone,
unformatted unless it calls somebody.

**Links, no buttons.** A button with a \`url\` sends the app a payload as well; an app without a handler for it may show a
warning to whoever clicks. Slack does not document when, so links are plain text.

**A link opens the reader's own account.** The console shows the account that the browser is signed in to, whatever the link
says. So the account stands in the message; \`accountNames\` in a stage gives it a name. The host follows the Region:
\`console.aws.amazon.com\`, \`console.amazonaws-us-gov.com\` in GovCloud, \`console.amazonaws.cn\` in China. In the isolated
partitions there is no link.

**Dates** are written in Slack's date syntax, \`<!date^1787371380^{date_short_pretty} {time}|2026-08-22 04:03 UTC>\`: each
reader sees their own time zone, and a client that cannot do so shows UTC.

**Nothing of AWS's is markup.** Names, tags and reasons are escaped: none can call a channel, fake a link or leave its code
block.

## What becomes of an event

**By default** each kind is posted or, where the table says *logged only*, written to the function's log. Nobody is called.
What is a warning or a danger is posted, whatever its kind. A stage changes all of it: post, mute, call people, another
channel, another degree ([quiet and loud](stages.md#quiet-and-loud)). Tests and unrecognised events are always posted.

**One fact, one message.** A vault notification and EventBridge may tell of the same. A job is known by its class, id and
state, an index by its recovery point and state: the second of two is left out and logged as \`duplicate\`. So is a job's
start that comes after its end (\`late\`). Other events are known by AWS's own message id.

**Bursts.** More than three like events of one batch, for the same people and channel, become one message with their number:
ten by name, the others counted. A reason that all share stands once; others stand behind each name. Failures are told
first.

**With a bot**, a job is one message, edited as it goes on, and what this page shows stands in its thread:
[bot.md](bot.md).
`;

const undocumentedText = (): string => `## Kinds without a state

AWS documents no state that makes these:

${kindsWithoutState.map((kind) => `- ${verbatim(kind)}`).join("\n")}

Should it send one, it is told in the words of the same state of other jobs, and a route may name it.
`;

/**
 * `docs/messages.md`, made of what the function says about the samples.
 * @throws Error where a kind has no sample
 */
export const messagesPage = async (): Promise<string> => {
  const rows = await messageRowsOf(
    // What a stage's own routes make of a message is no default.
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
