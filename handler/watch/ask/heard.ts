import { isEnd, jobSubject } from "../../deduplicate/identity";
import { fieldsOf, textOf } from "../../model/fields";
import { type Answer, known, unseen } from "../answer";
import type { WatchPlace } from "../check";
import type { JobKind } from "../facts";
import type { Asker } from "./asker";
import { batchOf, json, textsIn } from "./requests";

/** BatchGetItem's limit. (Amazon DynamoDB API Reference) */
const maxKeys = 100;

type HeardJob = { readonly kind: JobKind; readonly id: string };

/** Of which jobs the ledger knows an end: their ids. */
export const askHeard = async (
  { ask }: Asker,
  { ledgerTableName, accountId, region }: Pick<WatchPlace, "ledgerTableName" | "accountId" | "region">,
  jobs: readonly HeardJob[],
): Promise<Answer<ReadonlySet<string>>> => {
  const idsBySubject = new Map(
    jobs.map(({ kind, id }) => [jobSubject({ jobType: kind, jobId: id, origin: { accountId, region } }), id]),
  );
  const heard = new Set<string>();

  const readSome = async (subjects: readonly string[]): Promise<Answer<true>> => {
    let keys: readonly unknown[] = subjects.map((subject) => ({ fact: { S: subject } }));
    for (let tries = 0; tries < 10 && keys.length > 0; tries++) {
      const RequestItems = { [ledgerTableName]: { Keys: keys, ConsistentRead: true } };
      const answer = await ask(
        json("dynamodb", "1.0", "DynamoDB_20120810.BatchGetItem", { RequestItems }, (fields) =>
          batchOf(fields, ledgerTableName),
        ),
      );
      if (answer.is === "unknown") return answer;
      for (const item of answer.value.items) {
        const id = idsBySubject.get(textOf(fieldsOf(item["fact"])?.["S"]) ?? "");
        if (id !== undefined && textsIn(fieldsOf(item["states"])?.["SS"]).some(isEnd)) heard.add(id);
      }
      keys = answer.value.left;
    }
    return keys.length > 0 ? unseen("throttled") : known(true);
  };

  const subjects = [...idsBySubject.keys()];
  const chunks = Array.from({ length: Math.ceil(subjects.length / maxKeys) }, (_, index) =>
    subjects.slice(index * maxKeys, (index + 1) * maxKeys),
  );
  const answers = await Promise.all(chunks.map(readSome));
  return answers.find((one) => one.is === "unknown") ?? known(heard);
};
