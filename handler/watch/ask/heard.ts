import { isEnd, jobSubject } from "../../deduplicate/identity";
import { type Fields, fieldsOf, textOf } from "../../model/fields";
import { type Answer, known, unseen } from "../answer";
import type { JobKind } from "../facts";
import type { WatchPlace } from "../watch-context";
import type { Asker } from "./asker";
import { type Batch, batchOf, json, textsIn } from "./requests";

/** BatchGetItem's limit. (Amazon DynamoDB API Reference) */
const maxKeys = 100;

type HeardJob = {
  readonly kind: JobKind;
  readonly id: string;
  /** How it ended. */
  readonly state: string;
};

/** A job's item may have no states yet; what is there must be a set of texts. */
const hasStates = ({ states }: Fields): boolean =>
  states === undefined || Array.isArray(fieldsOf(states)?.["SS"]);

const wholeBatchOf = (answer: Fields, tableName: string): Batch | undefined => {
  const batch = batchOf(answer, tableName);
  return batch?.items.every(hasStates) ? batch : undefined;
};

/** Of which jobs the ledger knows an end: their ids. */
export const askHeard = async (
  { ask }: Asker,
  { ledgerTableName, accountId, region }: Pick<WatchPlace, "ledgerTableName" | "accountId" | "region">,
  jobs: readonly HeardJob[],
): Promise<Answer<ReadonlySet<string>>> => {
  const jobsBySubject = new Map(
    jobs.map((job) => [jobSubject({ jobType: job.kind, jobId: job.id, origin: { accountId, region } }), job]),
  );
  const heard = new Set<string>();

  const readSome = async (subjects: readonly string[]): Promise<Answer<true>> => {
    let keys: readonly unknown[] = subjects.map((subject) => ({ fact: { S: subject } }));
    for (let tries = 0; tries < 10 && keys.length > 0; tries++) {
      const RequestItems = { [ledgerTableName]: { Keys: keys, ConsistentRead: true } };
      const answer = await ask(
        json("dynamodb", "1.0", "DynamoDB_20120810.BatchGetItem", { RequestItems }, (fields) =>
          wholeBatchOf(fields, ledgerTableName),
        ),
      );
      if (answer.is === "unknown") return answer;
      for (const item of answer.value.items) {
        const job = jobsBySubject.get(textOf(fieldsOf(item["fact"])?.["S"]) ?? "");
        const states = textsIn(fieldsOf(item["states"])?.["SS"]);
        // A state that is newer than this version is an end where AWS lists the job as ended.
        if (job && states.some((state) => isEnd(state) || state === job.state)) heard.add(job.id);
      }
      keys = answer.value.left;
    }
    return keys.length > 0 ? unseen("throttled") : known(true);
  };

  const subjects = [...jobsBySubject.keys()];
  const chunks = Array.from({ length: Math.ceil(subjects.length / maxKeys) }, (_, index) =>
    subjects.slice(index * maxKeys, (index + 1) * maxKeys),
  );
  const answers = await Promise.all(chunks.map(readSome));
  return answers.find((one) => one.is === "unknown") ?? known(heard);
};
