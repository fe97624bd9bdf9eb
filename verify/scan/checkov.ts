import { join } from "node:path";
import type { InstallOptions } from "../../local/process/program";
import { installPythonProgram } from "../../local/process/python-program";
import type { Context } from "../../scripts/program/context";
import { Failure } from "../../scripts/program/failure";

/**
 * Installs checkov; a second call does nothing.
 * @returns the path of its program.
 * @throws Error in one sentence that says what is missing.
 */
export const installCheckov = (options: InstallOptions): Promise<string> =>
  installPythonProgram(
    { title: "checkov", program: "checkov", requirementsFile: join(__dirname, "requirements.txt") },
    options,
  );

/** No process listens there. */
const nowhere = "http://127.0.0.1:9";

/** checkov asks PyPI for a newer version of itself, and its vendor's platform for policies and guidelines. */
const offline = {
  CKV_SKIP_PACKAGE_UPDATE_CHECK: "true",
  HTTP_PROXY: nowhere,
  HTTPS_PROXY: nowhere,
};

/**
 * Runs checkov on a plan, as `terraform show -json` prints it. It runs in the folder of the plan with the given home, so
 * that it reads no settings of the project or the user. A configuration file could not hold our suppressions: it skips
 * a check for all resources and without a reason, and a baseline drops the checks that passed.
 * @returns its report, JSON.
 * @throws Failure where it printed none.
 */
export const runCheckov = async (
  program: string,
  plan: { readonly file: string; readonly directory: string; readonly env: NodeJS.ProcessEnv },
  { processes }: Context,
): Promise<string> => {
  const { PATH, HOME, TMPDIR, LANG } = plan.env;
  const { stdout, stderr, exitCode } = await processes.capture({
    command: program,
    args: ["-f", plan.file, "--framework", "terraform_plan", "--skip-download", "-o", "json", "--compact"],
    cwd: plan.directory,
    env: { PATH, HOME, TMPDIR, LANG, ...offline },
    ifMissing: "remove .e2e/cache/checkov, then it is installed again",
  });
  // 1 means that checks failed; the report says which.
  if (stdout.trim() !== "" && exitCode <= 1) return stdout;
  const reason = stderr.trim().split("\n").at(-1);
  throw new Failure(`checkov ended with ${exitCode}${reason ? `: ${reason}` : " and printed nothing"}`);
};
