import { z } from "zod";
import { type EndpointOptions, type JsonService, ServiceError, startJsonService } from "../json-service";

export type LocalParameters = JsonService & {
  /** Stores a SecureString. */
  readonly put: (name: string, value: string) => void;
  readonly remove: (name: string) => void;
};

type Parameter = { readonly value: string; readonly version: number; readonly changedAtSeconds: number };

const getManySchema = z.object({ Names: z.array(z.string()).min(1).max(10) });

const getSchema = z.object({ Name: z.string(), WithDecryption: z.boolean().optional() });

/** SSM Parameter Store: GetParameter of SecureStrings and GetParameters of Strings over AWS JSON 1.1, for signed requests. */
export const startParameters = async (options: EndpointOptions = {}): Promise<LocalParameters> => {
  const parameters = new Map<string, Parameter>();

  const getParameter = (input: unknown) => {
    const { Name, WithDecryption } = getSchema.parse(input);
    const parameter = parameters.get(Name);
    if (parameter === undefined) throw new ServiceError("ParameterNotFound", "");
    const { value, version, changedAtSeconds } = parameter;
    // Without WithDecryption SSM returns the ciphertext, which no one here can use.
    const Value = WithDecryption ? value : "encrypted";
    return {
      Parameter: { Name, Type: "SecureString", Value, Version: version, LastModifiedDate: changedAtSeconds },
    };
  };

  /** Of plain Strings, too, although all are stored alike. What does not exist is left out. */
  const getParameters = (input: unknown) => {
    const { Names } = getManySchema.parse(input);
    const isThere = (name: string): boolean => parameters.has(name);
    return {
      Parameters: Names.filter(isThere).map((Name) => ({
        Name,
        Type: "String",
        Value: parameters.get(Name)?.value,
      })),
      InvalidParameters: Names.filter((name) => !isThere(name)),
    };
  };

  const service = await startJsonService({
    ...options,
    service: "ssm",
    target: "AmazonSSM",
    version: "1.1",
    operations: { GetParameter: getParameter, GetParameters: getParameters },
  });
  return {
    ...service,
    put: (name, value) => {
      const version = (parameters.get(name)?.version ?? 0) + 1;
      parameters.set(name, { value, version, changedAtSeconds: Date.now() / 1000 });
    },
    remove: (name) => void parameters.delete(name),
  };
};
