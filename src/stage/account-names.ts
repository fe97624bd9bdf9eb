import { z } from "zod";
import { checked, named } from "./field";
import { expected } from "./problem";

const example = { "111122223333": "prod" };

/** A standard parameter's limit. (AWS Systems Manager API Reference, PutParameter) */
const maxParameterBytes = 4096;

/** GetParameters' limit: one call reads all names. (AWS Systems Manager API Reference, GetParameters) */
const maxParameters = 10;

type AccountNames = Readonly<Record<string, string>>;

/** The values of the parameters that hold the names: JSON objects of at most 4 KB each, sorted by account id. */
export const accountNameParametersOf = (names: AccountNames): readonly string[] => {
  const values: string[] = [];
  for (const [id, name] of Object.entries(names).sort(([one], [other]) => (one < other ? -1 : 1))) {
    const entry = JSON.stringify({ [id]: name });
    const last = values.at(-1);
    const together = last === undefined ? entry : `${last.slice(0, -1)},${entry.slice(1)}`;
    if (last === undefined || Buffer.byteLength(together) > maxParameterBytes) values.push(entry);
    else values[values.length - 1] = together;
  }
  return values;
};

/** Account names by account id. */
export const accountNames = checked(
  z.record(
    z.string().regex(/^\d{12}$/),
    named(
      /^(?=.*\S)[\p{L}\p{N} ._/-]{1,24}$/u,
      "an account's name: 1 to 24 letters, digits, spaces, . _ / and -",
      "prod",
    ),
    {
      error: (issue) =>
        issue.code === "invalid_key"
          ? 'expected an account id of 12 digits; example: "111122223333"'
          : expected("account names by account id", example)(issue),
    },
  ),
  (names, report) => {
    const { length } = accountNameParametersOf(names);
    if (length <= maxParameters) return;
    report(
      [],
      `${Object.keys(names).length} accounts need ${length} parameters of 4 KB, but the notifier reads at most ${maxParameters}; name fewer accounts, or use shorter names`,
    );
  },
).readonly();
