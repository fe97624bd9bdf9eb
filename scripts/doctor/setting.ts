import { fieldsOf, jsonFieldsOf } from "../../handler/model/fields";
import { allowsService, type ServiceCall } from "../../local/ministack/resource-policy";
import { unlessMissing } from "../aws/missing";
import type { Place } from "../program/npm-command";
import { type Check, check } from "./check";
import { deployAgain } from "./deployed-stage";
import { ok, problem, warning } from "./finding";

/** What differs in AWS's answer from what is expected; nothing where it does not differ. Throws where it cannot know. */
type Expectation<Answer = object> = (answer: Answer) => string | false;

/** An expectation, with what to say and do where it is not met. */
export type Setting<Answer = object> = {
  readonly expect: Expectation<Answer>;
  /** What follows from the difference. */
  readonly so?: string;
  /** Absent for a problem. */
  readonly verdict?: "warning";
  /** Absent where deploying again restores the setting. */
  readonly remedy?: string | ((answer: Answer) => string);
};

/** A resource that a deployment creates, and the settings that the stage cannot do without. */
export type DeployedResource<Answer extends object = object> = {
  /** In a few words, the first column of the report. */
  readonly name: string;
  /** Asks AWS. An error that says "not found", or no answer, means that the resource does not exist. */
  readonly read: () => Promise<Answer | undefined>;
  readonly missing: string;
  /** Most important first: the first that differs is reported. An expectation alone is a problem, fixed by deploying. */
  readonly settings: readonly (Setting<Answer> | Expectation<Answer>)[];
  readonly good: string | ((answer: Answer) => string);
};

/** The values at a path such as `Targets.Arn`, through lists and JSON texts; empty where AWS returned none. */
export const valuesAt = (answer: object, path: string): readonly string[] =>
  path
    .split(".")
    .reduce<readonly unknown[]>(
      (found, key) =>
        found.flatMap((one) => (typeof one === "string" ? jsonFieldsOf(one) : fieldsOf(one))?.[key] ?? []),
      [answer],
    )
    .filter((value) => typeof value !== "object")
    .map(String);

const fieldOf = (path: string): string => path.split(".").at(-1) ?? path;

/** The field is one of these values. */
export const is =
  (path: string, ...expected: readonly string[]): Expectation =>
  (answer) => {
    const [found = "not set"] = valuesAt(answer, path);
    return !expected.includes(found) && `${fieldOf(path)} is ${found}, expected ${expected.join(" or ")}`;
  };

/** The field is set, and none of these values. */
export const isNot =
  (path: string, ...bad: readonly string[]): Expectation =>
  (answer) => {
    const [found = "not set"] = valuesAt(answer, path);
    return ["not set", ...bad].includes(found) && `${fieldOf(path)} is ${found}`;
  };

/** The list has all of these values. */
export const includes =
  (path: string, ...expected: readonly string[]): Expectation =>
  (answer) => {
    const found = valuesAt(answer, path);
    const missing = expected.filter((value) => !found.includes(value));
    return missing.length > 0 && `${path.split(".")[0]} lacks ${missing.join(", ")}`;
  };

/** A service, and the condition keys that come with its calls. */
export type Caller = Pick<ServiceCall, "service" | "context">;

const callsWhere =
  (isAllowed: boolean, verb: string) =>
  (path: string, callers: readonly Caller[], resource: string, ...actions: readonly string[]): Expectation =>
  (answer) => {
    // Without a policy in AWS's answer this throws, and the check ends unknown.
    const [policy = "{}"] = valuesAt(answer, path);
    const found = callers.flatMap(({ service, context }) => {
      const matching = actions.filter(
        (action) => allowsService(policy, { service, action, resource, context }) === isAllowed,
      );
      const source = context["aws:SourceArn"] === undefined ? "" : ` for ${context["aws:SourceArn"]}`;
      return matching.length === 0 ? [] : [`${service} to call ${matching.join(" and ")}${source}`];
    });
    return found.length > 0 && `${fieldOf(path)} ${verb} ${found.join(", nor ")}`;
  };

/** The policy allows each caller all of these actions. */
export const allows = callsWhere(false, "does not allow");

/** The policy allows no caller any of these actions. */
export const denies = callsWhere(true, "allows");

/** Checks the settings of one resource. */
export const settingsCheck = <Answer extends object>(
  resource: DeployedResource<Answer>,
  place: Place,
): Check =>
  check(resource.name, async () => {
    const answer = await unlessMissing(resource.read());
    if (answer === undefined) return problem(resource.missing, deployAgain(place));
    const textOf = (text: string | ((answer: Answer) => string)): string =>
      typeof text === "string" ? text : text(answer);
    for (const setting of resource.settings) {
      const {
        expect,
        so,
        verdict,
        remedy = deployAgain(place),
      }: Setting<Answer> = typeof setting === "function" ? { expect: setting } : setting;
      const difference = expect(answer);
      if (!difference) continue;
      return (verdict === "warning" ? warning : problem)(
        so === undefined ? difference : `${difference}, so ${so}`,
        textOf(remedy),
      );
    }
    return ok(textOf(resource.good));
  });
