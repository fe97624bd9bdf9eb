import { BackupClient } from "@aws-sdk/client-backup";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { HttpRequest } from "../../../handler/aws/http";
import { type AwsRequest, createAws } from "../../../handler/aws/request";

const credentials = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
};

const requestOf = async (
  env: NodeJS.ProcessEnv,
  service: AwsRequest["service"] = "backup",
): Promise<HttpRequest> => {
  const sent: HttpRequest[] = [];
  const aws = createAws(async (request) => {
    sent.push(request);
    return { status: 200, headers: {}, body: "" };
  }, env);
  await aws({ service, method: "GET", path: "/backup-jobs/A-1", timeoutMilliseconds: 2000 });
  const [request] = sent;
  if (request === undefined) throw new Error("nothing sent");
  return request;
};

describe("a request to AWS", () => {
  test("is signed for its service and Region with the function's credentials", async () => {
    const { headers } = await requestOf({ ...credentials, AWS_SESSION_TOKEN: "token" });
    expect(headers?.["Authorization"]).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/backup\/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
    );
    expect(headers?.["X-Amz-Security-Token"]).toBe("token");
  });

  test.each([
    ["eu-west-1", "https://iam.amazonaws.com", "us-east-1"],
    ["cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"],
    ["us-gov-east-1", "https://iam.us-gov.amazonaws.com", "us-gov-west-1"],
  ])("from %s reaches IAM at %s, signed for %s", async (AWS_REGION, origin, signed) => {
    const { url, headers } = await requestOf({ ...credentials, AWS_REGION }, "iam");
    expect(url.origin).toBe(origin);
    expect(headers?.["Authorization"]).toContain(`/${signed}/iam/aws4_request`);
  });

  test("reads a quarter of a megabyte of the answer, or as much as it asks for", async () => {
    const sizes: number[] = [];
    const aws = createAws(async ({ maxAnswerBytes }) => {
      sizes.push(maxAnswerBytes);
      return { status: 200, headers: {}, body: "" };
    }, credentials);
    const request = {
      service: "backup",
      method: "GET",
      path: "/backup-jobs/",
      timeoutMilliseconds: 2000,
    } as const;
    await aws(request);
    await aws({ ...request, maxAnswerBytes: 1024 ** 2 });
    expect(sizes).toEqual([256 * 1024, 1024 ** 2]);
  });

  test("carries no session token where the variable is empty", async () => {
    const { headers } = await requestOf({ ...credentials, AWS_SESSION_TOKEN: "" });
    expect(Object.keys(headers ?? {})).not.toContain("X-Amz-Security-Token");
  });

  test.each([
    [{}, "https://backup.eu-west-1.amazonaws.com/backup-jobs/A-1"],
    [{ AWS_REGION: "cn-north-1" }, "https://backup.cn-north-1.amazonaws.com.cn/backup-jobs/A-1"],
    [{ AWS_REGION: "us-gov-west-1" }, "https://backup.us-gov-west-1.amazonaws.com/backup-jobs/A-1"],
    [
      { AWS_REGION: "us-east-1", AWS_USE_FIPS_ENDPOINT: "true" },
      "https://backup-fips.us-east-1.amazonaws.com/backup-jobs/A-1",
    ],
    [
      { AWS_REGION: "us-east-1", AWS_USE_FIPS_ENDPOINT: "false" },
      "https://backup.us-east-1.amazonaws.com/backup-jobs/A-1",
    ],
    [
      { AWS_REGION: "us-gov-west-1", AWS_USE_FIPS_ENDPOINT: "true" },
      "https://backup-fips.us-gov-west-1.amazonaws.com/backup-jobs/A-1",
    ],
    [{ AWS_REGION: "eusc-de-east-1" }, "https://backup.eusc-de-east-1.amazonaws.eu/backup-jobs/A-1"],
    // What the deployment says wins: no guess knows the isolated partitions.
    [
      { AWS_REGION: "us-iso-east-1", DNS_SUFFIX: "c2s.ic.gov" },
      "https://backup.us-iso-east-1.c2s.ic.gov/backup-jobs/A-1",
    ],
    [{ DNS_SUFFIX: "" }, "https://backup.eu-west-1.amazonaws.com/backup-jobs/A-1"],
    [{ AWS_REGION: undefined }, "https://backup.us-east-1.amazonaws.com/backup-jobs/A-1"],
    [{ AWS_ENDPOINT_URL: "http://127.0.0.1:4566" }, "http://127.0.0.1:4566/backup-jobs/A-1"],
    [
      { AWS_ENDPOINT_URL: "http://127.0.0.1:4566", AWS_ENDPOINT_URL_BACKUP: "http://127.0.0.1:4567" },
      "http://127.0.0.1:4567/backup-jobs/A-1",
    ],
  ])("goes where the SDKs' own variables point: %j", async (env, url) => {
    expect((await requestOf({ ...credentials, ...env })).url.href).toBe(url);
  });

  test("without credentials is sent all the same, for AWS to refuse", async () => {
    expect((await requestOf({})).headers?.["Authorization"]).toContain("Credential=/");
  });
});

const sdkClients = [
  ["backup", BackupClient],
  ["dynamodb", DynamoDBClient],
  ["events", EventBridgeClient],
  ["sns", SNSClient],
  ["sqs", SQSClient],
  ["ssm", SSMClient],
] as const;

describe.each(["us-east-1", "ca-central-1", "us-gov-west-1", "us-gov-east-1"])("in %s", (Region) => {
  test.each(sdkClients)("the FIPS endpoint of %s is the one that AWS's SDK uses", async (service, Client) => {
    const { config } = new Client({ region: Region });
    const { url } = config.endpointProvider({ Region, UseFIPS: true, UseDualStack: false });
    const env = { ...credentials, AWS_REGION: Region, AWS_USE_FIPS_ENDPOINT: "true" };
    expect((await requestOf(env, service)).url.host).toBe(url.host);
  });
});

test.each(["eu-west-1", "cn-north-1", "us-gov-east-1", "eusc-de-east-1"])(
  "IAM of %s is asked where AWS's SDK asks it",
  async (Region) => {
    const { config } = new IAMClient({ region: Region });
    const { url, properties } = config.endpointProvider({ Region, UseFIPS: false, UseDualStack: false });
    const [{ signingRegion = Region } = {}] = (properties?.["authSchemes"] ?? []) as {
      readonly signingRegion?: string;
    }[];
    const request = await requestOf({ ...credentials, AWS_REGION: Region }, "iam");
    expect(request.url.host).toBe(url.host);
    expect(request.headers?.["Authorization"]).toContain(`/${signingRegion}/iam/`);
  },
);
