import type { EventBridgeEvent } from "../../local/aws/backup/eventbridge-event";
import { envelopeOf, type Publication } from "../../local/aws/backup/vault-event";
import type { Scheduler } from "../../local/clock/scheduler";
import type { Random } from "../../local/clock/seeded-random";
import { nameIn } from "./names";
import type { NewEvent, SentEvents } from "./sent-events";

/** How AWS delivers its messages. */
export type Transit = {
  /** Between SNS and the queue; one message may overtake another. */
  readonly longestDelaySeconds: number;
  /** Share of the messages that arrive twice, the copy up to ten minutes later. */
  readonly copies: number;
  /** Share of the starts that are delayed until well after the job's end. */
  readonly lateStarts: number;
  /** Whether EventBridge sends the same states, too. */
  readonly eventBridge: boolean;
};

export const smoothTransit: Transit = {
  longestDelaySeconds: 0.5,
  copies: 0,
  lateStarts: 0,
  eventBridge: false,
};

/** Sends what AWS Backup publishes, and records it. */
export type Sender = {
  readonly publish: (publication: Publication) => void;
  readonly emit: (event: EventBridgeEvent) => void;
  /** Anything that is not an event of AWS Backup. */
  readonly sendRaw: (body: string) => void;
  /** Which resource a job works on, for jobs whose events do not name one. */
  readonly nameJob: (jobId: string, resource: string) => void;
  /** How many messages have not arrived yet. */
  readonly inTransit: () => number;
};

export type SenderOptions = {
  readonly sent: SentEvents;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly transit: Transit;
  /** Passes a body to the queue, or an SNS message to the function. */
  readonly deliver: (body: string) => void;
};

const copyWithinMilliseconds = 600_000;
const lateStartMilliseconds = 2_400_000;

/** Of `BACKUP_JOB` and `Backup Job State Change`: `backup`. */
const jobTypeOf = (eventType: string): string | undefined =>
  /^(backup|copy|restore)(?:_JOB| Job State Change)$/i.exec(eventType)?.[1]?.toLowerCase();

/** States that vault notifications report, too. */
const notified: readonly unknown[] = ["RUNNING", "COMPLETED", "FAILED", "EXPIRED", "ABORTED", "PARTIAL"];

const familyOf = (eventType: string): string => {
  if (/_OBJECT_/.test(eventType)) return "object";
  return /^(RECOVERY_POINT|CONTINUOUS_BACKUP)/.test(eventType) ? "notice" : "unrecognized";
};

/** Starts the path between AWS Backup and the notifier. */
export const startSender = (options: SenderOptions): Sender => {
  const { sent, scheduler, random, transit, deliver } = options;
  const resources = new Map<string, string>();
  let inTransit = 0;
  let messages = 0;

  const send = (event: NewEvent, body: string, delayMilliseconds: number): void => {
    inTransit += 1;
    sent.record(event, body, scheduler.now().getTime());
    scheduler.after(delayMilliseconds, () => {
      inTransit -= 1;
      deliver(body);
    });
  };

  const sendWithCopies = (event: NewEvent, body: string): void => {
    const isLate = event.family.endsWith("RUNNING") && random() < transit.lateStarts;
    const delay = random() * transit.longestDelaySeconds * 1000 + (isLate ? lateStartMilliseconds : 0);
    send(event, body, delay);
    if (random() < transit.copies) send(event, body, delay + random() * copyWithinMilliseconds);
  };

  const jobEvent = (jobType: string, id: string, state: string, text: string): NewEvent => {
    const resource = nameIn(text) ?? resources.get(id);
    const job = `${jobType}|${id.toLowerCase()}`;
    return {
      key: `${job}|${state}`,
      family: `${jobType} ${state}`,
      job,
      tokens: [id.toLowerCase(), ...(resource ? [resource] : [])],
    };
  };

  return {
    inTransit: () => inTransit,
    nameJob: (jobId, resource) => void resources.set(jobId, resource),
    publish: (publication) => {
      const { message, messageAttributes } = publication;
      const MessageId = `10000000-0000-4000-8000-${(++messages).toString(16).padStart(12, "0")}`;
      const value = (name: string): string => messageAttributes[name]?.Value ?? "";
      const eventType = value("EventType") || value("eventType");
      const jobType = jobTypeOf(eventType);
      const body = envelopeOf(publication, MessageId, scheduler.now());
      const marker = nameIn(body) ?? MessageId;
      const event: NewEvent = jobType
        ? jobEvent(jobType, value("Id"), value("State"), message)
        : { key: `message|${MessageId}|SENT`, family: familyOf(eventType), tokens: [marker] };
      sendWithCopies({ ...event, messageId: MessageId }, body);
    },
    emit: (event) => {
      const jobType = jobTypeOf(event["detail-type"]);
      const { detail } = event;
      const state = detail["state"] ?? detail["status"];
      const id = detail[`${jobType}JobId`];
      if (!transit.eventBridge || !jobType || !notified.includes(state) || typeof id !== "string") return;
      const body = JSON.stringify(event);
      sendWithCopies(jobEvent(jobType, id, String(state), body), body);
    },
    sendRaw: (body) => {
      const marker = nameIn(body) ?? body;
      sendWithCopies({ key: `message|${marker}|SENT`, family: "unrecognized", tokens: [marker] }, body);
    },
  };
};
