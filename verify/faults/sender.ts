import type { EventBridgeEvent } from "../../local/aws/backup/eventbridge";
import { envelopeOf, type Publication } from "../../local/aws/backup/vault-event";
import type { Scheduler } from "../../local/clock/scheduler";
import type { Random } from "../../local/clock/seeded-random";
import { nameIn } from "./names";
import type { FactBook, NewFact } from "./sent-events";

/** How AWS's messages travel. */
export type Travel = {
  /** Between SNS and the queue; one message may overtake another. */
  readonly longestDelaySeconds: number;
  /** Share of the messages that arrive twice, the copy up to ten minutes later. */
  readonly copies: number;
  /** Share of the starts that are held up until well after the job's end. */
  readonly lateStarts: number;
  /** Whether EventBridge tells of the same states, too. */
  readonly eventBridge: boolean;
};

export const calmTravel: Travel = {
  longestDelaySeconds: 0.5,
  copies: 0,
  lateStarts: 0,
  eventBridge: false,
};

/** Sends what AWS Backup says on its way, and notes it in the book. */
export type Sender = {
  readonly publish: (publication: Publication) => void;
  readonly emit: (event: EventBridgeEvent) => void;
  /** Anything that is no event of AWS Backup. */
  readonly sendRaw: (body: string) => void;
  /** Which resource a job works on, for jobs whose events name none. */
  readonly nameJob: (jobId: string, resource: string) => void;
  /** How many messages have not arrived yet. */
  readonly travelling: () => number;
};

export type SenderOptions = {
  readonly book: FactBook;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly travel: Travel;
  /** Hands a body to the queue, or an SNS message to the function. */
  readonly arrive: (body: string) => void;
};

const copyWithinMilliseconds = 600_000;
const heldUpMilliseconds = 2_400_000;

const jobTypes: Readonly<Record<string, string>> = {
  BACKUP_JOB: "backup",
  COPY_JOB: "copy",
  RESTORE_JOB: "restore",
  "Backup Job State Change": "backup",
  "Copy Job State Change": "copy",
  "Restore Job State Change": "restore",
};

/** States that vault notifications tell, too. */
const toldStates: readonly unknown[] = ["RUNNING", "COMPLETED", "FAILED", "EXPIRED", "ABORTED", "PARTIAL"];

const familyOf = (eventType: string): string => {
  if (/_OBJECT_/.test(eventType)) return "object";
  return /^(RECOVERY_POINT|CONTINUOUS_BACKUP)/.test(eventType) ? "notice" : "unrecognised";
};

/** Starts the way between AWS Backup and the notifier. */
export const startSender = (options: SenderOptions): Sender => {
  const { book, scheduler, random, travel, arrive } = options;
  const resources = new Map<string, string>();
  let travelling = 0;
  let messages = 0;

  const send = (fact: NewFact, body: string, delayMilliseconds: number): void => {
    travelling += 1;
    book.sent(fact, body, scheduler.now().getTime());
    scheduler.after(delayMilliseconds, () => {
      travelling -= 1;
      arrive(body);
    });
  };

  const sendWithCopies = (fact: NewFact, body: string): void => {
    const isHeldUp = fact.family.endsWith("RUNNING") && random() < travel.lateStarts;
    const delay = random() * travel.longestDelaySeconds * 1000 + (isHeldUp ? heldUpMilliseconds : 0);
    send(fact, body, delay);
    if (random() < travel.copies) send(fact, body, delay + random() * copyWithinMilliseconds);
  };

  const jobFact = (jobType: string, id: string, state: string, text: string): NewFact => {
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
    travelling: () => travelling,
    nameJob: (jobId, resource) => void resources.set(jobId, resource),
    publish: (publication) => {
      const { message, messageAttributes } = publication;
      const MessageId = `10000000-0000-4000-8000-${(++messages).toString(16).padStart(12, "0")}`;
      const value = (name: string): string => messageAttributes[name]?.Value ?? "";
      const eventType = value("EventType") || value("eventType");
      const jobType = jobTypes[eventType];
      const body = envelopeOf(publication, MessageId, scheduler.now());
      const marker = nameIn(body) ?? MessageId;
      const fact: NewFact = jobType
        ? jobFact(jobType, value("Id"), value("State"), message)
        : { key: `message|${MessageId}|SENT`, family: familyOf(eventType), tokens: [marker] };
      sendWithCopies({ ...fact, messageId: MessageId }, body);
    },
    emit: (event) => {
      const jobType = jobTypes[event["detail-type"]];
      const { detail } = event;
      const state = detail["state"] ?? detail["status"];
      const id = detail[`${jobType}JobId`];
      if (!travel.eventBridge || !jobType || !toldStates.includes(state) || typeof id !== "string") return;
      const body = JSON.stringify(event);
      sendWithCopies(jobFact(jobType, id, String(state), body), body);
    },
    sendRaw: (body) => {
      const marker = nameIn(body) ?? body;
      sendWithCopies({ key: `message|${marker}|SENT`, family: "unrecognised", tokens: [marker] }, body);
    },
  };
};
