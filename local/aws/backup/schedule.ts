/** A field of a cron: its numbers, words for them, and forms that only it has. */
type Field = {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly words?: string;
  readonly special?: RegExp;
};

/** (Amazon EventBridge Scheduler User Guide, schedule types) AWS Backup documents the same wildcards: `, - * / ? L W #`. */
const fields: readonly Field[] = [
  { name: "minutes", first: 0, last: 59 },
  { name: "hours", first: 0, last: 23 },
  { name: "day-of-month", first: 1, last: 31, special: /^(?:\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  { name: "month", first: 1, last: 12, words: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC" },
  {
    name: "day-of-week",
    first: 1,
    last: 7,
    words: "SUN MON TUE WED THU FRI SAT",
    special: /^(?:\?|L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/,
  },
  { name: "year", first: 1970, last: 2199 },
];

const dayOfMonth = 2;
const dayOfWeek = 4;

const numberOf = (text: string, { first, words = "" }: Field): number => {
  const position = words.split(" ").indexOf(text);
  return position < 0 || text === "" ? Number(/^\d+$/.exec(text)?.[0] ?? Number.NaN) : position + first;
};

/** One item of a list: `*`, `5`, `MON-FRI`, `0/15`. Days and months may wrap around: `FRI-MON`. */
const isItem = (text: string, field: Field): boolean => {
  if (field.special?.test(text)) return true;
  const [, range = "", step] = /^([^/]+)(?:\/([1-9]\d*))?$/.exec(text) ?? [];
  if (range === "*") return true;
  const [from = Number.NaN, to = from, ...more] = range.split("-").map((end) => numberOf(end, field));
  const isInside = [from, to].every((end) => end >= field.first && end <= field.last);
  const isStep = step === undefined || Number(step) <= field.last;
  return isInside && isStep && more.length === 0 && (from <= to || field.words !== undefined);
};

/** How many minutes of an hour a cron's first field names: `0/15` names 4. */
const runsAnHour = (minutes: string): number => {
  const isNamedBy = (item: string) => (minute: number) => {
    const [range = "", step] = item.split("/");
    const [first = 0, last = step === undefined ? first : 59] =
      range === "*" ? [0, 59] : range.split("-").map(Number);
    return minute >= first && minute <= last && (minute - first) % Number(step ?? 1) === 0;
  };
  const tests = minutes.split(",").map(isNamedBy);
  return Array.from({ length: 60 }, (_, minute) => minute).filter((minute) =>
    tests.some((test) => test(minute)),
  ).length;
};

const valuesOf = (expression: string): readonly string[] | undefined =>
  /^cron\((\S+(?: \S+){5})\)$/.exec(expression)?.[1]?.split(" ");

/** Why an expression is no cron of EventBridge Scheduler; `undefined` for a valid one. */
export const cronProblem = (expression: string): string | undefined => {
  const values = valuesOf(expression);
  if (values === undefined) return "It must be cron() with six fields";
  const wrong = fields.find(
    (field, index) =>
      !(values[index] ?? "")
        .toUpperCase()
        .split(",")
        .every((item) => isItem(item, field)),
  );
  if (wrong !== undefined) return `Its ${wrong.name} is not valid`;
  return (values[dayOfMonth] === "?") === (values[dayOfWeek] === "?")
    ? "Exactly one of day-of-month and day-of-week must be ?"
    : undefined;
};

const reasonOf = (expression: string): string | undefined => {
  const problem = cronProblem(expression);
  if (problem !== undefined) return problem;
  const runs = runsAnHour(valuesOf(expression)?.[0] ?? "");
  return runs > 1 ? `It runs ${runs} times an hour, and a rule starts at most once an hour` : undefined;
};

/**
 * Why AWS Backup does not take a schedule; `undefined` for a valid one. It takes no `rate(...)`, and starts a rule at most
 * hourly. (AWS Backup Developer Guide, backup plan options) The wording is inferred.
 */
export const scheduleProblem = (expression: string): string | undefined => {
  const reason = reasonOf(expression);
  return reason === undefined ? undefined : `Invalid schedule expression ${expression}. ${reason}`;
};
