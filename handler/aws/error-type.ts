// Apart from the signer: what loads late must not bring aws4 along.
import { jsonFieldsOf, textOf } from "../model/fields";

/** The name of an AWS error: `ParameterNotFound` from `com.amazonaws.ssm#ParameterNotFound`, else the status. */
export const errorTypeOf = (status: number, body: string): string =>
  textOf(jsonFieldsOf(body)?.["__type"])?.split("#").at(-1) ?? `HTTP ${status}`;
