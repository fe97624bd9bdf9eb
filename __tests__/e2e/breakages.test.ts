import { breakageNames } from "../../e2e/breakage-name";
import { breakages } from "../../e2e/breakages";
import { changedStackJson } from "../../e2e/stack-change";
import queue from "../../e2e/stages/e2e-queue";
import { synthesize } from "../fixtures/stack";

const { json } = synthesize(queue);

const stackMistakes = breakages.flatMap(({ name, mistake }) =>
  mistake.kind === "stack" ? [[name, mistake.change] as const] : [],
);

/** A mistake that changes nothing proves nothing; better to learn it here than after minutes. */
test.each(stackMistakes)("the mistake %s still changes the synthesized stack", (_name, change) => {
  expect(changedStackJson(json, change)).not.toBe(json);
});

test.each(stackMistakes)("the mistake %s is refused where there is nothing to change", (_name, change) => {
  expect(() => changedStackJson(JSON.stringify({ resource: {} }), change)).toThrow(
    "the mistake changes nothing in the synthesized stack",
  );
});

test("a mistake leaves the other statements of a policy", () => {
  const changed = breakages.find(({ name }) => name === "queue-closed-to-the-rule")?.mistake;
  const broken = changed?.kind === "stack" ? changedStackJson(json, changed.change) : "";
  expect(broken).not.toContain('"Service\\":\\"events.amazonaws.com\\"},\\"Action\\":\\"sqs:SendMessage');
  expect(broken).toContain('"Service\\":\\"sns.amazonaws.com\\"},\\"Action\\":\\"sqs:SendMessage');
});

test("each name on the command line is a mistake, and each mistake has its name there", () => {
  expect(breakages.map(({ name }) => name)).toEqual(breakageNames);
});
