import { z } from "zod";
import { roleArnSchema } from "./role";

const parametersSchema = z
  .array(z.object({ ConditionKey: z.string().startsWith("aws:ResourceTag/"), ConditionValue: z.string() }))
  .optional();

/** BackupSelection, as the API takes it. */
export const selectionSchema = z.object({
  SelectionName: z.string().regex(/^[a-zA-Z0-9\-_.]{1,50}$/),
  IamRoleArn: roleArnSchema,
  Resources: z.array(z.string()).optional(),
  NotResources: z.array(z.string()).optional(),
  ListOfTags: z
    .array(
      z.object({
        ConditionType: z.literal("STRINGEQUALS"),
        ConditionKey: z.string(),
        ConditionValue: z.string(),
      }),
    )
    .optional(),
  Conditions: z
    .object({
      StringEquals: parametersSchema,
      StringNotEquals: parametersSchema,
      StringLike: parametersSchema,
      StringNotLike: parametersSchema,
    })
    .optional(),
});

export type SelectionInput = z.infer<typeof selectionSchema>;

const maxTags = 30;
const maxConditions = 30;
const maxArns = 500;
const maxWildcards = 30;

const arnsProblem = (name: string, arns: readonly string[] = []): string | undefined => {
  const wildcards = arns.filter((arn) => arn.includes("*")).length;
  if (arns.length > maxArns) return `${name} can have at most ${maxArns} ARNs, not ${arns.length}.`;
  if (wildcards > maxWildcards)
    return `${name} can have at most ${maxWildcards} ARNs with wildcards, not ${wildcards}.`;
  const invalid = arns.find((arn) => arn !== "*" && !/^arn:[a-z*-]+:[a-z0-9*-]+(?::|$)/.test(arn));
  return invalid === undefined ? undefined : `Invalid ARN: ${invalid}.`;
};

/** What AWS refuses by its limits. (AWS Backup API Reference, BackupSelection) The wording is inferred. */
export const limitProblem = (input: SelectionInput): string | undefined => {
  const { Resources, NotResources, ListOfTags = [], Conditions = {} } = input;
  const conditions = Object.values(Conditions).flatMap((parameters) => parameters ?? []).length;
  if (conditions > maxConditions)
    return `A Backup selection can have at most ${maxConditions} conditions, not ${conditions}.`;
  if (ListOfTags.length > maxTags)
    return `A Backup selection can have at most ${maxTags} tags, not ${ListOfTags.length}.`;
  return arnsProblem("Resources", Resources) ?? arnsProblem("NotResources", NotResources);
};
