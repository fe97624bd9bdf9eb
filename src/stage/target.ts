import { z } from "zod";
import { type Arn, parseArn } from "../../handler/model/arn";
import { stackIdOf } from "../outputs";
import { checked, matching } from "./field";
import type { NamedStage } from "./load";
import { shown } from "./problem";

/** (Amazon SNS API Reference, CreateTopic; Amazon EventBridge API Reference, CreateEventBus) */
const topicForm = /^arn:[a-z0-9-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;
const busForm = /^arn:[a-z0-9-]+:events:[a-z0-9-]+:\d{12}:event-bus\/[A-Za-z0-9_.-]{1,256}$/;

export const exampleTopic = "arn:aws:sns:eu-central-1:111122223333:on-call";

const arn = (forms: readonly RegExp[], allowed: string) => {
  const problemOf = (input: unknown): string =>
    typeof input === "string" && input.endsWith(".fifo")
      ? `${shown(input)} is a FIFO topic, which cannot be used here; use a standard topic`
      : `expected the ARN of ${allowed}, got ${shown(input)}; example: "${exampleTopic}"`;
  const isForm = (given: unknown): boolean =>
    typeof given === "string" && forms.some((form) => form.test(given));
  return matching<string>(isForm, ({ input }) => problemOf(input));
};

/** Where a route forwards events to. */
export const forwardTarget = arn([topicForm, busForm], "an SNS topic or an EventBridge bus");

/** CloudWatch takes five actions for each state of an alarm, and one is the stage's own topic. (PutMetricAlarm) */
const maxAlarmTopics = 4;

export const topicArn = arn([topicForm], "an SNS topic");

const topicsProblem = (input: unknown): string => {
  if (!Array.isArray(input))
    return `expected ARNs of SNS topics, got ${shown(input)}; example: ["${exampleTopic}"]`;
  return input.length > maxAlarmTopics
    ? `expected at most ${maxAlarmTopics} topics, got ${input.length}; subscribe the others to one of these`
    : `expected each topic only once, got ${shown(input.find((one, index) => input.indexOf(one) < index))} twice; remove one`;
};

/** Topics that get the alarms. */
export const alarmTopics = checked(
  z.array(topicArn, { error: ({ input }) => topicsProblem(input) }),
  (topics, report) => {
    if (!Array.isArray(topics)) return;
    if (topics.length <= maxAlarmTopics && new Set(topics).size === topics.length) return;
    report([], topicsProblem(topics));
  },
).readonly();

/** A stage whose other fields may not be checked yet: some of them can be invalid. */
type Targets = Partial<Pick<NamedStage, "name" | "accountId">> & {
  readonly existingVaults?: unknown;
  readonly alarmTopics?: unknown;
  readonly routes?: unknown;
  readonly iam?: unknown;
  readonly kmsKeyArn?: unknown;
  readonly vault?: unknown;
};

type Target = readonly [path: string, text: string];

/** Every ARN under one of these names, at any depth, and where. */
const arnsIn = (value: unknown, names: readonly string[], path: string, name = path): readonly Target[] => {
  if (typeof value === "string") {
    return names.includes(name) && parseArn(value) !== undefined ? [[path, value]] : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => arnsIn(item, names, `${path}[${index}]`, name));
  }
  return Object.entries(Object(value)).flatMap(([key, item]) => arnsIn(item, names, `${path}.${key}`, key));
};

/** Every ARN that a stage file gives as a target, and where. */
const targetsOf = ({ vault, ...stage }: Targets): readonly Target[] => {
  const { iam, kmsKeyArn, existingVaults, alarmTopics, routes } = stage;
  const { breakGlassRoleArn } = Object(vault);
  return [
    ...Object.entries({ iam, kmsKeyArn, existingVaults, alarmTopics, routes }).flatMap(([field, value]) =>
      arnsIn(value, ["permissionsBoundaryArn", "kmsKeyArn", "subscribeTo", "alarmTopics", "forward"], field),
    ),
    // AWS Backup refuses whatever another account does, except copies, and then nobody could ever change the vault's policy.
    // (AWS Backup Developer Guide, Vault access policies)
    ...arnsIn(breakGlassRoleArn, ["breakGlassRoleArn"], "vault.breakGlassRoleArn", "breakGlassRoleArn"),
  ];
};

/** What routes forward to, each once. */
export const forwardTargetsOf = ({ routes }: Pick<NamedStage, "routes">): readonly string[] => [
  ...new Set(routes.flatMap(({ forward }) => forward ?? [])),
];

/** The account that all targets are in, as the stage file says; only a plan knows whether it is the right one. */
export const targetAccountOf = (stage: Targets): string | undefined => {
  if (stage.accountId !== undefined) return stage.accountId;
  const accounts = targetsOf(stage).map(([, arn]) => parseArn(arn)?.accountId);
  // AWS's own policies are in no account.
  return accounts.find((account) => account !== "aws");
};

/** Partitions by the beginnings of their Regions' names. (AWS General Reference, ARN format) */
const partitions = [
  ["us-gov-", "aws-us-gov"],
  ["us-isob-", "aws-iso-b"],
  ["us-isof-", "aws-iso-f"],
  ["us-iso-", "aws-iso"],
  ["eu-isoe-", "aws-iso-e"],
  ["eusc-", "aws-eusc"],
  ["cn-", "aws-cn"],
] as const;

export const partitionOf = (region: string): string =>
  partitions.find(([beginning]) => region.startsWith(beginning))?.[1] ?? "aws";

/** What to use instead, by the service of an ARN. */
const placeOf = ({ service, resource }: Arn): string => {
  if (service === "iam") return resource.startsWith("role/") ? "a role" : "an IAM policy";
  return service === "kms" ? "a key" : "a topic or bus";
};

const problemOf = (text: string, stage: Targets, region: string): string | undefined => {
  const arn = parseArn(text);
  const account = targetAccountOf(stage);
  const stackId = stackIdOf(stage.name ?? "");
  if (arn === undefined) return undefined;
  const instead = placeOf(arn);
  if (arn.partition !== partitionOf(region)) {
    return `${shown(text)} is in partition ${arn.partition}, but the stage is in ${partitionOf(region)}; use ${instead} there`;
  }
  // IAM has no Regions.
  if (arn.region !== region && arn.service !== "iam") {
    return `${shown(text)} is in Region ${arn.region}, but the stage is in ${region}; use ${instead} there`;
  }
  if (arn.accountId !== account && arn.accountId !== "aws") {
    return `${shown(text)} is in account ${arn.accountId}, but ${stage.accountId === undefined ? "another target" : "the stage"} is in ${account}; use ${instead === "a topic or bus" ? "topics and buses" : instead} of the stage's own account`;
  }
  return arn.service === "sns" && [stackId, `${stackId}-alarms`].includes(arn.resource)
    ? `${shown(text)} is a topic of this stage, which would send its messages in a circle; use another topic`
    : undefined;
};

/** What is wrong with the targets of a stage in a Region, one line each, without the file's name. */
export const targetProblemsOf = (stage: Targets, region: string): readonly string[] =>
  targetsOf(stage).flatMap(([path, arn]) => {
    const problem = problemOf(arn, stage, region);
    return problem === undefined ? [] : [`${path}: ${problem}`];
  });
