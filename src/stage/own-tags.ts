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

/** What a stage's tags are checked for once its name is known. */
type Tagged = {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly vault?: { readonly selectionTags: Readonly<Record<string, string>> } | undefined;
  readonly testWorkload?: object | undefined;
};

/** (Amazon EC2 User Guide, tag restrictions) */
const maxTags = 50;

/** What is wrong with a stage's tags together, one line each, without the file's name. */
export const tagProblemsOf = (stage: Tagged): readonly string[] => {
  const { selectionTags } = stage.vault ?? {};
  if (selectionTags === undefined) return [];
  const own = stackTagsOf(stage);
  const instance = Object.keys({ ...own, ...selectionTags, Name: "" }).length;
  return [
    ...(Object.entries(selectionTags).every(([key, value]) => own[key] === value)
      ? [
          `vault.selectionTags: ${JSON.stringify(selectionTags)} are tags of everything that the stack creates, so the plan would back up its ledger, too; choose a tag that only resources to back up have, such as {"backup":"daily"}`,
        ]
      : []),
    ...(stage.testWorkload !== undefined && instance > maxTags
      ? [
          `vault.selectionTags: the test instance would have ${instance} tags, with those of the stack, and EC2 allows ${maxTags}; use fewer in tags or selectionTags`,
        ]
      : []),
  ];
};
