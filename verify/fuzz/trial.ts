import type { Aws } from "../../handler/aws/request";
import type { EnrichOptions } from "../../handler/enrich/enrich";
import { newJobMemory } from "../../handler/enrich/job-memory";
import type { BackupEvent } from "../../handler/model/event";
import type { SlackMessage } from "../../handler/render/message";
import { problemOfBatch, problemOfUpdates } from "./batch-check";
import { problemOfMessage, refusalOf } from "./message-check";
import { problemOfReported } from "./reported-check";
import type { Subjects } from "./subjects";
import { kindsOf, type Tally } from "./tally";
import { says } from "./words";

/** What Lambda is called with, and what AWS Backup answers where it is asked about a job. */
export type FuzzInput = { readonly event: unknown; readonly answer?: string };

/** An input that shows a mistake. The message names it in a few words. */
export class Finding extends Error {
  override readonly name = "Finding";
}

const complete = async (
  events: readonly BackupEvent[],
  answer: string | undefined,
  { enrich }: Subjects,
): Promise<readonly BackupEvent[]> => {
  if (answer === undefined) return events;
  const aws: Aws = async () => ({ status: 200, headers: {}, body: answer });
  const options: EnrichOptions = {
    budgetMilliseconds: Number.POSITIVE_INFINITY,
    isMuted: () => false,
    memory: newJobMemory(),
    now: Date.now,
    sleep: async () => undefined,
    random: () => 0,
  };
  return (await enrich(events, aws, options)).map(({ event }) => event);
};

const checkMessage = (message: SlackMessage, writer: string, input: FuzzInput, tally: Tally): void => {
  const refusal = refusalOf(message);
  if (refusal !== undefined) {
    tally.rejected++;
    throw new Finding(`${writer}: Slack rejects the message: ${refusal}`);
  }
  tally.accepted++;
  const problem = problemOfMessage(message, (word) => says([input.event, input.answer], word));
  if (problem !== undefined) throw new Finding(`${writer}: the message has ${problem}`);
};

/**
 * Runs one input through everything.
 * @throws Finding, or whatever the notifier throws.
 */
export const tryInput = async (input: FuzzInput, subjects: Subjects, tally: Tally): Promise<void> => {
  const batch = subjects.parse(input.event);
  const problem =
    problemOfBatch(input.event, batch, subjects.parse) ??
    problemOfUpdates(batch.records, subjects.updatesOf(batch.records));
  if (problem !== undefined) throw new Finding(`parse: ${problem}`);
  const events = await complete(
    batch.records.map(({ event }) => event),
    input.answer,
    subjects,
  );
  tally.events += events.length;
  for (const kind of events.flatMap(kindsOf)) tally.kinds[kind] = (tally.kinds[kind] ?? 0) + 1;
  for (const { name, write } of subjects.writers) {
    const reported = await write(events);
    const wrong = problemOfReported(events, reported);
    if (wrong !== undefined) throw new Finding(`${name}: ${wrong}`);
    for (const { message } of reported) {
      checkMessage(message, name, input, tally);
      checkMessage(subjects.plainTextOnly(message), `${name}, plain text`, input, tally);
    }
  }
};
