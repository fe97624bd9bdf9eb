/** Categories whose word AWS writes without a break between its parts. (AWS Backup API Reference, MessageCategory) */
const knownWords: Readonly<Record<string, string>> = {
  accessdenied: "access denied",
  invalidparameters: "invalid parameters",
};

/** They name no issue: the API uses them to ask for any. */
const namingNothing = ["aggregateall", "any"];

/** A message category as people say it: `access denied` for `AccessDenied`. `undefined` where it says nothing. */
export const categoryWords = (category: string): string | undefined => {
  const key = category.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  if (key === "" || namingNothing.includes(key)) return undefined;
  if (Object.hasOwn(knownWords, key)) return knownWords[key];
  return category
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ")
    .replaceAll("_", " ")
    .toLowerCase();
};
