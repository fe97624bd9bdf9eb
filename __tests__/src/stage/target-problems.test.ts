import type { Stage } from "../../../src/stage";
import { shown } from "../../../src/stage/problem";
import { stageSchema } from "../../../src/stage/schema";
import { targetProblemsOf } from "../../../src/stage/target-problems";
import { forwardTargetsOf, targetAccountOf } from "../../../src/stage/targets";

const named = (stage: Partial<Stage>) => ({
  ...stageSchema.parse({ existingVaults: ["Default"], ...stage }),
  name: "prod",
});

const forwarding = (...arns: readonly string[]) => named({ routes: arns.map((forward) => ({ forward })) });

const topic = "arn:aws:sns:eu-central-1:111122223333:on-call";
const bus = "arn:aws:events:eu-central-1:111122223333:event-bus/default";

test("targets of the stage's account and Region are fine", () => {
  const stage = named({
    alarmTopics: [topic],
    routes: [{ forward: topic }, { forward: bus }, { forward: topic }],
  });
  expect(targetProblemsOf(stage, "eu-central-1")).toEqual([]);
  expect(forwardTargetsOf(stage)).toEqual([topic, bus]);
  expect(targetAccountOf(stage)).toBe("111122223333");
});

test("a stage without targets may be in any account", () => {
  expect(targetAccountOf(named({}))).toBeUndefined();
  expect(targetProblemsOf(named({}), "eu-central-1")).toEqual([]);
});

