import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { markOf } from "../../../local/process/process-group";
import { scan as command } from "../../../verify/commands";
import { newOperator } from "../../scripts/support/operator";
import { runScript } from "../../scripts/support/script-process";
import { makeScanProject, type ScanProject } from "../support/scan-project";

/** The scan as an operator runs it, with stand-ins for its programs; some as a real process, with real signals. */

let project: ScanProject;

beforeEach(() => {
  project = makeScanProject();
});

afterEach(() => {
  jest.restoreAllMocks();
  project.remove();
});

const scan = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  // What the scan starts gets parts of this process's own environment.
  jest.replaceProperty(process, "env", { ...process.env, ...project.env, ...env });
  const operator = newOperator({ project, env: process.env });
  const exitCode = await operator.run(command, ...args);
  return { exitCode, screen: operator.output(), lastLine: operator.output().split("\n").at(-1) };
};

const report = (failed: readonly object[], resources = 1): string =>
  JSON.stringify({
    results: { failed_checks: failed, skipped_checks: [] },
    summary: { passed: 7, resource_count: resources, parsing_errors: 0 },
  });

const open = {
  check_id: "CKV_AWS_24",
  check_name: "No open port",
  resource: "aws_security_group.one",
  check_result: {},
};

const mustHaveCleanedUp = (): void => {
  expect(project.emulatorPid()).toBeGreaterThan(0);
  expect(markOf(project.emulatorPid())).toBeUndefined();
  for (const left of ["scan", "scan.json"]) expect(existsSync(join(project.path, ".e2e", left))).toBe(false);
};

test("a scan of two stages ends with a table and a verdict, and keeps checkov's own reports", async () => {
  project.checkovPrints(report([]), 0);
  const { exitCode, stdout, stderr } = await runScript("scan", [], { cwd: project.path, env: project.env });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain("prod           1       7       0           0");
  expect(stdout).toMatch(/\nNo failed check in dev, prod; 0 suppressed, each for a reason\.\n$/);
  const kept = ["dev", "prod"].map((stage) => join(project.path, "build", "scan", `${stage}.json`));
  expect(kept.map((file) => readFileSync(file, "utf8"))).toEqual([report([]), report([])]);
  mustHaveCleanedUp();
});

test("checkov uses no network and sees none of the caller's settings", async () => {
  project.checkovPrints(report([]), 0);
  await scan(["dev"]);
  const env = project.checkovEnvironment();
  expect(env).toMatchObject({
    HTTPS_PROXY: "http://127.0.0.1:9",
    HTTP_PROXY: "http://127.0.0.1:9",
    CKV_SKIP_PACKAGE_UPDATE_CHECK: "true",
  });
  expect(env["HOME"]).toBe(join(project.path, ".e2e", "scan", "home"));
  expect(Object.keys(env).filter((name) => name.startsWith("AWS_"))).toEqual([]);
});

test("a failed check ends the scan with 1, and is shown", async () => {
  project.checkovPrints(report([open]), 1);
  const { exitCode, screen, lastLine } = await scan(["--stage", "prod"]);
  expect(exitCode).toBe(1);
  expect(screen).toContain("FAILED in prod: CKV_AWS_24 aws_security_group.one: No open port");
  expect(lastLine).toMatch(/^Error: 1 failed check in prod; .*$/);
  mustHaveCleanedUp();
});

test("a report on nothing fails", async () => {
  project.checkovPrints(report([], 0), 0);
  const { exitCode, lastLine } = await scan(["dev"]);
  expect({ exitCode, lastLine }).toEqual({
    exitCode: 1,
    lastLine: "Error: checkov read no resource in the plan of dev, so nothing was checked",
  });
});

test("a scan fails where checkov fails", async () => {
  project.checkovPrints("", 2);
  const { exitCode, lastLine } = await scan(["dev"]);
  expect({ exitCode, lastLine }).toEqual({
    exitCode: 1,
    lastLine: "Error: checkov ended with 2 and printed nothing",
  });
});

test("where Terraform cannot plan, its own first sentence is shown, and nothing is scanned", async () => {
  project.checkovPrints(report([]), 0);
  project.terraformPlans("printf '\\nError: Unsupported argument\\n\\n  on line 3\\n' >&2; exit 1");
  const { exitCode, lastLine } = await scan(["dev"]);
  expect({ exitCode, lastLine }).toEqual({
    exitCode: 1,
    lastLine: "Error: terraform plan of dev failed: Unsupported argument",
  });
  expect(existsSync(join(project.path, "build"))).toBe(false);
  mustHaveCleanedUp();
});

test("Ctrl-C in the middle of a plan stops everything that was started", async () => {
  project.terraformPlans("echo planning; exec sleep 1000");
  const { exitCode, stderr } = await runScript("scan", ["dev"], {
    cwd: project.path,
    env: project.env,
    onOutput: (stdout, interrupt) => {
      if (stdout.includes("plan of dev ...")) interrupt();
    },
  });
  expect(exitCode).toBe(130);
  expect(stderr).toBe("\nStopped. Everything ran on this machine; nothing is left behind.\n");
  mustHaveCleanedUp();
});

test("without Terraform, one sentence says so", async () => {
  const { exitCode, lastLine } = await scan([], { TERRAFORM_BINARY_NAME: "no-such-terraform" });
  expect({ exitCode, lastLine }).toEqual({
    exitCode: 1,
    lastLine:
      "Error: no-such-terraform was not found or does not print its version; install Terraform 1.5 or newer, or set TERRAFORM_BINARY_NAME to another program",
  });
});

test("an unknown stage is wrong usage, and nothing is started", async () => {
  const { exitCode, screen } = await scan(["prd"]);
  expect(exitCode).toBe(2);
  expect(screen).toBe('Error: there is no stage "prd"; the stages are dev, prod');
  expect(project.emulatorPid()).toBe(0);
});

test("the stages of another folder are known wherever it is", async () => {
  const { screen } = await scan(["prd"], { STAGES_DIR: join(__dirname, "../../../e2e/stages") });
  expect(screen).toMatch(/^Error: there is no stage "prd"; the stages are e2e-bot, /);
});

test("the scan explains itself", async () => {
  const { exitCode, screen } = await scan(["--help"]);
  expect(exitCode).toBe(0);
  for (const part of ["npm run scan -- [stage]...", "Environment:", "Exit codes:"])
    expect(screen).toContain(part);
});
