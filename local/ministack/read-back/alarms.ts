import { z } from "zod";
import { callAsAccountRoot, type RootCall, rootAccountOf } from "../account-root";
import { type AwsAnswer, type AwsCall, passOn } from "../call";
import { toXml, xmlAnswer } from "./xml";

const described = z.object({
  MetricAlarms: z.array(z.looseObject({})),
  CompositeAlarms: z.array(z.looseObject({})),
  NextToken: z.string().optional(),
});

type Alarm = Readonly<Record<string, unknown>>;

/** An alarm has a statistic or a percentile, never both; the emulator adds `Average` to a percentile. */
const withOneStatistic = ({ Statistic, ...alarm }: Alarm): Alarm =>
  alarm["ExtendedStatistic"] ? alarm : { ...alarm, Statistic };

/** The query protocol writes times as text, JSON as seconds. */
const withDates = (alarm: Alarm): Alarm =>
  Object.fromEntries(
    Object.entries(alarm).map(([name, value]) => [
      name,
      name.endsWith("Timestamp") && typeof value === "number" ? new Date(value * 1000).toISOString() : value,
    ]),
  );

/** What the call does not name is undefined, and so left out of JSON. */
const inputOf = (parameters: URLSearchParams) => {
  const text = (name: string) => parameters.get(name) ?? undefined;
  const list = (name: string) => {
    const found = [...parameters].filter(([key]) => key.startsWith(`${name}.member.`));
    return found.length === 0 ? undefined : found.map(([, value]) => value);
  };
  const maxRecords = text("MaxRecords");
  return {
    AlarmNames: list("AlarmNames"),
    AlarmTypes: list("AlarmTypes"),
    AlarmNamePrefix: text("AlarmNamePrefix"),
    StateValue: text("StateValue"),
    NextToken: text("NextToken"),
    MaxRecords: maxRecords && Number(maxRecords),
  };
};

/**
 * Answers DescribeAlarms: over the query protocol the emulator leaves out half of an alarm (actions, dimensions,
 * period, statistic, missing data), over JSON nothing. So the account root asks over JSON, once the caller's own
 * signed call has shown that it is allowed to.
 */
export const describeAlarms = async (
  emulatorUrl: string,
  call: AwsCall,
  parameters: URLSearchParams,
): Promise<AwsAnswer> => {
  const asked = await passOn(emulatorUrl, call);
  if (asked.status !== 200) return asked;
  const json: RootCall = {
    service: "monitoring",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "GraniteServiceVersion20100801.DescribeAlarms",
    },
    body: JSON.stringify(inputOf(parameters)),
  };
  const answer = await callAsAccountRoot(emulatorUrl, json, rootAccountOf(call));
  if (answer.status !== 200) return answer;
  const { MetricAlarms, CompositeAlarms, NextToken } = described.parse(
    JSON.parse(answer.body.toString("utf8")),
  );
  const result = toXml({
    MetricAlarms: MetricAlarms.map(withOneStatistic).map(withDates),
    CompositeAlarms: CompositeAlarms.map(withDates),
    NextToken,
  });
  return xmlAnswer(
    `<DescribeAlarmsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><DescribeAlarmsResult>${result}</DescribeAlarmsResult></DescribeAlarmsResponse>`,
  );
};
