import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import type { AwsRequest } from "../../../handler/aws/request";
import { report as command } from "../../../scripts/commands/all";
import {
  type Account,
  at,
  emptyAccount,
  refusal,
  simulatedAws,
  tableArn,
  watchSettings,
  withDailyPlan,
} from "../../handler/watch/support/simulated-aws";
import { newOperator } from "../support/operator";
import { makeProjectFolder, outputsOf, type ProjectFolder } from "../support/project-folder";

const sts = mockClient(STSClient);
const lambda = mockClient(LambdaClient);
const functionName = "backup-notifications-dev-watch";
const queueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/main";
let project: ProjectFolder;
let server: Server;
let account: Account;
let denied: string;
const called: string[] = [];

/** The simulated account behind an endpoint: the service is in the signature. */
const serve = (): Server =>
  createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? "")?.[1];
    const aws = simulatedAws(account, {
      instead: (_request, name) => {
        called.push(name);
        if (name === denied) return refusal(403, "AccessDeniedException");
        return name.includes("/backup-vaults/")
          ? { status: 200, headers: {}, body: JSON.stringify({ RecoveryPoints: [] }) }
          : undefined;
      },
    });
    const target = request.headers["x-amz-target"];
    const answer = await aws({
      service: service as AwsRequest["service"],
      method: request.method as AwsRequest["method"],
      path: request.url ?? "/",
      headers: typeof target === "string" ? { "x-amz-target": target } : {},
      timeoutMilliseconds: 1000,
      ...(body !== "" && { body }),
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });

beforeEach(async () => {
  sts.reset();
  lambda.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  account = withDailyPlan(emptyAccount());
  account.tags.set(tableArn("orders"), { backup: "daily" });
  account.backedUp.set(tableArn("orders"), at("2026-08-21T05:10Z"));
  denied = "";
  called.length = 0;
  project = makeProjectFolder();
  project.deployed(outputsOf({ watch_function_name: functionName }));
  server = serve();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  lambda.on(GetFunctionConfigurationCommand).resolves({
    FunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:backup-notifications-dev-watch",
    Environment: {
      Variables: {
        STAGE: "dev",
        QUEUE_URL: queueUrl,
        WAITING_QUEUE_URLS: JSON.stringify([queueUrl]),
        LEDGER_TABLE_NAME: "ledger",
        WATCH: JSON.stringify(watchSettings),
      },
    },
  });
});

afterEach(async () => {
  project.remove();
  await new Promise((resolve) => server.close(resolve));
});

const reported = async (...args: string[]) => {
  const { port } = server.address() as AddressInfo;
  const operator = newOperator({ project, endpoint: `http://127.0.0.1:${port}` });
  const exitCode = await operator.run(command, "dev", "eu-west-1", ...args);
  return { exitCode, output: operator.output() };
};

test("shows what the digest would say now, with your credentials and the deployed settings", async () => {
  const { exitCode, output } = await reported();
  expect(exitCode).toBe(0);
  expect(output).toContain("The only resource has a good backup");
  expect(lambda.commandCalls(GetFunctionConfigurationCommand)[0]?.args[0].input).toEqual({
    FunctionName: functionName,
  });
});

test("changes nothing: it sends nothing, and remembers nothing", async () => {
  await reported();
  expect(called).toContain("dynamodb BatchGetItem");
  expect(called.filter((name) => /Update|Put|Send|Delete/.test(name))).toEqual([]);
});

test("with --json prints the digest as JSON, and nothing else", async () => {
  const { output } = await reported("--json");
  expect(JSON.parse(output)).toMatchObject({
    schema: 1,
    timeZone: "UTC",
    resources: { selected: 1, good: 1 },
  });
});

test("names first what could not be seen", async () => {
  denied = "backup /resources/";
  const { exitCode, output } = await reported();
  expect(exitCode).toBe(0);
  expect(output).toMatch(
    /Not everything could be checked.*\n {2}not checked: protected resources \(access denied\)/,
  );
});

test("names what could not be seen, a plan by its name", async () => {
  denied = "backup /backup/plans/plan-1/";
  const { output } = await reported();
  expect(output).toMatch(
    /not checked: rules \(access denied\)[\s\S]*\nNot checked\n {2}rules \(access denied\)\n {4}daily\n/,
  );
});

test("names all resources that need a person", async () => {
  account.backedUp.clear();
  const names = Array.from({ length: 120 }, (_, index) => `orders-${index}`);
  for (const name of names) {
    account.tags.set(tableArn(name), { environment: "prod" });
    account.backedUp.set(tableArn(name), at("2026-08-21T05:10Z"));
  }
  lambda.on(GetFunctionConfigurationCommand).resolves({
    FunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:backup-notifications-dev-watch",
    Environment: {
      Variables: {
        STAGE: "dev",
        QUEUE_URL: queueUrl,
        WAITING_QUEUE_URLS: "[]",
        LEDGER_TABLE_NAME: "ledger",
        WATCH: JSON.stringify({
          ...watchSettings,
          mustProtect: { tags: { environment: ["prod"] }, resourceTypes: [] },
        }),
      },
    },
  });
  const { output } = await reported();
  expect(output).toContain("120 of 121 resources need you");
  for (const name of names) expect(output).toContain(`    ${name} (DynamoDB)`);
});

test("says what to do where the stage has no watch", async () => {
  project.deployed(outputsOf());
  const { exitCode, output } = await reported();
  expect(exitCode).toBe(1);
  expect(output).toContain(
    "stage dev has no watch; set `watch: true` in stages/dev.ts and run `npm run deploy -- dev eu-west-1`",
  );
});

test("names the permission where AWS does not show the settings", async () => {
  lambda
    .on(GetFunctionConfigurationCommand)
    .resolves({ Environment: { Error: { ErrorCode: "AccessDeniedException" } } });
  const { exitCode, output } = await reported();
  expect(exitCode).toBe(1);
  expect(output).toContain("report needs `kms:Decrypt` on the stage's key");
});
