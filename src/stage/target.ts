import { z } from "zod";
import { checked, matching } from "./field";
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
