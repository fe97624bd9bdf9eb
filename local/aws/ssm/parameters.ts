import { z } from "zod";
import { type EndpointOptions, type JsonService, ServiceError, startJsonService } from "../json-service";

export type LocalParameters = {
  readonly url: string;
  /** Stores a SecureString. */
  readonly put: (name: string, value: string) => void;
  readonly remove: (name: string) => void;
  /** From now on every call fails with this error, such as `ThrottlingException`; `undefined` heals it. */
  readonly failWith: (errorType: string | undefined) => void;
  /** From now on calls inject this trouble; `undefined` heals it. */
  readonly inject: JsonService["inject"];
  readonly close: () => Promise<void>;
};

type Parameter = { readonly value: string; readonly version: number; readonly changedAtSeconds: number };

const getSchema = z.object({ Name: z.string(), WithDecryption: z.boolean().optional() });
const putSchema = z.object({ Name: z.string(), Value: z.string(), Overwrite: z.boolean().optional() });

/** SSM Parameter Store: GetParameter and PutParameter of SecureStrings over AWS JSON 1.1, for signed requests. */
export const startParameters = async (surroundings: EndpointOptions = {}): Promise<LocalParameters> => {
  const parameters = new Map<string, Parameter>();

  const put = (name: string, value: string): number => {
    const version = (parameters.get(name)?.version ?? 0) + 1;
    parameters.set(name, { value, version, changedAtSeconds: Date.now() / 1000 });
    return version;
  };

  const getParameter = (input: unknown) => {
    const { Name, WithDecryption } = getSchema.parse(input);
    const parameter = parameters.get(Name);
    if (parameter === undefined) throw new ServiceError("ParameterNotFound", "");
    const { value, version, changedAtSeconds } = parameter;
    // Without WithDecryption SSM gives the cipher text, which is of no use to anybody here.
    const Value = WithDecryption ? value : "encrypted";
    return {
      Parameter: { Name, Type: "SecureString", Value, Version: version, LastModifiedDate: changedAtSeconds },
    };
  };

  const putParameter = (input: unknown) => {
    const { Name, Value, Overwrite } = putSchema.parse(input);
    if (parameters.has(Name) && !Overwrite) {
      throw new ServiceError("ParameterAlreadyExists", "The parameter already exists.");
    }
    return { Version: put(Name, Value), Tier: "Standard" };
  };

  const { url, inject, close } = await startJsonService({
    ...surroundings,
    service: "ssm",
    target: "AmazonSSM",
    version: "1.1",
    operations: { GetParameter: getParameter, PutParameter: putParameter },
  });
  return {
    url,
    put,
    remove: (name) => void parameters.delete(name),
    failWith: (type) => inject(type === undefined ? undefined : () => ({ kind: "error", status: 400, type })),
    inject,
    close,
  };
};
