const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether a text fits a pattern in which `*` stands for any text. */
const fits = (pattern: string, text: string, any: string): boolean =>
  new RegExp(`^${pattern.split("*").map(literally).join(any)}$`, "s").test(text);

/** An ARN pattern: AWS's guide has `*` inside, its API Reference only at the end; both are read. */
export const fitsArn = (pattern: string, arn: string): boolean => fits(pattern, arn, ".*");

/** In a tag's value `*` matches no space: `prod*` misses `prod server`. (AWS Backup Developer Guide, assigning resources) */
export const fitsTagValue = (pattern: string, value: string): boolean => fits(pattern, value, "\\S*");
