import { accountNameParametersOf } from "../../../src/stage/account-names";

const namesOf = (count: number, name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [String(100_000_000_000 + n), name]));

test("no names need no parameter", () => {
  expect(accountNameParametersOf({})).toEqual([]);
});

test("a few names are one parameter, by account id, however the stage file lists them", () => {
  expect(
    accountNameParametersOf({ "444455556666": "shop", "000011112222": "log", "111122223333": "prod" }),
  ).toEqual(['{"000011112222":"log","111122223333":"prod","444455556666":"shop"}']);
});

test.each([
  [900, "a-name-of-24-characters."],
  [300, "äöüß-Überprüfung-größer"],
])("%d names of %s fill as few parameters as they need, each of at most 4 KB", (count, name) => {
  const names = namesOf(count, name);
  const values = accountNameParametersOf(names);
  expect(values.length).toBeLessThanOrEqual(10);
  for (const value of values) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(4096);
  for (const value of values.slice(0, -1)) expect(Buffer.byteLength(value)).toBeGreaterThan(4000);
  expect(Object.assign({}, ...values.map((value) => JSON.parse(value)))).toEqual(names);
});
