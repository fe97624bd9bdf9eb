import fc from "fast-check";
import { parse } from "../../../handler/parse/parse";
import { families } from "../../../verify/fuzz/families";
import { mutate, type Step, step } from "../../../verify/fuzz/mutation";
import { eventBridgeBases, folded, vaultBases } from "../../../verify/fuzz/real-events";
import { edit, placesOf, valueAt } from "../../../verify/fuzz/tree";
import {
  eventBridgeEvents,
  eventBridgeThroughQueue,
  eventBridgeThroughSns,
} from "../../fixtures/eventbridge-events";
import { throughQueue, throughRawQueue, throughSns, vaultEvents } from "../../fixtures/vault-events";

const base = { detail: { state: "FAILED", size: 7 }, resources: ["arn"] };

const plainStep: Step = {
  change: "drop",
  place: 0,
  number: 0,
  other: 0,
  name: "added",
  text: "<!channel>",
  word: "EXPIRED",
  scalar: -1,
};

/** The place of a key in the base. */
const locationOf = (...path: readonly (string | number)[]): number =>
  placesOf(base).findIndex((place) => JSON.stringify(place) === JSON.stringify(path));

const changed = (change: Step["change"], path: readonly (string | number)[], more: Partial<Step> = {}) =>
  mutate(base, [{ ...plainStep, change, place: locationOf(...path), ...more }]);

describe("a mutation", () => {
  test.each<readonly [Step["change"], readonly (string | number)[], Partial<Step>, unknown]>([
    ["drop", ["detail", "state"], {}, { ...base, detail: { size: 7 } }],
    ["double", ["detail", "state"], {}, { ...base, detail: { ...base.detail, added: "FAILED" } }],
    ["double", ["resources", 0], {}, { ...base, resources: ["arn", "arn"] }],
    ["rename", ["detail"], {}, { added: base.detail, resources: ["arn"] }],
    ["recase", ["detail", "state"], {}, { ...base, detail: { STATE: "FAILED", size: 7 } }],
    ["replace", ["detail", "state"], {}, { ...base, detail: { state: "<!channel>", size: 7 } }],
    ["reword", ["detail", "state"], {}, { ...base, detail: { state: "EXPIRED", size: 7 } }],
    ["rescale", ["detail", "size"], {}, { ...base, detail: { state: "FAILED", size: -1 } }],
    ["retype", ["detail", "size"], {}, { ...base, detail: { state: "FAILED", size: "7" } }],
    ["retype", ["detail", "size"], { number: 1 }, { ...base, detail: { state: "FAILED", size: [7] } }],
    [
      "splice",
      ["detail", "state"],
      { number: 2 },
      { ...base, detail: { state: "FA<!channel>ILED", size: 7 } },
    ],
    ["truncate", ["detail", "state"], { number: 2 }, { ...base, detail: { state: "FA", size: 7 } }],
    ["repeat", ["detail", "state"], { number: 1 }, { ...base, detail: { state: "FAILEDFAILED", size: 7 } }],
    ["bury", ["detail"], { number: 2 }, { ...base, detail: { a: [base.detail] } }],
    ["flood", ["resources"], {}, { ...base, resources: ["<!channel>"] }],
    ["swap", ["detail"], { other: locationOf("resources") }, { ...base, detail: ["arn"] }],
  ])("can %s %j %j", (change, path, more, expected) => {
    expect(changed(change, path, more)).toEqual(expected);
  });

  test("that floods keeps what decides on the kind of an event", () => {
    const event = { detail: base.detail, "detail-type": "Backup Job State Change", id: "1" };
    const places = placesOf({ event }).findIndex((place) => place.join() === "event");
    expect(mutate({ event }, [{ ...plainStep, change: "flood", place: places }])).toEqual({
      event: { ...event, id: "<!channel>" },
    });
  });

  test("to __proto__ makes a key and changes no prototype", () => {
    const result = changed("rename", ["detail"], { name: "__proto__" });
    expect(Object.keys(result as object)).toContain("__proto__");
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });

  test("changes a copy, and gives the same result each time", () => {
    const before = JSON.stringify(base);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        expect(mutate(base, steps)).toEqual(mutate(base, steps));
        expect(JSON.stringify(base)).toBe(before);
      }),
      { numRuns: 200 },
    );
  });

  test.each(families)("of $name is the same for the same seed, and another for another", ({ inputs }) => {
    const sample = (seed: number) => fc.sample(inputs, { seed, numRuns: 10 });
    expect(sample(1)).toEqual(sample(1));
    expect(sample(1)).not.toEqual(sample(2));
  });
});

describe("a place in a value", () => {
  test("is found and read again", () => {
    expect(placesOf(base).map((path) => path.join("."))).toEqual([
      ...["detail", "resources", "detail.state", "detail.size", "resources.0"],
    ]);
    expect(valueAt(base, ["resources", 0])).toBe("arn");
    expect(valueAt(base, ["resources", 1])).toBeUndefined();
    expect(valueAt(base, ["detail", "state", "more"])).toBeUndefined();
  });

  test("that does not exist changes nothing", () => {
    expect(edit(base, ["detail", "none"], () => [])).toEqual(base);
  });
});

describe("real events", () => {
  test("are read as before once they are folded again", () => {
    const vault = vaultEvents.flatMap((one) => [throughSns(one), throughQueue(one), throughRawQueue(one)]);
    const eventBridge = eventBridgeEvents.flatMap((one) => [
      one.event,
      eventBridgeThroughSns(one),
      eventBridgeThroughQueue(one),
    ]);
    expect(vaultBases.slice(0, vault.length).map((base) => folded(base))).toEqual(vault);
    expect(eventBridgeBases.slice(0, eventBridge.length).map((base) => folded(base))).toEqual(eventBridge);
    const [last] = vaultBases.slice(-1).map((base) => parse(folded(base)).records[0]?.event.kind);
    expect(last).toBe("test");
  });
});
