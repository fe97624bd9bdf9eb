import { z } from "zod";
import { ServiceError } from "../json-service";

const numberSchema = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, { error: "The parameter cannot be converted to a numeric value" });

const setSchema = z
  .array(z.string().min(1))
  .min(1, { error: "An string set may not be empty" })
  .refine((texts) => new Set(texts).size === texts.length, { error: "Input collection contains duplicates" });

/** The types that this table stores: a text, a number, a set of texts, bytes in Base64. (Amazon DynamoDB API Reference, AttributeValue) */
export const valueSchema = z.union([
  z.strictObject({ S: z.string() }),
  z.strictObject({ N: numberSchema }),
  z.strictObject({ SS: setSchema }),
  z.strictObject({ B: z.base64() }),
]);

export type AttributeValue = z.infer<typeof valueSchema>;

export type Item = Readonly<Record<string, AttributeValue>>;

export const invalid = (message: string): ServiceError => new ServiceError("ValidationException", message);
