import { wrongUsage } from "./failure";
import { type Description, usageOf } from "./help";

/** Options of npm, too: it hands them to a script also where someone's `.npmrc` or the environment sets them. */
const npmOptions: readonly string[] = ["all", "json", "yes"];

/** Whether npm took the flag. It hands over `--take-over` as `npm_config_take_over=true`, and `--no-wait` as `npm_config_wait=`. */
const isTaken = (flag: string, env: NodeJS.ProcessEnv): boolean => {
  const isNegated = flag.startsWith("no-");
  const value = env[`npm_config_${flag.replace(/^no-/, "").replaceAll("-", "_")}`];
  return value !== undefined && isNegated === (value === "" || value === "false");
};

/**
 * Refuses flags that npm kept for itself: `npm run cleanup dev --keep-stack` runs `cleanup dev`, which deletes what the flag keeps.
 * @throws Failure (exit code 2) that says how to type it.
 */
export const refuseTakenFlags = (
  description: Description,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): void => {
  const isTyped = (flag: string): boolean => args.some((arg) => arg.split("=")[0] === `--${flag}`);
  const taken = Object.keys(description.flags ?? {}).find(
    (flag) => !npmOptions.includes(flag) && !isTyped(flag) && isTaken(flag, env),
  );
  if (taken === undefined) return;
  throw wrongUsage(
    `npm took --${taken} for itself, because \`--\` is missing before it; type \`${usageOf(description)}\`, in PowerShell with "--" in quotes`,
  );
};
