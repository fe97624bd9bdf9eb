import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stackIdOf } from "../../src/outputs";
import type { StateLocation } from "../stack/synthesized-stack";

/** The policies of `docs/policies`, by their file names. */
export type PolicyName =
  | "read"
  | "watch"
  | "report"
  | "operate"
  | "change"
  | "protection"
  | "copies"
  | "copies-read"
  | "test-workload"
  | "test-workload-read"
  | "watch-function"
  | "watch-function-read"
  | "restore-tests"
  | "restore-tests-read"
  | "restore-test-now"
  | "state-read"
  | "state-write";

/** What a policy is for. */
export type PolicyPlace = {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
  readonly stage: string;
  /** The stage's own vault. */
  readonly vaultName: string;
  /** The path of the stage's roles, `/` or `/backups/`. */
  readonly rolePath: string;
  /** For the policies `state-read` and `state-write`. */
  readonly state?: StateLocation;
};

const wordsOf = ({ state, ...place }: PolicyPlace): readonly (readonly [word: string, value: string])[] => [
  ["PARTITION", place.partition],
  ["ACCOUNT_ID", place.accountId],
  ["OWN_VAULT", place.vaultName],
  // ARNs have one slash before the path's first part.
  ["ROLE_PATH", place.rolePath.slice(1)],
  ...(state === undefined
    ? []
    : ([
        ["STATE_BUCKET", state.bucket],
        ["STATE_KEY", state.key],
        ["STATE_REGION", state.region],
      ] as const)),
  // Names of restore testing plans have no hyphens.
  ["backup_notifications_STAGE", `backup_notifications_${place.stage.replaceAll("-", "_")}`],
  ["backup-notifications-STAGE", stackIdOf(place.stage)],
  ["backup-notifications/STAGE", `backup-notifications/${place.stage}`],
  ["REGION", place.region],
];

/** Fills in where a policy of `docs/policies` is for. */
export const filledPolicy = (template: string, place: PolicyPlace): string => {
  const filled = wordsOf(place).reduce((text, [word, value]) => text.replaceAll(word, value), template);
  return JSON.stringify(JSON.parse(filled), null, 2);
};

/** Reads a policy of `docs/policies` in the project's folder, and fills it in. */
export const readPolicy = async (name: PolicyName, place: PolicyPlace, projectDir: string): Promise<string> =>
  filledPolicy(await readFile(join(projectDir, "docs", "policies", `${name}.json`), "utf8"), place);