test.each([
  ["cn-north-1", "aws-cn"],
  ["us-gov-west-1", "aws-us-gov"],
  ["us-iso-east-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["eusc-de-east-1", "aws-eusc"],
])("in %s they are in partition %s", (region, partition) => {
  const stage = forwarding(`arn:${partition}:sns:${region}:111122223333:on-call`);
  expect(targetProblemsOf(stage, region)).toEqual([]);
});

test("a permissions boundary has no Region, and AWS's own has no account", () => {
  for (const account of ["111122223333", "aws"]) {
    const stage = named({
      alarmTopics: [topic],
      iam: { permissionsBoundaryArn: `arn:aws:iam::${account}:policy/boundary` },
    });
    expect(targetProblemsOf(stage, "eu-central-1")).toEqual([]);
    expect(targetAccountOf(stage)).toBe("111122223333");
  }
});

const keyOf = (partition: string, region: string, account = "111122223333") =>
  `arn:${partition}:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

test("a key determines the account of a stage", () => {
  const stage = named({ kmsKeyArn: keyOf("aws", "eu-central-1") });
  expect(targetProblemsOf(stage, "eu-central-1")).toEqual([]);
  expect(targetAccountOf(stage)).toBe("111122223333");
});

const guardedBy = (breakGlassRoleArn: string, stage: Partial<Stage> = {}) =>
  named({
    ...stage,
    vault: { receivesCopiesFrom: { organizationId: "o-a1b2c3d4e5" }, breakGlassRoleArn },
  });

test("a break-glass role determines the account of a stage: no policy lets one of another account delete", () => {
  const stage = guardedBy("arn:aws:iam::111122223333:role/security/break-glass");
  expect(targetProblemsOf(stage, "eu-central-1")).toEqual([]);
  expect(targetAccountOf(stage)).toBe("111122223333");
});

test.each([
  [
    "a break-glass role in another account",
    guardedBy("arn:aws:iam::444455556666:role/break-glass", { accountId: "111122223333" }),
    'vault.breakGlassRoleArn: "arn:aws:iam::444455556666:role/break-glass" is in account 444455556666, but the stage is in 111122223333; use a role of the stage\'s own account',
  ],
  [
    "a break-glass role in another partition",
    guardedBy("arn:aws-cn:iam::444455556666:role/break-glass"),
    'vault.breakGlassRoleArn: "arn:aws-cn:iam::444455556666:role/break-glass" is in partition aws-cn, but the stage is in aws; use a role there',
  ],
  [
    "a key in another Region",
    named({ kmsKeyArn: keyOf("aws", "eu-west-1") }),
    `kmsKeyArn: "${keyOf("aws", "eu-west-1")}" is in Region eu-west-1, but the stage is in eu-central-1; use a key there`,
  ],
  [
    "a topic to subscribe to in another Region",
    named({ existingVaults: ["Default", { name: "team", subscribeTo: topic.replace("central", "west") }] }),
    `existingVaults[1].subscribeTo: "${topic.replace("central", "west")}" is in Region eu-west-1, but the stage is in eu-central-1; use a topic or bus there`,
  ],
  [
    "a topic to subscribe to in another account than the stage's",
    named({ accountId: "444455556666", existingVaults: [{ name: "team", subscribeTo: topic }] }),
    `existingVaults[0].subscribeTo: "${topic}" is in account 111122223333, but the stage is in 444455556666; use topics and buses of the stage's own account`,
  ],
  [
    "the stage's own topic to subscribe to",
    named({
      existingVaults: [{ name: "team", subscribeTo: topic.replace("on-call", "backup-notifications-prod") }],
    }),
    `existingVaults[0].subscribeTo: "${topic.replace("on-call", "backup-notifications-prod")}" is a topic of this stage, which would send its messages in a circle; use another topic`,
  ],
  [
    "a key in another partition",
    named({ kmsKeyArn: keyOf("aws-cn", "cn-north-1") }),
    `kmsKeyArn: ${shown(keyOf("aws-cn", "cn-north-1"))} is in partition aws-cn, but the stage is in aws; use a key there`,
  ],
  [
    "a topic in another account than the key",
    named({ kmsKeyArn: keyOf("aws", "eu-central-1", "444455556666"), alarmTopics: [topic] }),
    `alarmTopics[0]: "${topic}" is in account 111122223333, but another target is in 444455556666; use topics and buses of the stage's own account`,
  ],
  [
    "a permissions boundary in another partition",
    named({ iam: { permissionsBoundaryArn: "arn:aws-us-gov:iam::111122223333:policy/boundary" } }),
    'iam.permissionsBoundaryArn: "arn:aws-us-gov:iam::111122223333:policy/boundary" is in partition aws-us-gov, but the stage is in aws; use an IAM policy there',
  ],
  [
    "another Region",
    forwarding("arn:aws:sns:eu-west-1:111122223333:on-call"),
    'routes[0].forward: "arn:aws:sns:eu-west-1:111122223333:on-call" is in Region eu-west-1, but the stage is in eu-central-1; use a topic or bus there',
  ],
  [
    "another partition",
    named({ alarmTopics: ["arn:aws-cn:sns:cn-north-1:111122223333:on-call"] }),
    'alarmTopics[0]: "arn:aws-cn:sns:cn-north-1:111122223333:on-call" is in partition aws-cn, but the stage is in aws; use a topic or bus there',
  ],
  [
    "another account than the others",
    forwarding(topic, "arn:aws:sns:eu-central-1:444455556666:on-call"),
    'routes[1].forward: "arn:aws:sns:eu-central-1:444455556666:on-call" is in account 444455556666, but another target is in 111122223333; use topics and buses of the stage\'s own account',
  ],
  [
    "the stage's own topic, a circle",
    forwarding("arn:aws:sns:eu-central-1:111122223333:backup-notifications-prod"),
    'routes[0].forward: "arn:aws:sns:eu-central-1:111122223333:backup-notifications-prod" is a topic of this stage, which would send its messages in a circle; use another topic',
  ],
  [
    "the stage's own alarm topic",
    named({ alarmTopics: ["arn:aws:sns:eu-central-1:111122223333:backup-notifications-prod-alarms"] }),
    'alarmTopics[0]: "arn:aws:sns:eu-central-1:111122223333:backup-notifications-prod-alarms" is a topic of this stage',
  ],
])("a target in %s is refused", (_what, stage, problem) => {
  const [first, ...more] = targetProblemsOf(stage, "eu-central-1");

  expect(first).toContain(problem);
  expect(more).toEqual([]);
});
