/**
 * AWS's schedule expressions: `cron(minute hour day-of-month month day-of-week year)` and `rate(value unit)`
 * (Amazon EventBridge User Guide, cron and rate expressions; AWS Backup uses the same).
 */

type CronField = {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
  /** Further forms that only this field allows, such as `L` and `15W`. */
  readonly special?: RegExp;
};

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const fields: readonly CronField[] = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day-of-month", min: 1, max: 31, special: /^(?:\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  { name: "month", min: 1, max: 12, words: months },
  {
    name: "day-of-week",
    min: 1,
    max: 7,
    words: days,
    special: /^(?:\?|L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/i,
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

const cronProblem = (body: string): string | undefined => {
  const values = body.split(/\s+/);
  if (values.length !== fields.length) {
    return `has ${values.length} fields, but AWS's cron has 6: minute hour day-of-month month day-of-week year`;
  }
  for (const [index, field] of fields.entries()) {
    const value = values[index] ?? "";
    if (!value.split(",").every((item) => isItemOf(item, field))) {
      return `has "${value}" as ${field.name}, but AWS takes ${field.min}-${field.max}${field.words ? ` or ${field.words[0]}-${field.words.at(-1)}` : ""}`;
    }
  }
  const questionMarks = [values[2], values[4]].filter((value) => value === "?").length;
  return questionMarks === 1
    ? undefined
    : 'needs "?" in exactly one of day-of-month and day-of-week: AWS cannot match both';
};

const rateProblem = (body: string): string | undefined => {
  const match = /^([1-9]\d{0,4}) (minutes?|hours?|days?)$/.exec(body);
  if (!match) return "is not a rate: write rate(12 hours) or rate(1 day)";
  const isOne = match[1] === "1";
  const isSingular = !match[2]?.endsWith("s");
  return isOne === isSingular ? undefined : "mixes singular and plural: rate(1 day), rate(2 days)";
};

/** What is wrong with a schedule expression, as the rest of a sentence that begins with it; `undefined` if it is valid. */
export const scheduleProblem = (expression: string): string | undefined => {
  const match = /^(cron|rate)\((.*)\)$/.exec(expression);
  if (!match) return "is neither cron(...) nor rate(...)";
  const body = (match[2] ?? "").trim();
  return match[1] === "cron" ? cronProblem(body) : rateProblem(body);
};
