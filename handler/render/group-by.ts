/** Groups what has the same key, in order of first appearance. */
export const groupBy = <T>(items: readonly T[], keyOf: (item: T) => unknown): readonly T[][] => {
  const groups = new Map<unknown, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
};
