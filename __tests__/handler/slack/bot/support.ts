import type { Http, HttpAnswer } from "../../../../handler/aws/http";
import { identityOf } from "../../../../handler/deduplicate/identity";
import type { EditLedger } from "../../../../handler/deduplicate/ledger";
import { createSentHistory, type SentHistory } from "../../../../handler/deduplicate/sent-history";
import type { Update } from "../../../../handler/deduplicate/update";
import type { BackupEvent } from "../../../../handler/model/event";
import type { JobEvent } from "../../../../handler/model/job-event";
import { phaseOf } from "../../../../handler/model/job-phase";
import type { EditDue } from "../../../../handler/model/own-event";
import type { RenderContext } from "../../../../handler/render/location";
import { outgoingMessagesOf } from "../../../../handler/render/render";
import type { Posting } from "../../../../handler/route/match";
import { type BotChannelOptions, createBotChannel } from "../../../../handler/slack/bot/bot-channel";
import { createEdits } from "../../../../handler/slack/bot/edits";
import { checkBotToken } from "../../../../handler/slack/bot/token";
import type { Channel } from "../../../../handler/slack/channel";
import type { Delivery } from "../../../../handler/slack/delivery-outcome";
import { createMessageLog, type MessageLog } from "../../../../local/slack/message-log";
import { createWebApi } from "../../../../local/slack/web-api";
import { createWorkspace, type Workspace } from "../../../../local/slack/workspace";

export const home = "C0HOME00001";

/** A refusal of the Web API. */
export const refusal = (error: string): HttpAnswer => ({
  status: 200,
  headers: {},
  body: JSON.stringify({ ok: false, error }),
});

/** What a call meets before Slack judges it: an answer, or no connection. */
export type Fault = HttpAnswer | Error;

export type Call = { readonly method: string; readonly fields: Readonly<Record<string, unknown>> };

/** A workspace without sockets, and a notifier's channel in it. */
export type Scene = {
  readonly workspace: Workspace;
  readonly log: MessageLog;
  readonly calls: readonly Call[];
  /** The seconds that the channel has waited. */
  readonly waitedSeconds: readonly number[];
  /** Jobs whose messages keep an old state, and why. */
  readonly skipped: readonly (readonly [subject: string, reason: string])[];
  /** Ends the invocation. Returns the events that bring edits back later. */
  readonly finish: (dues?: readonly EditDue[], remainingMilliseconds?: number) => Promise<EditDue[]>;
  readonly pass: (seconds: number) => void;
  /** The next calls meet these; `undefined` lets one through. */
  readonly meet: (...faults: readonly (Fault | undefined)[]) => void;
  readonly channel: Channel;
  /** Another function's channel: it knows nothing, but of what `history` brings. */
  readonly another: (history?: SentHistory, channelId?: string) => Channel;
  /** Messages that stand in the channel itself. */
  readonly inChannel: () => readonly string[];
  readonly inThreads: () => readonly string[];
};

export const openScene = ({
  ledger,
  ...options
}: Partial<BotChannelOptions> & { readonly ledger?: EditLedger } = {}): Scene => {
  const workspace = createWorkspace();
  workspace.setChannel(home);
  const clock = { now: 1_700_000_000_000 };
  const now = () => clock.now;
  const log = createMessageLog(now);
  const api = createWebApi({ workspace, log, now, rateLimit: false });
  const calls: Call[] = [];
  const faults: (Fault | undefined)[] = [];
  const waitedSeconds: number[] = [];
  const skipped: (readonly [string, string])[] = [];
  const http: Http = async ({ url, headers = {}, body = "" }) => {
    const method = url.pathname.replace("/api/", "");
    calls.push({ method, fields: JSON.parse(body) });
    const fault = faults.shift();
    if (fault instanceof Error) throw fault;
    if (fault) return fault;
    const { answer } = api({ method, headers, body });
    return { status: answer.status, headers: answer.headers ?? {}, body: answer.body };
  };
  const webApi = {
    token: async () => {
      const checked = checkBotToken(workspace.token());
      return checked;
    },
    http,
    apiUrl: "https://slack.com/api/",
    stage: "dev",
    sleep: async (milliseconds: number) => void waitedSeconds.push(milliseconds / 1000),
  };
  const edits = createEdits({
    ...webApi,
    ledger,
    now,
    onSkipped: (subject, reason) => void skipped.push([subject, reason]),
  });
  const channelOf = (posts: SentHistory, channel = home): Channel =>
    createBotChannel({ ...webApi, channel, posts, edits, ...options });
  return {
    workspace,
    log,
    calls,
    waitedSeconds,
    skipped,
    finish: async (dues = [], remainingMilliseconds = 30_000) => {
      const later: EditDue[] = [];
      const send = async (due: EditDue) => void later.push(due);
      await edits.finish(dues, send, () => remainingMilliseconds);
      return later;
    },
    pass: (seconds) => {
      clock.now += seconds * 1000;
    },
    meet: (...next) => void faults.push(...next),
    channel: channelOf(createSentHistory()),
    another: (history = createSentHistory(), channelId = home) => channelOf(history, channelId),
    inChannel: () => log.messages.flatMap(({ text, threadTs }) => (threadTs === undefined ? [text] : [])),
    inThreads: () => log.messages.flatMap(({ text, threadTs }) => (threadTs === undefined ? [] : [text])),
  };
};

/** The ledger of due edits, in memory. */
export const newEditLedger = () => {
  const dueEdits = new Map<string, string>();
  const ledger: EditLedger = {
    read: async (subjects) => ({
      entries: new Map(
        subjects.map((subject) => [subject, { states: [], posts: [], dueEdit: dueEdits.get(subject) ?? "" }]),
      ),
    }),
    writeDueEdit: async (subject, dueEdit) => {
      dueEdits.set(subject, dueEdit);
      return {};
    },
  };
  return { dueEdits, ledger };
};

/** How the ledger names a job of `job`. */
export const subjectOf = (jobId: string): string => `backup|${jobId}|111122223333|eu-west-1`;

/** A backup job in a state. */
export const job = (state: string, jobId = "a1b2", reason?: string): JobEvent => ({
  kind: "job",
  jobType: "backup",
  phase: phaseOf(state, reason === undefined ? {} : { reason }),
  state,
  jobId,
  origin: { accountId: "111122223333", region: "eu-west-1" },
  details: {
    resourceName: "orders",
    resourceType: "RDS",
    vaultName: "main",
    recoveryPointArn: "arn:aws:rds:eu-west-1:111122223333:snapshot:awsbackup:job-a1b2",
    ...(reason !== undefined && { reason }),
  },
});

const updatesOf = (event: BackupEvent, posting: Partial<Posting>): Update => {
  const identity = identityOf(event);
  return {
    event,
    records: [],
    suppressed: [],
    posting: { post: true, ...posting },
    ...(identity && { identity }),
  };
};

/** Tells events that came together. */
export const sendAll = async (
  channel: Channel,
  events: readonly BackupEvent[],
  posting: Partial<Posting> = {},
  context: RenderContext = { stage: "dev" },
): Promise<readonly Delivery[]> => {
  const deliveries: Delivery[] = [];
  for (const message of await outgoingMessagesOf(
    events.map((event) => updatesOf(event, posting)),
    context,
  ))
    deliveries.push(await channel.send(message, () => 30_000));
  return deliveries;
};

export const send = async (channel: Channel, event: BackupEvent): Promise<Delivery> => {
  const [delivery] = await sendAll(channel, [event]);
  if (delivery === undefined) throw new Error("nothing to send");
  return delivery;
};
