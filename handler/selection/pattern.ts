const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Patterns are as many as selections name, and each is asked about every resource. */
const compiled = new Map<string, RegExp>();

/** Whether a text fits a pattern in which `*` stands for any text. */
const fits = (pattern: string, text: string, any: string): boolean => {
  if (!pattern.includes("*")) return pattern === text;
  const source = `^${pattern.split("*").map(literally).join(any)}$`;
  const known = compiled.get(source) ?? new RegExp(source, "s");
  compiled.set(source, known);
  return known.test(text);
};

/** An ARN pattern: AWS's guide has `*` inside, its API Reference only at the end; both are read. */
export const fitsArn = (pattern: string, arn: string): boolean => fits(pattern, arn, ".*");

/** In a tag's value `*` matches no space: `prod*` misses `prod server`. (AWS Backup Developer Guide, assigning resources) */
export const fitsTagValue = (pattern: string, value: string): boolean => fits(pattern, value, "\\S*");
