import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LambdaOptions, type LocalLambda, startLambda } from "../../../../local/aws/lambda/lambda";

let directory: string;
let lambda: LocalLambda | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lambda-"));
});

afterEach(async () => {
  await lambda?.close();
  rmSync(directory, { recursive: true });
});

const start = (code: string, options: Partial<LambdaOptions> = {}): LocalLambda => {
  writeFileSync(join(directory, "index.mjs"), code);
  lambda = startLambda({
    codeDirectory: directory,
    handler: "index.handler",
    environment: { GREETING: "hello" },
    timeoutMilliseconds: 5000,
    ...options,
  });
  return lambda;
};

describe("the local Lambda", () => {
  test("starts at the first event and stays warm for the next", async () => {
    const { invoke, peakMemoryBytes } = start(
      "let n = 0; export const handler = async (event) => ({ n: ++n, event });",
    );
    const first = await invoke({ text: "ä😀" });
    expect(first).toMatchObject({ status: "ok", payload: { n: 1, event: { text: "ä😀" } } });
    expect(first.initMilliseconds).toBeGreaterThan(0);
    const second = await invoke(null);
    expect(second).toMatchObject({ status: "ok", payload: { n: 2, event: null } });
    expect(second).not.toHaveProperty("initMilliseconds");
    if (process.platform === "linux") expect(peakMemoryBytes()).toBeGreaterThan(1_000_000);
  });

  test("gives the function Lambda's context and only its own environment", async () => {
    process.env["SECRET_OF_THE_HOST"] = "x";
    const { invoke } = start(
      "export const handler = async (_, context) => ({ left: context.getRemainingTimeInMillis(), id: context.awsRequestId, arn: context.invokedFunctionArn, env: process.env });",
      { region: "eu-west-1" },
    );
    const { payload } = (await invoke({})) as unknown as {
      payload: { left: number; id: string; arn: string; env: Record<string, string> };
    };
    expect(payload.left).toBeGreaterThan(0);
    expect(payload.left).toBeLessThanOrEqual(5000);
    expect(payload.arn).toContain(":lambda:eu-west-1:");
    expect(payload.env).toMatchObject({ GREETING: "hello", AWS_REGION: "eu-west-1" });
    expect(payload.env).not.toHaveProperty("SECRET_OF_THE_HOST");
  });

  test("reports what the handler threw, and continues", async () => {
    const { invoke } = start(
      "export const handler = async (event) => { if (event.bad) throw new TypeError('no'); return 1; };",
    );
    expect(await invoke({ bad: true })).toMatchObject({
      status: "error",
      errorType: "TypeError",
      errorMessage: "no",
    });
    expect(await invoke({})).toMatchObject({ status: "ok", payload: 1 });
  });

  test("kills a function at its timeout and starts a new one for the next event", async () => {
    const { invoke } = start("export const handler = (event) => event.hang ? new Promise(() => {}) : 'ok';", {
      timeoutMilliseconds: 400,
    });
    expect(await invoke({ hang: true })).toMatchObject({ status: "timeout" });
    const next = await invoke({});
    expect(next).toMatchObject({ status: "ok", payload: "ok" });
    expect(next.initMilliseconds).toBeGreaterThan(0);
  });

  test("reports a crash and starts a new one for the next event", async () => {
    const { invoke } = start("export const handler = (event) => event.crash ? process.exit(3) : 'ok';");
    expect(await invoke({ crash: true })).toMatchObject({ status: "crashed" });
    expect(await invoke({})).toMatchObject({ status: "ok", payload: "ok" });
  });

  test("passes on the log, line by line", async () => {
    const lines: string[] = [];
    const { invoke, close } = start(
      "export const handler = async () => { console.log('one'); console.error('two'); };",
      {
        onLog: (line) => lines.push(line),
      },
    );
    await invoke({});
    await close();
    expect(lines.sort()).toEqual(["one", "two"]);
  });

  test.each([
    ["throws while it loads", "throw new Error('no settings');", "Error: no settings"],
    ["exports no handler", "export const other = 1;", "index.handler is not a function"],
    ["ends while it loads", "process.exit(1);", "ended before it was ready"],
  ])("says why a function that %s does not start", async (_name, code, reason) => {
    await expect(start(code).invoke({})).rejects.toThrow(reason);
  });

  test("accepts no event once it is closed", async () => {
    const { invoke, close } = start("export const handler = async () => 1;");
    await close();
    await expect(invoke({})).rejects.toThrow("is closed");
  });
});
