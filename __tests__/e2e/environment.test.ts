import { commandEnvironment } from "../../e2e/environment";
import { accountRoot } from "../../local/ministack/account-root";
import { refuseOtherEndpoints } from "../../local/ministack/environment";

const providers = {
  versions: { aws: "5.100.0", archive: "1.3.0" },
  configurationFile: "/cache/mirror.tfrc",
  summary: "",
};

const endpoints = {
  awsUrl: "http://127.0.0.1:4566",
  backupUrl: "http://127.0.0.1:4567",
  slackApiUrl: "http://127.0.0.1:4568/api/",
};

test("nothing of the caller's AWS setup reaches a command", () => {
  const secrets = {
    AWS_PROFILE: "prod",
    AWS_SESSION_TOKEN: "t",
    AWS_ENDPOINT_URL_SQS: "https://sqs.example.com",
  };
  Object.assign(process.env, secrets);
  const env = commandEnvironment(endpoints, providers);
  for (const name of Object.keys(secrets)) delete process.env[name];
  expect(
    Object.keys(env)
      .filter((name) => name.startsWith("AWS_"))
      .sort(),
  ).toEqual([
    "AWS_ACCESS_KEY_ID",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_BACKUP",
    "AWS_PROVIDER_VERSION",
    "AWS_SECRET_ACCESS_KEY",
  ]);
  expect(env["HOME"]).not.toBe(process.env["HOME"]);
});

const good = {
  AWS_ENDPOINT_URL: endpoints.awsUrl,
  AWS_ENDPOINT_URL_BACKUP: endpoints.backupUrl,
  AWS_ACCESS_KEY_ID: accountRoot.credentials.accessKeyId,
};

test.each([
  ["http://127.0.0.1.example.com:80"],
  ["https://sts.amazonaws.com"],
  ["http://localhost.example.com"],
  ["http://10.0.0.1:4566"],
])("an endpoint of %s is refused", (url) => {
  expect(() => refuseOtherEndpoints({ ...good, AWS_ENDPOINT_URL_STS: url })).toThrow(
    "AWS_ENDPOINT_URL_STS is not a loopback address; only calls to the local AWS are allowed",
  );
});

test("a missing endpoint is refused, since the SDKs would then call AWS", () => {
  const { AWS_ENDPOINT_URL_BACKUP: _, ...rest } = good;
  expect(() => refuseOtherEndpoints(rest)).toThrow(/must both lead to the local AWS/);
});

test("other credentials are refused", () => {
  expect(() => refuseOtherEndpoints({ ...good, AWS_ACCESS_KEY_ID: "AKIAEXAMPLE" })).toThrow(
    "the credentials are not the fixed dummies of the local AWS",
  );
});
