import { sign } from "aws4";
import { z } from "zod";
import { type AwsAnswer, type AwsCall, passOn } from "../call";
import { operator } from "../operator";
import { toXml } from "./xml";

const described = z.object({
  MetricAlarms: z.array(z.looseObject({})),
  CompositeAlarms: z.array(z.looseObject({})),
  NextToken: z.string().optional(),
});

const timestamps = [
  "AlarmConfigurationUpdatedTimestamp",
  "StateUpdatedTimestamp",
  "StateTransitionedTimestamp",
];

/** The query protocol writes times as text, JSON as seconds. */
const withDates = (alarm: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(alarm).map(([name, value]) => [
      name,
      timestamps.includes(name) && typeof value === "number" ? new Date(value * 1000).toISOString() : value,
    ]),
  );

const members = (parameters: URLSearchParams, name: string): string[] =>
  [...parameters].filter(([key]) => key.startsWith(`${name}.member.`)).map(([, value]) => value);

const inputOf = (parameters: URLSearchParams) => {
  const text = (name: string) => parameters.get(name) ?? undefined;
  const maxRecords = text("MaxRecords");
  const alarmNames = members(parameters, "AlarmNames");
  const alarmTypes = members(parameters, "AlarmTypes");
  return {
    ...(alarmNames.length > 0 && { AlarmNames: alarmNames }),
    ...(alarmTypes.length > 0 && { AlarmTypes: alarmTypes }),
    AlarmNamePrefix: text("AlarmNamePrefix"),
    StateValue: text("StateValue"),
    NextToken: text("NextToken"),
    ...(maxRecords !== undefined && { MaxRecords: Number(maxRecords) }),
  };
};

/**
 * Answers DescribeAlarms: over the query protocol the emulator leaves out half of an alarm (actions, dimensions,
 * period, statistic, missing data), over its JSON protocol it tells all. So the question is put there, by the
 * account's own operator, once the caller's signed call has shown that the caller may ask.
 */
export const describeAlarms = async (
  emulatorUrl: string,
  call: AwsCall,
  parameters: URLSearchParams,
): Promise<AwsAnswer> => {
  const asked = await passOn(emulatorUrl, call);
  if (asked.status !== 200) return asked;
  const body = JSON.stringify(inputOf(parameters));
  const signed = sign(
    {
      service: "monitoring",
      region: operator.region,
      host: new URL(emulatorUrl).host,
      method: "POST",
      path: "/",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "GraniteServiceVersion20100801.DescribeAlarms",
      },
      body,
    },
    operator.credentials,
  );
  const headers = Object.fromEntries(
    Object.entries(signed.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  const answer = await passOn(emulatorUrl, { method: "POST", path: "/", headers, body: Buffer.from(body) });
  if (answer.status !== 200) return answer;
  const { MetricAlarms, CompositeAlarms, NextToken } = described.parse(
    JSON.parse(answer.body.toString("utf8")),
  );
  const result = toXml({
    MetricAlarms: MetricAlarms.map(withDates),
    CompositeAlarms: CompositeAlarms.map(withDates),
    NextToken,
  });
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: Buffer.from(
      `<DescribeAlarmsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><DescribeAlarmsResult>${result}</DescribeAlarmsResult></DescribeAlarmsResponse>`,
    ),
  };
};
