import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type LocalParameters = {
  readonly url: string;
  /** Stores a SecureString. */
  readonly put: (name: string, value: string) => void;
  readonly remove: (name: string) => void;
  /** From now on every call fails with this error, such as `ThrottlingException`; `undefined` heals it. */
  readonly failWith: (errorType: string | undefined) => void;
  readonly close: () => Promise<void>;
};

type Parameter = { readonly value: string; readonly version: number; readonly changedAtSeconds: number };

const bodyOf = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
};

const answer = (response: ServerResponse, status: number, body: Record<string, unknown>): void => {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
};

const isSigned = (request: IncomingMessage): boolean =>
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[a-z0-9-]+\/ssm\/aws4_request, /.test(
    request.headers.authorization ?? "",
  );

/** SSM Parameter Store: GetParameter and PutParameter of SecureStrings over AWS JSON 1.1, for signed requests. */
export const startParameters = async ({ port = 0 } = {}): Promise<LocalParameters> => {
  const parameters = new Map<string, Parameter>();
  let failure: string | undefined;

  const put = (name: string, value: string): number => {
    const version = (parameters.get(name)?.version ?? 0) + 1;
    parameters.set(name, { value, version, changedAtSeconds: Date.now() / 1000 });
    return version;
  };

  const getParameter = (response: ServerResponse, body: Record<string, unknown>): void => {
    const name = String(body["Name"]);
    const parameter = parameters.get(name);
    if (parameter === undefined) {
      answer(response, 400, { __type: "ParameterNotFound" });
      return;
    }
    const { value, version, changedAtSeconds } = parameter;
    // Without WithDecryption SSM gives the cipher text, which is of no use to anybody here.
    const Value = body["WithDecryption"] === true ? value : "encrypted";
    answer(response, 200, {
      Parameter: {
        Name: name,
        Type: "SecureString",
        Value,
        Version: version,
        LastModifiedDate: changedAtSeconds,
      },
    });
  };

  const putParameter = (response: ServerResponse, body: Record<string, unknown>): void => {
    const name = String(body["Name"]);
    if (parameters.has(name) && body["Overwrite"] !== true) {
      answer(response, 400, { __type: "ParameterAlreadyExists", message: "The parameter already exists." });
      return;
    }
    answer(response, 200, { Version: put(name, String(body["Value"])), Tier: "Standard" });
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const operation = String(request.headers["x-amz-target"]).replace("AmazonSSM.", "");
    if (!isSigned(request)) answer(response, 403, { __type: "MissingAuthenticationTokenException" });
    else if (failure !== undefined) answer(response, 400, { __type: failure });
    else if (operation === "GetParameter") getParameter(response, body);
    else if (operation === "PutParameter") putParameter(response, body);
    else answer(response, 400, { __type: "UnknownOperationException" });
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => answer(response, 400, { __type: "SerializationException" }));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put,
    remove: (name) => void parameters.delete(name),
    failWith: (errorType) => {
      failure = errorType;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
