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
  /** The lines, for sh, of what Terraform does when it plans, instead of planning. */
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
  directory="$CDKTF_OUTDIR/stacks/backup-notifications-$STAGE"
  mkdir -p "$directory" && cp stack.json "$directory/cdk.tf.json"`;

const emulator = (pidFile: string): string => `
  require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
  require("node:http")
    .createServer((_, response) => response.end())
    .listen(Number(process.env.GATEWAY_PORT), process.env.BIND_HOST);`;

const plan = JSON.stringify({ resource_changes: [{ mode: "managed" }, { mode: "data" }] });

const terraform = (planFile: string): string => `
  case "$1 $2" in
    "version ") echo 'Terraform v1.9.0' ;;
    "version "*) echo '{"terraform_version":"1.9.0"}' ;;
    "plan "*) . ${planFile} ;;
    "show "*) echo '${plan}' ;;
  esac`;

const checkov = (directory: string, exitCode: number): string => `
  env >${join(directory, "environment")}
  cat ${join(directory, "checkov.json")}
  exit ${exitCode}`;

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
  const program = (name: string, source: string, interpreter = "/bin/sh") =>
    write(name, `#!${interpreter}\n${source}`, 0o755);
  const installed = (name: string, requirements: string): void => {
    write(`.e2e/cache/${name}/installed`, hashOf(join(root, requirements)));
  };
  const checkovPrints = (report: string, exitCode: number): void => {
    write("checkov.json", report);
    program(".e2e/cache/checkov/bin/checkov", checkov(path, exitCode));
  };
  const pidFile = join(path, "emulator.pid");
  program(".e2e/cache/emulator/bin/ministack", emulator(pidFile), process.execPath);
  installed("emulator", "local/ministack/requirements.txt");
  checkovPrints("", 0);
  installed("checkov", "verify/scan/requirements.txt");
  for (const stage of ["dev", "prod"]) write(`stages/${stage}.ts`, "");
  write("stack.json", JSON.stringify(stack));
  write("app.sh", app);
  write("cdktf.json", JSON.stringify({ app: "sh app.sh" }));
  const planFile = write("plan.sh", "");
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
    checkovPrints,
    terraformPlans: (source) => writeFileSync(planFile, source),
    checkovEnvironment: () => {
      const lines = readFileSync(join(path, "environment"), "utf8").trim().split("\n");
      return Object.fromEntries(lines.map((line) => [line.replace(/=.*/, ""), line.replace(/^.*?=/, "")]));
    },
    emulatorPid: () => (existsSync(pidFile) ? Number(readFileSync(pidFile, "utf8")) : 0),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
};
