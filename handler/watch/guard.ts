import type { Facts } from "./facts";
import type { Finding } from "./finding";

/** Settings that are not what the stage needs: another topic or none, another lock or policy, a key that will be deleted. */
export const judgeGuard = ({ settings }: Facts, now: Date): readonly Finding[] =>
  settings.flatMap(({ of, arn, expected, seen }): readonly Finding[] =>
    seen.is === "known" && seen.value !== expected
      ? [{ finding: "guard", cause: of, subject: arn, since: now }]
      : [],
  );
