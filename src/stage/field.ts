import { z } from "zod";
import { expected } from "./problem";

/** A text of a given form. */
export const named = (pattern: RegExp, allowed: string, example: string) => {
  const error = expected(allowed, example);
  return z.string({ error }).regex(pattern, { error });
};

/** A whole number of some unit, within limits that AWS sets. */
export const wholeNumber = (
  limits: { readonly min: number; readonly max: number; readonly unit: string },
  example: number,
) => {
  const error = expected(`whole ${limits.unit}, ${limits.min} to ${limits.max}`, example);
  return z.int({ error }).min(limits.min, { error }).max(limits.max, { error });
};

/** Tags: keys of 1 to 128 characters that do not begin with `aws:`, values of at most 256 (AWS Tagging guide). */
export const tags = (
  count: { readonly min: number; readonly max: number },
  example: Readonly<Record<string, string>>,
) => {
  const error = expected(`${count.min} to ${count.max} tags, each a text`, example);
  const key = z.string().regex(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu);
  const value = z.string({ error }).max(256, { error });
  return z
    .record(key, value, {
      error: (issue) =>
        issue.code === "invalid_key"
          ? expected(
              "a tag key of 1 to 128 characters that does not begin with aws:",
              Object.keys(example)[0],
            )(issue)
          : error(issue),
    })
    .refine((given) => Object.keys(given).length >= count.min && Object.keys(given).length <= count.max, {
      error,
    })
    .readonly();
};

/** AWS Backup API reference, CreateBackupVault. */
export const vaultName = named(
  /^[0-9A-Za-z_-]{2,50}$/,
  "a vault name: 2 to 50 letters, digits, - and _",
  "backup-notifications-dev",
);

export const regionName = named(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "an AWS Region", "eu-central-1");

/** Lets a check over several fields run although one of them is wrong, so that all problems come at once. */
export const alongside = {
  when: ({ value }: { readonly value: unknown }): boolean => typeof value === "object" && value !== null,
};
