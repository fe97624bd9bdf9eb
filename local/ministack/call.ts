import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { bodyOf } from "../http-server";

/** A whole signed call to AWS. Its headers are part of the signature and stay unchanged. */
export type AwsCall = {
  readonly method: string;
  /** Path and query, as signed. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
};

export type AwsAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** The service that a call is signed for: `ec2`, `monitoring`, `sns`, ... (IAM User Guide, Signature Version 4) */
export const serviceOf = ({ headers }: AwsCall): string | undefined =>
  /Credential=[^/\s,]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "")?.[1];

/** The access key id that a call is signed with. */
export const accessKeyOf = ({ headers }: Pick<AwsCall, "headers">): string =>
  /Credential=([^/\s,]+)\//.exec(String(headers.authorization))?.[1] ?? "";

/** The parameters of a query-protocol call; none for any other protocol. */
export const parametersOf = ({ headers, body }: AwsCall): URLSearchParams =>
  new URLSearchParams(
    String(headers["content-type"]).startsWith("application/x-www-form-urlencoded")
      ? body.toString("utf8")
      : "",
  );

/**
 * Forwards a call to a server on loopback, as AWS's load balancers do: TLS ends there, and a header says so to the
 * servers behind them. So policies that deny `aws:SecureTransport: false` are evaluated as on AWS, where calls use TLS.
 */
export const passOn = (baseUrl: string, call: AwsCall): Promise<AwsAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(baseUrl);
    const { connection: _connection, "transfer-encoding": _transferEncoding, ...headers } = call.headers;
    const request = httpRequest(
      {
        hostname,
        port,
        method: call.method,
        path: call.path,
        headers: { ...headers, "content-length": call.body.length, "x-forwarded-proto": "https" },
        agent: false,
      },
      (response) => {
        bodyOf(response).then(
          (body) => resolve({ status: response.statusCode ?? 502, headers: response.headers, body }),
          reject,
        );
      },
    );
    request.once("error", reject);
    request.end(call.body);
  });
