import { get as emojiOf } from "node-emoji";
import { Fragment, type ReactNode } from "react";

/**
 * Slack's mrkdwn as React. Markup is found first and entities are decoded last, in what is left as text: an
 * escaped `&lt;!channel&gt;` is a text that shows, never a mention.
 * (Slack developer docs, Formatting text for app surfaces)
 */

/** Slack's three entities. */
export const decode = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Slack's name where the emoji's usual one differs. */
const slackEmoji: Readonly<Record<string, string>> = { octagonal_sign: "🛑" };

const dateFormats: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date_short: { month: "short", day: "numeric", year: "numeric" },
  date_long: { weekday: "long", month: "long", day: "numeric", year: "numeric" },
  date: { month: "long", day: "numeric", year: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

const prettyDay = (date: Date): string | undefined => {
  const day = (value: Date): number =>
    new Date(value.getFullYear(), value.getMonth(), value.getDate()).getTime();
  const days = Math.round((day(date) - day(new Date())) / 86_400_000);
  return { "-1": "Yesterday", "0": "Today", "1": "Tomorrow" }[String(days)];
};

/** `{date_short_pretty} {time}` in the reader's time zone. */
const formatDate = (date: Date, format: string): string =>
  format.replace(/\{([a-z_]+)\}/g, (token, name: string) => {
    const pretty = name.endsWith("_pretty") ? prettyDay(date) : undefined;
    const options = dateFormats[name.replace("_pretty", "")];
    return pretty ?? (options ? date.toLocaleString([], options) : token);
  });

const angle = (inner: string, key: string): ReactNode => {
  const [target = "", label] = inner.split("|", 2);
  const date = /^!date\^(\d+)\^([^^]+)/.exec(target);
  if (date) {
    const value = new Date(Number(date[1]) * 1000);
    return (
      <time key={key} dateTime={value.toISOString()} title={label}>
        {formatDate(value, date[2] ?? "")}
      </time>
    );
  }
  if (/^https?:\/\//.test(target)) {
    return (
      <a key={key} href={decode(target)} target="_blank" rel="noopener noreferrer">
        {decode(label ?? target)}
      </a>
    );
  }
  // A mention: of everybody (`!channel`), a person, a channel, a user group.
  return (
    <mark key={key} className="mention">
      {decode(label ?? target.replace(/^!/, "@"))}
    </mark>
  );
};

type Rule = { readonly pattern: RegExp; readonly show: (match: RegExpExecArray, key: string) => ReactNode };

/** In order of precedence: nothing is parsed inside code. */
const rules: readonly Rule[] = [
  {
    pattern: /```\n?([\s\S]+?)\n?```/,
    show: (match, key) => <pre key={key}>{decode(match[1] ?? "")}</pre>,
  },
  { pattern: /`([^`\n]+)`/, show: (match, key) => <code key={key}>{decode(match[1] ?? "")}</code> },
  { pattern: /<([^<>\n]+)>/, show: (match, key) => angle(match[1] ?? "", key) },
  {
    pattern: /:([a-z0-9_+-]+):/,
    show: (match, key) => {
      const name = match[1] ?? "";
      return <span key={key}>{slackEmoji[name] ?? emojiOf(name) ?? match[0]}</span>;
    },
  },
  {
    pattern: /(?<![\p{L}\p{N}])\*(\S(?:[^*\n]*\S)?)\*(?![\p{L}\p{N}])/u,
    show: (match, key) => <b key={key}>{mrkdwn(match[1] ?? "")}</b>,
  },
  {
    pattern: /(?<![\p{L}\p{N}])_(\S(?:[^_\n]*\S)?)_(?![\p{L}\p{N}])/u,
    show: (match, key) => <i key={key}>{mrkdwn(match[1] ?? "")}</i>,
  },
  {
    pattern: /(?<![\p{L}\p{N}])~(\S(?:[^~\n]*\S)?)~(?![\p{L}\p{N}])/u,
    show: (match, key) => <s key={key}>{mrkdwn(match[1] ?? "")}</s>,
  },
];

const lines = (text: string, key: string): ReactNode => {
  const [first = "", ...rest] = decode(text).split("\n");
  return (
    <Fragment key={key}>
      {first}
      {rest.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text never change their order.
        <Fragment key={index}>
          <br />
          {line}
        </Fragment>
      ))}
    </Fragment>
  );
};

/** Splits a text at the first rule that fits, and shows what is before and behind it by the remaining rules. */
const parse = (text: string, from: number, path: string): ReactNode[] => {
  for (const [offset, rule] of rules.slice(from).entries()) {
    const match = rule.pattern.exec(text);
    if (match === null) continue;
    return [
      ...parse(text.slice(0, match.index), from + offset + 1, `${path}a`),
      rule.show(match, `${path}m`),
      ...parse(text.slice(match.index + match[0].length), from + offset, `${path}b`),
    ];
  }
  return text === "" ? [] : [lines(text, path)];
};

/** Shows a mrkdwn text. */
export const mrkdwn = (text: string): ReactNode => parse(text, 0, "");
