import { join } from "node:path";
import { bundleHandler } from "../../../src/bundle";
import { notifierPolicies } from "./checks/permissions";
import { listOf } from "./document";
import { factsOf } from "./facts";
import { notifierActions } from "./notifier-actions";
import { type Permission, permissionsUsed } from "./notifier-calls";
import { everything, stacks } from "./stages";

const line = ({ action, resource }: Permission): string => `${action} on ${resource}`;

const linesOf = (permissions: readonly Permission[]): readonly string[] => permissions.map(line).sort();

describe("the notifier's role", () => {
  let used: ReadonlyMap<string, readonly Permission[]>;

  // Side by side: nearly all of a run is waiting, since the notifier keeps Slack's pace.
  beforeAll(async () => {
    const codeDirectory = bundleHandler(join(__dirname, "../../.."));
    const runs = stacks.map(
      async ([name, stack]) => [name, await permissionsUsed(stack, codeDirectory)] as const,
    );
    used = new Map(await Promise.all(runs));
  }, 180_000);

  test.each(stacks)("of %s allows each needed action once, and no other", (_name, stack) => {
    const allowed = notifierPolicies(stack).flatMap(({ document }) =>
      document.Statement.flatMap(({ Action, Resource }) =>
        listOf(Resource).flatMap((resource) => listOf(Action).map((action) => ({ action, resource }))),
      ),
    );
    expect(linesOf(allowed)).toEqual(linesOf(notifierActions(factsOf(stack))));
  });

  test.each(stacks)("of %s allows exactly the calls that the handler makes", (name, stack) => {
    const byHandler = notifierActions(factsOf(stack)).filter(({ user }) => user.by === "handler");
    expect(linesOf(used.get(name) ?? [])).toEqual(linesOf(byHandler));
  });

  test("has every other action for a part of AWS that is named", () => {
    for (const { user } of notifierActions(factsOf(everything))) {
      if (user.by === "AWS")
        expect(user.why).toMatch(/^(Lambda's (poller|runtime)|SSM, SQS, Lambda and DynamoDB|AWS Backup) /);
    }
  });
});
