import fc from "fast-check";
import { fieldsOf } from "../../handler/model/fields";
import { hostileScalars, json, text } from "./hostile";
import { eventBridgeBases, folded, vaultBases } from "./real-events";

const bases = [...vaultBases, ...eventBridgeBases];

/** Now and then a whole event: envelopes in envelopes, deeper than AWS ever nests. */
const value = fc.oneof(
  { weight: 3, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(...hostileScalars) },
  { weight: 1, arbitrary: json },
  { weight: 1, arbitrary: fc.constantFrom(...bases) },
);

/** Any value of the shape of another: any key may be missing, most values are AWS's own. */
const like = (base: unknown): fc.Arbitrary<unknown> => {
  if (Array.isArray(base))
    return fc.array(base.length > 0 ? fc.oneof(...base.map(like)) : value, { maxLength: 4 });
  const fields = fieldsOf(base);
  if (fields === undefined) {
    return fc.oneof({ weight: 3, arbitrary: fc.constant(base) }, { weight: 1, arbitrary: value });
  }
  const shape = Object.fromEntries(Object.entries(fields).map(([key, inner]) => [key, like(inner)]));
  return fc.oneof(
    { weight: 19, arbitrary: fc.record(shape, { requiredKeys: [] }) },
    { weight: 1, arbitrary: value },
  );
};

/** What Lambda may be called with: the right envelopes with anything inside. */
export const envelope: fc.Arbitrary<unknown> = fc
  .oneof(...bases.map(like))
  .map((unfolded) => folded(unfolded));
