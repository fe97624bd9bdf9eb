import { isDeepStrictEqual } from "node:util";
import { type AttributeValue, type Item, invalid } from "./item";

/** What `#name` and `:value` stand for in the expressions of one call. */
export type Placeholders = {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
  /** Filled while expressions are read: DynamoDB refuses placeholders that none of them uses. */
  readonly used: Set<string>;
};

type Operand = (item: Item) => AttributeValue | undefined;
type Condition = (item: Item) => boolean;

/** Reads an expression's tokens from left to right. */
const readerOf = (kind: string, text: string, { names, values, used }: Placeholders) => {
  const tokens = text.match(/[:#]\w+|[A-Za-z_]\w*|<>|\S/g) ?? [];
  const refusal = () => invalid(`Invalid ${kind}: Syntax error; token: ${tokens[0] ?? "<EOF>"}`);
  const next = (pattern: RegExp): string => {
    const [token = ""] = tokens;
    if (!pattern.test(token)) throw refusal();
    tokens.shift();
    return token;
  };
  const defined = <Value>(all: Readonly<Record<string, Value>>, token: string, what: string): Value => {
    const value = Object.hasOwn(all, token) ? all[token] : undefined;
    if (value !== undefined) {
      used.add(token);
      return value;
    }
    throw invalid(
      `Invalid ${kind}: An expression attribute ${what} used in expression is not defined: ${token}`,
    );
  };
  const path = (): string => {
    const token = next(/^[#A-Za-z_]/);
    return token.startsWith("#") ? defined(names, token, "name") : token;
  };
  const value = (): AttributeValue => defined(values, next(/^:/), "value");
  return {
    next,
    path,
    value,
    /** An attribute of the item, or a value of the call. */
    operand: (): Operand => {
      if (!tokens[0]?.startsWith(":")) {
        const name = path();
        return (item) => item[name];
      }
      const given = value();
      return () => given;
    },
    accepts: (pattern: RegExp): boolean => pattern.test(tokens[0] ?? "") && tokens.shift() !== undefined,
    isCall: (): boolean => tokens[1] === "(",
    isAtEnd: (): boolean => tokens.length === 0,
    mustEnd: (): void => {
      if (tokens.length > 0) throw refusal();
    },
  };
};

type Reader = ReturnType<typeof readerOf>;

const wrongType = () => invalid("An operand in the update expression has an incorrect data type");

/** ADD: numbers are summed, sets united. */
const sumOf = (before: AttributeValue | undefined, added: AttributeValue): AttributeValue => {
  if ("S" in added || "B" in added) throw wrongType();
  if (before === undefined) return added;
  if ("N" in before && "N" in added) return { N: String(Number(before.N) + Number(added.N)) };
  if ("SS" in before && "SS" in added) return { SS: [...new Set([...before.SS, ...added.SS])] };
  throw wrongType();
};

const actionOf = (
  section: string,
  reader: Reader,
): readonly [name: string, valueIn: (item: Item) => AttributeValue] => {
  const name = reader.path();
  if (section === "ADD") {
    const added = reader.value();
    return [name, (item) => sumOf(item[name], added)];
  }
  reader.next(/^=$/);
  const operand = reader.operand();
  return [
    name,
    (item) => {
      const value = operand(item);
      if (value !== undefined) return value;
      throw invalid("The provided expression refers to an attribute that does not exist in the item");
    },
  ];
};

/** Reads the sections SET and ADD of an update expression. (Amazon DynamoDB Developer Guide, update expressions) */
export const updateOf = (
  text: string,
  placeholders: Placeholders,
): { readonly names: readonly string[]; readonly apply: (item: Item) => Item } => {
  const reader = readerOf("UpdateExpression", text, placeholders);
  const actions: (readonly [name: string, valueIn: (item: Item) => AttributeValue])[] = [];
  do {
    const section = reader.next(/^(SET|ADD)$/i).toUpperCase();
    do actions.push(actionOf(section, reader));
    while (reader.accepts(/^,$/));
  } while (!reader.isAtEnd());
  const names = actions.map(([name]) => name);
  if (new Set(names).size < names.length) {
    throw invalid("Invalid UpdateExpression: Two document paths overlap with each other");
  }
  return {
    names,
    apply: (item) => ({
      ...item,
      ...Object.fromEntries(actions.map(([name, valueIn]) => [name, valueIn(item)])),
    }),
  };
};

const contains = (whole: AttributeValue | undefined, part: AttributeValue | undefined): boolean => {
  if (whole === undefined || part === undefined || !("S" in part)) return false;
  if ("SS" in whole) return whole.SS.includes(part.S);
  return "S" in whole && whole.S.includes(part.S);
};

const areEqual = (left: AttributeValue, right: AttributeValue): boolean =>
  "SS" in left && "SS" in right
    ? isDeepStrictEqual(new Set(left.SS), new Set(right.SS))
    : isDeepStrictEqual(left, right);

/** Only numbers are compared here. Values of different types have no order. */
const isLess = (left: AttributeValue, right: AttributeValue): boolean =>
  "N" in left && "N" in right && Number(left.N) < Number(right.N);

const comparisonOf = (reader: Reader): Condition => {
  const left = reader.operand();
  const operator = reader.next(/^(=|<>|<)$/);
  const right = reader.operand();
  return (item) => {
    const [one, other] = [left(item), right(item)];
    if (one === undefined || other === undefined) return false;
    return operator === "<" ? isLess(one, other) : areEqual(one, other) === (operator === "=");
  };
};

const callOf = (reader: Reader): Condition => {
  const name = reader.next(/^(attribute_exists|attribute_not_exists|contains)$/);
  reader.next(/^\($/);
  const attribute = reader.path();
  if (name !== "contains") return (item) => Object.hasOwn(item, attribute) === (name === "attribute_exists");
  reader.next(/^,$/);
  const part = reader.operand();
  return (item) => contains(item[attribute], part(item));
};

const termOf = (reader: Reader): Condition => {
  if (reader.accepts(/^NOT$/i)) {
    const term = termOf(reader);
    return (item) => !term(item);
  }
  const isGroup = reader.accepts(/^\($/);
  if (!isGroup && !reader.isCall()) return comparisonOf(reader);
  const inner = isGroup ? disjunctionOf(reader) : callOf(reader);
  reader.next(/^\)$/);
  return inner;
};

const conjunctionOf = (reader: Reader): Condition => {
  const terms = [termOf(reader)];
  while (reader.accepts(/^AND$/i)) terms.push(termOf(reader));
  return (item) => terms.every((holds) => holds(item));
};

const disjunctionOf = (reader: Reader): Condition => {
  const parts = [conjunctionOf(reader)];
  while (reader.accepts(/^OR$/i)) parts.push(conjunctionOf(reader));
  return (item) => parts.some((holds) => holds(item));
};

/**
 * Reads a condition expression of `=`, `<>`, `<`, `attribute_exists`, `attribute_not_exists`, `contains`, NOT, AND and OR.
 * (Amazon DynamoDB Developer Guide, condition expressions)
 */
export const conditionOf = (text: string, placeholders: Placeholders): Condition => {
  const reader = readerOf("ConditionExpression", text, placeholders);
  const condition = disjunctionOf(reader);
  reader.mustEnd();
  return condition;
};
