import { countOf, dateOf, fieldsOf, jsonFieldsOf, known, textOf } from "../../../handler/model/fields";

describe("a reader of unknown values", () => {
  test.each([[[1]], [null], ["text"], [7], [undefined]])("finds no fields in %j", (value) => {
    expect(fieldsOf(value)).toBeUndefined();
  });

  test("takes a text without the blanks around it, and a blank one for none", () => {
    expect(textOf("  a b\n")).toBe("a b");
    expect(textOf(" \n")).toBeUndefined();
    expect(textOf(7)).toBeUndefined();
  });

  test.each([
    [0, 0],
    [1.5, 1.5],
    ["8589934592", 8_589_934_592],
    ["1234567890123456", 1_234_567_890_123_456],
  ])("counts %j", (value, count) => {
    expect(countOf(value)).toBe(count);
  });

  test.each([
    ...["many", "", "5 GB", "about 5", "-5", "1.5", "12345678901234567"],
    ...[-1, Number.NaN, Number.POSITIVE_INFINITY, true, null, [5], {}],
  ])("counts nothing in %p", (value) => {
    expect(countOf(value)).toBeUndefined();
  });

  test.each([
    ["2026-08-22T04:03:00Z", "2026-08-22T04:03:00.000Z"],
    [1_787_371_380.5, "2026-08-22T04:03:00.500Z"],
    ["2000-01-01T00:00:00Z", "2000-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"],
  ])("reads the date %j", (value, iso) => {
    expect(dateOf(value)?.toISOString()).toBe(iso);
  });

  test.each(["1999-12-31T23:59:59Z", "+010000-01-01T00:00:00Z", "later", 1e20, null, true, [2026], {}])(
    "reads no date in %j: it would be none of AWS Backup's, or none that can be shown",
    (value) => {
      expect(dateOf(value)).toBeUndefined();
    },
  );

  test("reads JSON's fields, and nothing else's", () => {
    expect(jsonFieldsOf(' \n{"a":1}')).toEqual({ a: 1 });
    for (const text of ['{"a":', "[1]", '"a"', "7", "", "null"]) expect(jsonFieldsOf(text)).toBeUndefined();
  });

  test("leaves out what is not known, and only that", () => {
    expect(known({ a: undefined, b: null, c: 0, d: "" })).toEqual({ b: null, c: 0, d: "" });
    expect(Object.keys(known({ a: undefined }))).toEqual([]);
  });
});
