/** The stack's own tags, on everything that it creates; a tag of the stage in any case replaces one of them. */
export const stackTagsOf = ({
  name,
  tags,
}: {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}): Readonly<Record<string, string>> => {
  const given = Object.keys(tags).map((key) => key.toLowerCase());
  const own = Object.entries({ application: "backup-notifications", stage: name });
  return { ...Object.fromEntries(own.filter(([key]) => !given.includes(key))), ...tags };
};
