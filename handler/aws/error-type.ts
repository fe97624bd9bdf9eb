// Apart from the signer: what loads late must not bring aws4 along.
import { jsonFieldsOf, textOf } from "../model/fields";

/** AWS's longest names have about sixty letters. */
const maxLength = 100;

/**
 * The name of an AWS error: `ParameterNotFound` from `com.amazonaws.ssm#ParameterNotFound`, else the status. Nothing else
 * gets into a log, whatever stands between the function and AWS.
 */
export const errorTypeOf = (status: number, body: string): string => {
  const type = textOf(jsonFieldsOf(body)?.["__type"]) ?? "";
  const name = /^[A-Za-z0-9.#]+$/.test(type) ? type.split("#").at(-1)?.slice(0, maxLength) : undefined;
  return name || `HTTP ${status}`;
};
