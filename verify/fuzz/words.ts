import { jsonFieldsOf } from "../../handler/model/fields";

const maxValues = 20_000;

/** Formatting that our own code removes could hide a word, and AWS's words may change case. */
const normal = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{DI}]/gu, "")
    .replace(/[\s_]+/gu, " ")
    .toLowerCase();

const isJson = (value: unknown): boolean => {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
};

/**
 * Whether a word occurs anywhere in a value: in a text, a key, or JSON within a text. A value that JSON cannot represent,
 * which Lambda never passes, may appear as its type.
 */
export const says = (root: unknown, word: string): boolean => {
  if (word.startsWith("[object") && !isJson(root)) return true;
  const wanted = normal(word);
  const waiting: unknown[] = [root];
  for (const value of waiting) {
    if (waiting.length > maxValues) return true; // Too large to search: the benefit of the doubt.
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) waiting.push(key, inner);
      continue;
    }
    const text = String(value);
    if (normal(text).includes(wanted)) return true;
    const inner = jsonFieldsOf(text);
    if (inner) waiting.push(inner);
  }
  return false;
};
