/** The bundle as deployed, over TLS: what it trusts, and what it refuses to talk to. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalLambda, startLambda } from "../../../local/aws/lambda/lambda";
import { type LocalParameters, startParameters } from "../../../local/aws/ssm/parameters";
import type { Certificate } from "../../../local/http-server";
import { bundleHandler } from "../../../src/bundle";
import { createAuthority } from "../../../verify/certificate-authority";
import { throughQueue, vaultEvents } from "../../fixtures/vault-events";

let directory: string;
let codeDirectory: string;
let certificate: Certificate;
let parameters: LocalParameters;
let slack: Server;
let lambda: LocalLambda;
let posted: string[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tls-"));
  codeDirectory = bundleHandler(join(__dirname, "../../.."));
  const authority = await createAuthority();
  certificate = await authority.issue("127.0.0.1");
  writeFileSync(join(directory, "ca.pem"), authority.certificate);
});

afterAll(() => rmSync(directory, { recursive: true }));

afterEach(async () => {
  await Promise.all([lambda.close(), parameters.close(), new Promise((resolve) => slack.close(resolve))]);
});

type Setting = { readonly server?: ServerOptions; readonly trusts?: boolean };

/** Sends an event to a Slack behind TLS, and returns how that went. */
const notifyOverTls = async ({ server = {}, trusts = true }: Setting) => {
  posted = [];
  slack = createServer({ ...certificate, ...server }, (request, response) => {
    posted.push(request.url ?? "");
    request.resume().on("end", () => response.end("ok"));
  });
  await new Promise<void>((resolve) => slack.listen(0, "127.0.0.1", resolve));
  parameters = await startParameters();
  parameters.put("/url", `https://127.0.0.1:${(slack.address() as AddressInfo).port}/services/T0/B0/canary`);
  lambda = startLambda({
    codeDirectory,
    handler: "index.handler",
    timeoutMilliseconds: 10_000,
    environment: {
      STAGE: "dev",
      WEBHOOK_PARAMETER_NAME: "/url",
      SLACK_HOSTS: "127.0.0.1",
      ROUTES: '[{"post":true}]',
      DEAD_LETTER_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters",
      LEDGER_TABLE_NAME: "",
      AWS_ENDPOINT_URL: parameters.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      ...(trusts && { NODE_EXTRA_CA_CERTS: join(directory, "ca.pem") }),
    },
  });
  const event = vaultEvents.find(({ name }) => name === "backup failed");
  if (event === undefined) throw new Error("no fixture");
  const invocation = await lambda.invoke(throughQueue(event));
  slack.closeAllConnections();
  return invocation;
};

describe("over TLS the notifier", () => {
  test("posts to a server whose certificate it trusts", async () => {
    expect(await notifyOverTls({})).toMatchObject({ status: "ok", payload: { batchItemFailures: [] } });
    expect(posted).toEqual(["/services/T0/B0/canary"]);
  });

  test("sends nothing to a server whose certificate no authority has signed, and says so", async () => {
    const invocation = await notifyOverTls({ trusts: false });
    expect(invocation).toMatchObject({
      status: "error",
      errorMessage: expect.stringContaining("Slack's certificate was not accepted"),
    });
    expect(posted).toEqual([]);
    expect(JSON.stringify(invocation)).not.toContain("canary");
  });

  test("sends nothing to a server that knows only TLS 1.1", async () => {
    const old: ServerOptions = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };
    expect(await notifyOverTls({ server: old })).toMatchObject({ status: "error" });
    expect(posted).toEqual([]);
  });
});
