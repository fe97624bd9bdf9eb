import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { notifierPolicies } from "./checks/permissions";
import { listOf } from "./document";
import { factsOf } from "./facts";
import { notifierActions } from "./notifier-actions";
import { everything, stacks } from "./stages";

const handler = join(__dirname, "..", "..", "..", "handler");

/** The handler's source, file by file. */
const sources = readdirSync(handler, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file, text: readFileSync(join(handler, file), "utf8") }));

const filesWith = (words: string): readonly string[] =>
  sources.filter(({ text }) => text.includes(words)).map(({ file }) => file);

const actions = notifierActions(factsOf(everything));

const byHandler = actions.flatMap(({ action, user }) =>
  user.by === "handler" ? [[action, user.words] as const] : [],
);

describe("the notifier's role", () => {
  test.each(stacks)("of %s has each action that is needed once, and no other", (_name, stack) => {
    const granted = notifierPolicies(stack).flatMap(({ document }) =>
      document.Statement.flatMap(({ Action, Resource }) => listOf(Resource).flatMap(() => listOf(Action))),
    );
    expect([...granted].sort()).toEqual(
      notifierActions(factsOf(stack))
        .map(({ action }) => action)
        .sort(),
    );
  });

  test.each(byHandler)("has %s, which the handler's code asks for: %s", (_action, words) => {
    expect(filesWith(words)).not.toEqual([]);
  });

  test("reaches every service that the handler's code signs calls to", () => {
    const called = sources.flatMap(({ text }) =>
      [...text.matchAll(/\bservice: "([a-z]+)"/g)].map(([, service]) => service),
    );
    expect(called.length).toBeGreaterThan(0);
    const reachable = new Set(byHandler.map(([action]) => action.split(":")[0]));
    // IAM calls the tagging API by another name than its signature does. (Service Authorization Reference)
    const prefixOf = (service = "") => (service === "tagging" ? "tag" : service);
    for (const service of called) expect(reachable).toContain(prefixOf(service));
  });

  test("says of every other action who in AWS needs it", () => {
    for (const { user } of actions) {
      if (user.by === "AWS")
        expect(user.why).toMatch(/^(Lambda's (poller|runtime)|SSM, SQS, Lambda and DynamoDB) /);
    }
  });
});
