import fc from "fast-check";
import { codePoint } from "./code-point";

/** Short texts that Slack, JSON, a terminal or our own code could interpret as more than text. */
const hostileTexts: readonly string[] = [
  "<!channel>",
  "<!here>",
  "<!everyone>",
  "<!subteam^S1>",
  "<@U1>",
  "<#C1>",
  "<https://evil.example|aws.amazon.com>",
  "<https://eu-west-1.console.aws.amazon.com/backup/home?region=eu-west-1#/jobs/backup/x|Open job>",
  "<!date^0^{date_short_pretty} {time}|1970-01-01 00:00 UTC>",
  ...["`", "```", "*", "_", "~", "|", "<", ">", "\n> ", "\n", "\r\n", "\t", "\u2028", "\u0085", " ", ""],
  ...["&", "&amp;", "&am", "p;", "&lt;", "&#60;", "&lt;!channel&gt;"],
  ...["\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u0000", "\u001b[31m", "\u007f", "\u009b"],
  ...["\ud800", "\udc00", "\ud83d", "😀", "👩‍👩‍👧", "e\u0301", "ﷺ", "\u{e0041}"],
  ...["\u3164", "\u034f", "\ufe0f", "1\ufe0f\u20e3", "❤\ufe0f"],
  ...['"', "\\", "{", "}", "[", '{"a":', "\\u0000", "%s", ":rotating_light:", "•", " · "],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "null", "-", "."],
];

/** Long texts: cut, growing when escaped, and names longer than AWS allows. */
const longTexts: readonly string[] = [
  ...["x", "&", "<", "\\", '"', "`", "😀", "\u200b", "\ud800", " ", "\n", "a\n", "ﷺ", "%"].map((text) =>
    text.repeat(5000),
  ),
  `arn:aws:rds:eu-west-1:111122223333:db:${"x".repeat(3000)}`,
  `arn:${"a:".repeat(2000)}`,
  `arn:aws:backup:eu-west-1:111122223333:backup-vault:${'"&\\'.repeat(300)}`,
  `"${'"'.repeat(2000)}"`,
  ". ".repeat(3000),
  "Resource ARN : ".repeat(500),
];

/** Any UTF-16 code unit, halves of surrogate pairs included. */
const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));

const hugeText = fc
  .tuple(fc.constantFrom(...hostileTexts, "x", "word "), fc.integer({ min: 2000, max: 60_000 }))
  .map(([text, count]) => text.repeat(count).slice(0, 250_000));

/** Any text at all. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 120, arbitrary: fc.constantFrom(...hostileTexts) },
  {
    weight: 80,
    arbitrary: fc.array(fc.constantFrom(...hostileTexts), { maxLength: 8 }).map((all) => all.join("")),
  },
  { weight: 60, arbitrary: fc.string({ unit: codePoint, maxLength: 60 }) },
  { weight: 40, arbitrary: fc.string({ unit: "grapheme", maxLength: 60 }) },
  { weight: 40, arbitrary: fc.string({ unit: anyUnit, maxLength: 40 }) },
  { weight: 30, arbitrary: fc.constantFrom(...longTexts) },
  { weight: 1, arbitrary: hugeText },
);

/** Numbers and dates at and beyond the edges. */
export const hostileScalars: readonly unknown[] = [
  ...[0, -0, -1, 0.1, 1e-300, 1e308, 2 ** 53, 1_787_364_000, 8.64e12, 8.65e12, 253_402_300_799, 946_684_800],
  ...["0", "007", "1e9", "99999999999999999999", "-5", "NaN!", "8589934592"],
  ...["0000-00-00", "0001-01-01", "9999-12-31T23:59:59.999Z", "+010000-01-01T00:00:00Z", "tomorrow"],
  ...["2026-02-31T25:61:61Z", "+275760-09-13T00:00:00.001Z", "Jul 15, 2020 9:39:07 PM", "2000-01-01"],
  "1999-12-31T23:59:59Z",
  ...[true, false, null],
];

/** Keys that the parser looks for, and keys that every object inherits. */
const keys: readonly string[] = [
  ...["Records", "Sns", "Message", "MessageAttributes", "Subject", "TopicArn", "Timestamp", "MessageId"],
  ...["messageId", "body", "messageAttributes", "attributes", "eventSourceARN", "receiptHandle"],
  ...["source", "detail-type", "detail", "resources", "account", "region", "time", "id", "Value"],
  "stringValue",
  ...["__proto__", "constructor", "prototype", "toString", "valueOf", "toJSON", "length", "then", ""],
];

export const key: fc.Arbitrary<string> = fc.oneof(fc.constantFrom(...keys), fc.string({ maxLength: 8 }));

/** Any JSON value of moderate depth. */
export const json: fc.Arbitrary<unknown> = fc.anything({
  depthSize: "small",
  maxKeys: 6,
  key,
  values: [text, fc.constantFrom(...hostileScalars)],
});

/** A value many levels deep. */
export const deep = (value: unknown, levels: number): unknown => {
  let nested = value;
  for (let level = 0; level < levels; level++) nested = level % 2 === 0 ? [nested] : { a: nested };
  return nested;
};
