/**
 * Whether a text fits a pattern in which `*` stands for any text, or for any without a space. Each part is taken where it comes first,
 * which misses nothing; a regular expression would try all combinations, and a pattern with some more `*` would stop the watch.
 */
const fits = (pattern: string, text: string, any: RegExp): boolean => {
  const [first = "", ...parts] = pattern.split("*");
  const last = parts.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let end = first.length;
  for (const part of parts) {
    const start = text.indexOf(part, end);
    if (start < 0 || !any.test(text.slice(end, start))) return false;
    end = start + part.length;
  }
  const start = text.length - last.length;
  return start >= end && text.endsWith(last) && any.test(text.slice(end, start));
};

/** An ARN pattern: AWS's guide has `*` inside, its API Reference only at the end; both are read. */
export const fitsArn = (pattern: string, arn: string): boolean => fits(pattern, arn, /^/);

/** In a tag's value `*` matches no space: `prod*` misses `prod server`. (AWS Backup Developer Guide, assigning resources) */
export const fitsTagValue = (pattern: string, value: string): boolean => fits(pattern, value, /^\S*$/);
