import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import { connect } from "../aws/client";
import { unlessMissing } from "../aws/missing";
import type { Context } from "../program/context";
import { explain } from "../program/explain";
import { Failure } from "../program/failure";
import { commandLineOf, stackDirNameOf, type Target } from "../stack/commands";
import type { StateLocation } from "../stack/synthesized-stack";

/** What Terraform writes into a lock, as its S3 backend stores it. (Terraform, statemgr.LockInfo) */
const lockSchema = z.object({
  ID: z.string(),
  Who: z.string(),
  Created: z.string(),
  Operation: z.string().optional(),
});

type Lock = z.output<typeof lockSchema>;

/** `terraform apply`, for what Terraform calls `OperationTypeApply`. */
const runOf = ({ Operation = "" }: Lock): string =>
  ["terraform", Operation.replace(/^OperationType/, "").toLowerCase()].join(" ").trim();

/** `2026-11-27 08:00:00 UTC`, for both forms in which Terraform shows a time. */
const shownTime = (created: string): string =>
  created.replace(/(\d)T(\d)/, "$1 $2").replace(/(:\d\d)(?:\.\d+)?(?:Z| \+0000 UTC)$/, "$1 UTC");

const sentenceOf = (lock: Lock, target: Target, outcome: string, wait: string): string =>
  `the state of stage ${target.stage} is locked: ${lock.Who} runs ${runOf(lock)} since ${shownTime(lock.Created)}, so ${outcome}; ` +
  `${wait}, or, if that run was killed, remove its lock with \`terraform force-unlock ${lock.ID}\` in ${stackDirNameOf(target.stage)}`;

const fieldIn = (text: string, name: string): string | undefined =>
  new RegExp(`^\\s*${name}:[ \\t]*(\\S.*?)\\s*$`, "m").exec(text)?.[1];

/**
 * Who holds the lock of a state, in one sentence; absent where Terraform did not fail because of a lock, or does not say whose it is.
 * (Terraform, State: Locking)
 */
export const lockProblemIn = (text: string, target: Target): string | undefined => {
  if (!text.includes("Error acquiring the state lock")) return undefined;
  const fields = ["ID", "Who", "Created", "Operation"].map((name) => [name, fieldIn(text, name)]);
  const { data } = lockSchema.safeParse(Object.fromEntries(fields));
  const wait = `wait for its end, as \`${commandLineOf("deploy", target)} -- -lock-timeout=10m\` does`;
  return data && sentenceOf(data, target, "nothing was changed", wait);
};

const readLock = async (state: StateLocation, context: Context): Promise<Lock | undefined> => {
  const s3 = connect(S3Client, context.awsConfig(state.region));
  const command = new GetObjectCommand({ Bucket: state.bucket, Key: `${state.key}.tflock` });
  const text = await (await unlessMissing(s3.send(command)))?.Body?.transformToString();
  return text === undefined ? undefined : lockSchema.parse(JSON.parse(text));
};

/**
 * Whether someone works with a stage's state in S3, for what begins before Terraform asks for the lock. Where S3 does not say, that is
 * said, and Terraform finds out.
 * @throws Failure where someone holds the lock.
 */
export const checkNotLocked = async (
  state: StateLocation | undefined,
  target: Target,
  context: Context,
): Promise<void> => {
  if (state === undefined) return;
  const lock = await readLock(state, context).catch((error: unknown) => {
    context.terminal.warn(
      `It could not be checked whether someone works with the state of stage ${target.stage}: ${explain(error)}.`,
    );
    return undefined;
  });
  if (lock === undefined) return;
  throw new Failure(sentenceOf(lock, target, "nothing was deleted", "wait for its end"));
};
