import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { platformOf, providerFolder, providerNames, registries } from "../../../local/terraform/mirror";

const root = join(__dirname, "../../..");

/** A folder that looks like a project with its tools installed: stand-ins print what a test sets. */
export type ScanProject = {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  /** What checkov prints. */
  readonly checkovPrints: (report: string, exitCode: number) => void;
  /** Source of what Terraform does when it plans, instead of planning. */
  readonly terraformPlans: (source: string) => void;
  /** Environment that checkov was started with. */
  readonly checkovEnvironment: () => Readonly<Record<string, string>>;
  readonly emulatorPid: () => number;
  readonly remove: () => void;
};

const stack = {
  resource: { aws_lambda_function: { notifier: { runtime: "nodejs22.x" } } },
  terraform: { backend: { local: { path: "state" } } },
};

const app = `
  const { mkdirSync, writeFileSync } = require("node:fs");
  const directory = process.env.CDKTF_OUTDIR + "/stacks/backup-notifications-" + process.env.STAGE;
  mkdirSync(directory, { recursive: true });
  writeFileSync(directory + "/cdk.tf.json", ${JSON.stringify(JSON.stringify(stack))});`;

const emulator = (pidFile: string): string => `
  require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
  require("node:http")
    .createServer((_, response) => response.end())
    .listen(Number(process.env.GATEWAY_PORT), process.env.BIND_HOST);`;

const plan = JSON.stringify({ resource_changes: [{ mode: "managed" }, { mode: "data" }] });

const terraform = (planFile: string): string => `
  const args = process.argv.slice(2);
  if (args[0] === "version") console.log(args[1] ? '{"terraform_version":"1.9.0"}' : "Terraform v1.9.0");
  if (args[0] === "plan") require(${JSON.stringify(planFile)});
  if (args[0] === "show") console.log(${JSON.stringify(plan)});`;

const checkov = (directory: string): string => `
  const { readFileSync, writeFileSync } = require("node:fs");
  writeFileSync(${JSON.stringify(join(directory, "environment.json"))}, JSON.stringify(process.env));
  const { report, exitCode } = JSON.parse(readFileSync(${JSON.stringify(join(directory, "checkov.json"))}, "utf8"));
  process.stdout.write(report);
  process.exitCode = exitCode;`;

const hashOf = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");

export const makeScanProject = (): ScanProject => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "scan-")));
  const write = (name: string, content: string, mode = 0o644): string => {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
    return file;
  };
  const program = (name: string, source: string) => write(name, `#!${process.execPath}\n${source}`, 0o755);
  const installed = (name: string, file: string, requirements: string, source: string): void => {
    program(`.e2e/cache/${name}/bin/${file}`, source);
    write(`.e2e/cache/${name}/installed`, hashOf(join(root, requirements)));
  };
  const pidFile = join(path, "emulator.pid");
  installed("emulator", "ministack", "local/ministack/requirements.txt", emulator(pidFile));
  installed("checkov", "checkov", "verify/scan/requirements.txt", checkov(path));
  for (const stage of ["dev", "prod"]) write(`stages/${stage}.ts`, "");
  write("app.cjs", app);
  write("cdktf.json", JSON.stringify({ app: `${process.execPath} app.cjs` }));
  const planFile = write("plan.cjs", "");
  const mirror = join(path, "mirror");
  for (const name of providerNames) {
    const folder = providerFolder({ mirror, registry: registries.terraform }, name);
    mkdirSync(join(folder, "9.0.0", platformOf()), { recursive: true });
  }
  return {
    path,
    env: {
      TERRAFORM_BINARY_NAME: program("bin/terraform", terraform(planFile)),
      TF_PROVIDER_MIRROR: mirror,
      AWS_SESSION_TOKEN: "of-the-caller",
    },
    checkovPrints: (report, exitCode) => void write("checkov.json", JSON.stringify({ report, exitCode })),
    terraformPlans: (source) => writeFileSync(planFile, source),
    checkovEnvironment: () => JSON.parse(readFileSync(join(path, "environment.json"), "utf8")),
    emulatorPid: () => (existsSync(pidFile) ? Number(readFileSync(pidFile, "utf8")) : 0),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
};
