import { sign } from "aws4";
import { dnsSuffixOf } from "./dns-suffix";
import type { Http, HttpAnswer } from "./http";

export type AwsRequest = {
  readonly service:
    | "ssm"
    | "backup"
    | "sqs"
    | "dynamodb"
    | "tagging"
    | "sns"
    | "events"
    | "ec2"
    | "elasticfilesystem"
    | "fsx"
    | "iam"
    | "kms"
    | "lambda"
    | "rds"
    | "s3";
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A POST that changes nothing, or nothing more when it is sent twice: it is where its connection breaks. */
  readonly isRepeatable?: true;
  readonly timeoutMilliseconds: number;
  /** Where an answer is longer than most. */
  readonly maxAnswerBytes?: number;
};

/** Sends a signed request to an AWS service. */
export type Aws = (request: AwsRequest) => Promise<HttpAnswer>;

/** A described job takes a few kilobytes, the secret less; a hundred ledger entries take most. */
const usualAnswerBytes = 256 * 1024;

/** A service's name in the AWS SDKs' variables, where it differs from its host name. */
const sdkNames: Readonly<Record<string, string>> = {
  tagging: "RESOURCE_GROUPS_TAGGING_API",
  events: "EVENTBRIDGE",
  elasticfilesystem: "EFS",
};

/** GovCloud's usual endpoints are FIPS endpoints, except AWS Backup's. (endpoint rules of the AWS SDK for JavaScript) */
const fipsHostOf = (service: string, region: string): string =>
  region.startsWith("us-gov-") && service !== "backup" ? service : `${service}-fips`;

/** IAM has one address in each partition, in one of its Regions. (AWS General Reference, IAM endpoints; endpoint rules of the AWS SDK) */
const iamOf = (region: string): { readonly host: string; readonly region: string } => {
  if (region.startsWith("cn-")) return { host: "iam.cn-north-1", region: "cn-north-1" };
  if (region.startsWith("us-gov-")) return { host: "iam.us-gov", region: "us-gov-west-1" };
  if (region.startsWith("eusc-")) return { host: "iam.eusc-de-east-1", region: "eusc-de-east-1" };
  return { host: "iam", region: "us-east-1" };
};

/** A service's address: the AWS SDKs' own variables first, then AWS's. (AWS SDKs and Tools Reference Guide, service-specific endpoints) */
const endpointOf = (service: string, region: string, env: NodeJS.ProcessEnv): URL => {
  const given =
    env[`AWS_ENDPOINT_URL_${sdkNames[service] ?? service.toUpperCase()}`] || env["AWS_ENDPOINT_URL"];
  const host = env["AWS_USE_FIPS_ENDPOINT"] === "true" ? fipsHostOf(service, region) : service;
  const place = service === "iam" ? iamOf(region).host : `${host}.${region}`;
  return new URL(given || `https://${place}.${env["DNS_SUFFIX"] || dnsSuffixOf(region)}`);
};

/**
 * Signs with the function's own credentials (Signature Version 4) and sends. The environment is read for each
 * request: Lambda owns it.
 */
export const createAws =
  (http: Http, env: NodeJS.ProcessEnv): Aws =>
  ({ maxAnswerBytes = usualAnswerBytes, isRepeatable, ...request }) => {
    const { service, method, path, headers = {}, body, timeoutMilliseconds } = request;
    const region = env["AWS_REGION"] ?? "us-east-1";
    const endpoint = endpointOf(service, region, env);
    const signed = sign(
      {
        service,
        region: service === "iam" ? iamOf(region).region : region,
        method,
        path,
        host: endpoint.host,
        headers: { ...headers },
        ...(body !== undefined && { body }),
      },
      {
        accessKeyId: env["AWS_ACCESS_KEY_ID"] ?? "",
        secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "",
        // Emulators set an empty token; an empty header would be signed and refused.
        ...(env["AWS_SESSION_TOKEN"] && { sessionToken: env["AWS_SESSION_TOKEN"] }),
      },
    );
    const signedHeaders = Object.entries(signed.headers ?? {}).map(([name, value]) => [name, String(value)]);
    return http({
      url: new URL(path, endpoint),
      method,
      headers: Object.fromEntries(signedHeaders),
      timeoutMilliseconds,
      maxAnswerBytes,
      ...(body !== undefined && { body }),
      ...(isRepeatable && { isRepeatable }),
    });
  };
