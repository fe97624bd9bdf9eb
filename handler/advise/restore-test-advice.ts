import type { Advice, Command } from "../model/advice";
import { known } from "../model/fields";
import type { NoticeEvent } from "../model/notice-event";
import { resourceIdOf } from "../model/resource";
import { causeOf } from "./causes";
import { commandLine, isRegion, type Option } from "./command-line";

const nextIfSlow =
  "Allow more with `withinMinutes`, or find what makes it slow: the size, the storage class, a cold snapshot.";

const adviceByState: Readonly<Record<string, Advice>> = {
  passed: { means: "This backup could be restored. AWS deletes now what the test made." },
  failed: {
    means: "Do not rely on this backup: what came out of it is not as it should be.",
    next: "Look at the reason first: a missing permission or network of the test is no fault of the backup. Otherwise test an older recovery point, and make a new backup.",
  },
  "too slow": {
    means: "The backup is good, but an emergency would take longer than the stage promises.",
    next: nextIfSlow,
  },
  "timed out": {
    means:
      "It was restored, and nobody said whether it is good before AWS ended the validation: that is not known.",
    next: "Look at the log of the function that checks restore tests, and allow more with `keepHours`.",
  },
  "not checked": {
    means: "It was restored; whether it is good is not known.",
    next: "The reason says what could not be seen: give the function that permission, or write a check of your own.",
  },
  "not deleted": {
    means: "What the test restored still exists, and costs money until someone deletes it.",
    next: "Look at it first: only what a restore test made has this name or tag.",
  },
  "nothing eligible": {
    means: "The test ran and found no recovery point that it may restore: nothing was proven.",
    next: "Check that its resources have recovery points in these vaults that are young enough, and, with `tags`, that the latest recovery point has them.",
  },
};

/** The stage file wants no check. */
const byChoice: Readonly<Record<string, Advice>> = {
  "not checked": {
    means:
      "It was restored, and AWS deletes it. No one checks it, as the stage file says, so whether it is good is not known.",
  },
  "too slow": {
    means:
      "The restore took longer than the stage promises. No one checks what came out, as the stage file says, so whether it is good is not known.",
    next: nextIfSlow,
  },
};

/** Nothing came out that could be good or not. */
const notRestored: Advice = {
  means: "AWS Backup could not restore it, so whether this backup is good is not known.",
  next: "Open the restore job, and check the test's role, network and keys against the reason: the backup need not be at fault.",
};

const notRun: Advice = {
  means: "The test did not run, so nothing was proven.",
  next: "Look at the restore testing plan in AWS Backup. One that is gone is made again by deploying the stage.",
};

/** The name of what a test made: nothing else may be deleted by a command of ours. */
const testName = /^awsbackup-restore-test-[A-Za-z0-9-]+$/;

/** How to delete what a test made, where its name alone proves that a test made it. */
const deletion: Readonly<
  Record<string, (name: string) => readonly [operation: string, options: readonly Option[]]>
> = {
  DynamoDB: (name) => ["dynamodb delete-table", [["table-name", name]]],
  S3: (name) => ["s3 rb", [["force", `s3://${name}`]]],
  RDS: (name) => ["rds delete-db-instance --skip-final-snapshot", [["db-instance-identifier", name]]],
};

const factOf = ({ facts = [] }: NoticeEvent, wanted: string): string | undefined =>
  facts.find(([label]) => label === wanted)?.[1];

const deleteCommand = (event: NoticeEvent): Command | undefined => {
  const { resourceType = "", origin } = event;
  const name = resourceIdOf(factOf(event, "Restored as"));
  const find = Object.hasOwn(deletion, resourceType) ? deletion[resourceType] : undefined;
  if (find === undefined || name === undefined || !testName.test(name) || !isRegion(origin.region))
    return undefined;
  const [operation, options] = find(name);
  const line = commandLine(operation, [...options, ["region", origin.region]]);
  return line === undefined ? undefined : { label: "*Delete it*", line };
};

/** What the verdict on a restore test means, and what to do. */
export const restoreTestAdvice = (event: NoticeEvent): Advice | undefined => {
  const { state, reason } = event;
  if (state === "nothing eligible" && reason !== undefined) return notRun;
  if (state === "failed" && factOf(event, "Restored as") === undefined) {
    const cause = causeOf(reason ?? "", "restore");
    return cause === undefined ? notRestored : { means: cause.means, next: cause.next };
  }
  const chosen = factOf(event, "Checked by") === "no one" && Object.hasOwn(byChoice, state);
  if (chosen) return byChoice[state];
  const advice = Object.hasOwn(adviceByState, state) ? adviceByState[state] : undefined;
  if (advice === undefined) return undefined;
  return { ...advice, ...known({ command: state === "not deleted" ? deleteCommand(event) : undefined }) };
};
