import { documentsOf, withDocument } from "./document";
import { mutationsOf } from "./mutations";
import { hasProblems, problemsOf } from "./problems";
import { everything, stacks } from "./stages";

const mutations = mutationsOf(everything);
const whats = mutations.map(({ what }) => what);

test("the stack has no problem, and rewriting its policies unchanged adds none", () => {
  expect(problemsOf(everything)).toEqual([]);
  for (const { place, document } of documentsOf(everything)) {
    expect(problemsOf(withDocument(everything, place, document))).toEqual([]);
  }
});

test.each(mutations.map(({ what, stack }) => [what, stack] as const))("is noticed: %s", (_what, stack) => {
  expect(hasProblems(stack)).toBe(true);
});

test("the mutations reach every condition, every deny and every principal", () => {
  const statements = documentsOf(everything).flatMap(({ document }) => document.Statement);
  const count = (end: string) => whats.filter((what) => what.endsWith(end)).length;
  const ofResources = statements.filter(({ Principal }) => Principal !== undefined);
  expect(count(", without a principal")).toBe(ofResources.length);
  expect(count(", without conditions")).toBe(statements.filter(({ Condition }) => Condition).length);
  expect(whats.filter((what) => /DenyInsecureTransport, removed$/.test(what))).toHaveLength(6);
  const keys = statements.flatMap(({ Condition = {} }) =>
    Object.entries(Condition).flatMap(([operator, values]) =>
      Object.keys(values).map((key) => `, without ${operator} ${key}`),
    ),
  );
  expect(keys.length).toBeGreaterThan(15);
  for (const key of keys) expect(count(key)).toBe(keys.filter((one) => one === key).length);
});

test.each(stacks.filter(([, stack]) => stack !== everything))(
  "of %s, too, every mutation is noticed",
  (_name, stack) => {
    const unnoticed = mutationsOf(stack).filter((mutation) => !hasProblems(mutation.stack));
    expect(unnoticed.map(({ what }) => what)).toEqual([]);
  },
);
