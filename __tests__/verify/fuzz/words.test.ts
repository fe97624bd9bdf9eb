import { says } from "../../../verify/fuzz/words";

describe("a word of the input", () => {
  test.each<readonly [string, unknown]>([
    ["in a text", { a: ["this is undefined"] }],
    ["as a key", { undefined: 1 }],
    ["as a state in capitals", { state: "UNDEFINED" }],
    ["with characters in it that we remove", { a: "unde\u200bfin\u0000ed" }],
    ["in JSON within a text", { body: '{"Message":"\\u0075ndefined"}' }],
    ["as the input itself", undefined],
  ])("is found %s", (_name, input) => {
    expect(says(input, "undefined")).toBe(true);
  });

  test.each<readonly [string, unknown]>([
    ["another word", { a: "defined" }],
    ["a word in two pieces", { a: "unde", b: "fined" }],
    ["nothing", {}],
  ])("is not found in %s", (_name, input) => {
    expect(says(input, "undefined")).toBe(false);
  });

  test("may be its type where JSON cannot show the input", () => {
    expect(says({ count: 1n }, "[object ")).toBe(true);
    expect(says({ count: 1 }, "[object ")).toBe(false);
  });
});
