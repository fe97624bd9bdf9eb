import { z } from "zod";
import { resourcesOf, type StackJson, withArguments } from "./stack-json";

/** A policy document in the JSON; values are single or in lists. */
export const documentSchema = z.object({
  Version: z.literal("2012-10-17"),
  Statement: z.array(
    z.object({
      Sid: z.string().optional(),
      Effect: z.enum(["Allow", "Deny"]),
      Principal: z
        .union([z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())]))])
        .optional(),
      Action: z.union([z.string(), z.array(z.string())]).optional(),
      Resource: z.union([z.string(), z.array(z.string())]).optional(),
      Condition: z
        .record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])))
        .optional(),
    }),
  ),
});

export type Document = z.output<typeof documentSchema>;
export type Statement = Document["Statement"][number];

/** The argument that holds a document. */
export type DocumentArgument = {
  readonly type: string;
  readonly id: string;
  readonly argument: string;
};

export type PolicyDocument = { readonly place: DocumentArgument; readonly document: Document };

const argumentOf: Readonly<Record<string, string>> = {
  aws_sns_topic_policy: "policy",
  aws_sqs_queue: "policy",
  aws_kms_key: "policy",
  aws_iam_role: "assume_role_policy",
  aws_iam_role_policy: "policy",
  aws_backup_vault_policy: "policy",
};

/** Every policy document of a stack. */
export const documentsOf = (stack: StackJson): readonly PolicyDocument[] =>
  Object.entries(argumentOf).flatMap(([type, argument]) =>
    resourcesOf(stack, type).flatMap(({ id, args }) =>
      typeof args[argument] === "string"
        ? [{ place: { type, id, argument }, document: documentSchema.parse(JSON.parse(args[argument])) }]
        : [],
    ),
  );

/** A copy with another document in this argument. */
export const withDocument = (
  stack: StackJson,
  { type, id, argument }: DocumentArgument,
  document: Document,
): StackJson =>
  withArguments(stack, type, id, {
    ...stack.resource[type]?.[id],
    [argument]: JSON.stringify(document),
  });

export const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : [value].flat();

/** Principals of a statement, each as `Service sns.amazonaws.com`; everyone is `*`, and none is `no one`. */
export const principalsOf = ({ Principal }: Statement): readonly string[] => {
  if (Principal === undefined) return ["no one"];
  if (typeof Principal === "string") return [Principal];
  return Object.entries(Principal).flatMap(([kind, names]) => listOf(names).map((name) => `${kind} ${name}`));
};

/** Conditions of a statement, each as `StringEquals aws:SourceAccount` with its values. */
export const conditionsOf = ({ Condition }: Statement): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => [`${operator} ${key}`, listOf(values)]),
    ),
  );
