import { jsonFieldsOf, textOf } from "../model/fields";
import { type PackedSettings, unpacked } from "./packed-settings";
import type { WatchEnv, WatchSettings } from "./settings";
import type { WatchPlace } from "./watch-context";

type Problem = { readonly name: string; readonly is: string };

const textsOf = (json: string): readonly string[] | undefined => {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) && list.every((one) => typeof one === "string") ? list : undefined;
  } catch {
    return undefined;
  }
};

/** A function's account, from its own ARN. (AWS Lambda Developer Guide, context object) */
const accountIdOf = (functionArn: string): string => functionArn.split(":")[4] ?? "";

/** What the watch reads from its environment, parsed. */
export type WatchEnvironment = {
  readonly settings: WatchSettings;
  readonly placeOf: (functionArn: string) => WatchPlace;
};

/**
 * Reads the watch's settings.
 * @throws Error naming every variable that is missing, empty or broken, at init, so that a broken deployment is seen at once.
 */
export const readWatchEnv = (env: NodeJS.ProcessEnv): WatchEnvironment => {
  const problems: Problem[] = [];
  const required = (name: keyof WatchEnv): string => {
    const value = textOf(env[name]);
    if (value === undefined) problems.push({ name, is: env[name] === undefined ? "not set" : "empty" });
    return value ?? "";
  };
  const stage = required("STAGE");
  const queueUrl = required("QUEUE_URL");
  const ledgerTableName = required("LEDGER_TABLE_NAME");
  const queues = required("WAITING_QUEUE_URLS");
  const waitingQueueUrls = textsOf(queues);
  if (queues !== "" && waitingQueueUrls === undefined)
    problems.push({ name: "WAITING_QUEUE_URLS", is: "not a JSON list of texts" });
  const json = required("WATCH");
  const settings = jsonFieldsOf(json);
  if (json !== "" && settings === undefined) problems.push({ name: "WATCH", is: "not a JSON object" });
  if (problems.length > 0) {
    const all = problems.map(({ name, is }) => `${name} is ${is}`).join(", ");
    throw new Error(`environment variable ${all}; deploy the stack again, it sets these variables`);
  }
  return {
    // The stack writes it as this type.
    settings: unpacked(settings as unknown as PackedSettings),
    placeOf: (functionArn) => ({
      stage,
      region: env["AWS_REGION"] ?? "us-east-1",
      accountId: accountIdOf(functionArn),
      queueUrl,
      ledgerTableName,
      waitingQueueUrls: waitingQueueUrls ?? [],
    }),
  };
};
