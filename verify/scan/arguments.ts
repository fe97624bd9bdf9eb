import { parseArgs } from "node:util";
import { wrongUsage } from "../../scripts/program/failure";

/** Which stages to scan. */
export type ScanRequest = { readonly stages: readonly string[] };

const defaultStages = ["dev", "prod"] as const;

export const scanHelp = `Lets checkov judge the plan of stages. Nothing is deployed, and no AWS account is needed.

Usage:
  npm run scan -- [stage]... [--stage <stage>]...

  Plans each stage with the real Terraform against a local AWS, and gives the plan to checkov: the synthesized JSON
  would tell it nothing, since it reads no resource from that.
  Writes checkov's own report to build/scan/<stage>.json.

Arguments:
  stage            a file in stages/; default: ${defaultStages.join(" and ")}

Flags:
  --stage <stage>  the same, as often as you like
  --help           shows this text

Environment:
  TERRAFORM_BINARY_NAME  another Terraform, such as tofu
  STAGES_DIR             another folder of stage files
  TF_PROVIDER_MIRROR     a folder with Terraform's providers, for a machine without a registry
  DEBUG=1                shows the stack trace of an error

Exit codes:
  0    no failed check beyond the suppressed ones
  1    failed
  2    wrong usage
  130  stopped by Ctrl-C`;

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        stage: { type: "string", multiple: true, default: [] },
        help: { type: "boolean", short: "h" },
      },
      allowPositionals: true,
    });
  } catch {
    // What parseArgs says of a wrong flag names only the flag; here is what is allowed.
    throw wrongUsage(
      "the scan takes only names of stages, --stage <stage> and --help; see `npm run scan -- --help`",
    );
  }
};

/** What may be a piece of a webhook URL is never repeated, not even in a complaint. */
const shown = (name: string): string =>
  /^[\w.-]{1,60}$/.test(name) ? `"${name}"` : "of a name that no file can have";

const checked = (name: string, known: readonly string[]): string => {
  if (known.includes(name)) return name;
  throw wrongUsage(`there is no stage ${shown(name)}; the stages are ${known.join(", ") || "none"}`);
};

/**
 * Reads the scan's command line.
 * @param known names of the stages there are
 * @throws Failure (exit code 2) that says in one sentence what is wrong.
 */
export const readScanArguments = (
  args: readonly string[],
  known: readonly string[],
): ScanRequest | "help" => {
  const { values, positionals } = parse(args);
  if (values.help) return "help";
  const asked = [...positionals, ...values.stage];
  const names = asked.length > 0 ? asked : defaultStages;
  return { stages: [...new Set(names)].map((name) => checked(name, known)) };
};
