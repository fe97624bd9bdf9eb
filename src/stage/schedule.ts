/**
 * AWS Backup's schedule expressions: `cron(minute hour day-of-month month day-of-week year)`, at most once an hour.
 * (AWS Backup Developer Guide, backup plan options; Amazon EventBridge Scheduler User Guide, schedule types)
 */

type CronField = {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
  /** Further forms that only this field allows, such as `L` and `15W`. */
  readonly special?: RegExp;
  /** The same in words. */
  readonly specialWords?: string;
};

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const fields: readonly CronField[] = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  {
    name: "day-of-month",
    min: 1,
    max: 31,
    special: /^(?:\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/,
    specialWords: ", ?, L for the last day, LW for the last weekday, 15W for the weekday nearest to the 15th",
  },
  { name: "month", min: 1, max: 12, words: months },
  {
    name: "day-of-week",
    min: 1,
    max: 7,
    words: days,
    special: /^(?:\?|L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/i,
    specialWords: ", ?, 6L for the last Friday, 6#2 for the second",
  },
  { name: "year", min: 1970, max: 2199 },
];

const numberOf = (text: string, field: CronField): number => {
  const word = field.words?.indexOf(text.toUpperCase()) ?? -1;
  if (word >= 0) return word + field.min;
  return /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
};

const isRangeOf = (text: string, field: CronField): boolean => {
  if (text === "*") return true;
  const bounds = text.split("-").map((bound) => numberOf(bound, field));
  const [first = Number.NaN, last = first] = bounds;
  const inRange = bounds.every((bound) => bound >= field.min && bound <= field.max);
  // AWS allows a range of days or months to wrap around: FRI-MON.
  return inRange && bounds.length <= 2 && (first <= last || field.words !== undefined);
};

const isItemOf = (text: string, field: CronField): boolean => {
  if (field.special?.test(text)) return true;
  const [range = "", step, ...rest] = text.split("/");
  const stepIsValid = step === undefined || (/^[1-9]\d{0,3}$/.test(step) && Number(step) <= field.max);
  return rest.length === 0 && stepIsValid && isRangeOf(range, field);
};

/** How many minutes of an hour a valid minute field names. */
const runsAnHour = (minutes: string): number => {
  const named = minutes.split(",").flatMap((item) => {
    const [range = "", step] = item.split("/");
    const [first = 0, last = first] = range === "*" ? [0, 59] : range.split("-").map(Number);
    // `5/20` goes on to the end of the hour.
    const end = step !== undefined && !range.includes("-") ? 59 : last;
    const every = Number(step ?? 1);
    return Array.from({ length: Math.floor((end - first) / every) + 1 }, (_, index) => first + index * every);
  });
  return new Set(named).size;
};

const cronProblem = (body: string): string | undefined => {
  const values = body.split(/\s+/);
  if (values.length !== fields.length) {
    return `has ${values.length} fields, but AWS's cron has 6: minute hour day-of-month month day-of-week year`;
  }
  for (const [index, field] of fields.entries()) {
    const value = values[index] ?? "";
    if (!value.split(",").every((item) => isItemOf(item, field))) {
      return `has "${value}" as ${field.name}, but AWS takes ${field.min}-${field.max}${field.words ? ` or ${field.words[0]}-${field.words.at(-1)}` : ""}${field.specialWords ?? ""}`;
    }
  }
  const runs = runsAnHour(values[0] ?? "");
  if (runs > 1) {
    return `runs ${runs} times an hour, but AWS Backup starts a rule at most once an hour: name one minute`;
  }
  const questionMarks = [values[2], values[4]].filter((value) => value === "?").length;
  return questionMarks === 1
    ? undefined
    : 'needs "?" in exactly one of day-of-month and day-of-week: AWS cannot match both';
};

/** What is wrong with a schedule expression, as the rest of a sentence that begins with it; `undefined` if it is valid. */
export const scheduleProblem = (expression: string): string | undefined => {
  if (/^rate\(/.test(expression)) return "is a rate, but AWS Backup takes cron(...) only";
  const body = /^cron\((.*)\)$/.exec(expression)?.[1];
  return body === undefined ? "is not cron(...)" : cronProblem(body.trim());
};
