/** A place in a JSON value: the keys and indexes that lead there. */
export type Path = readonly (string | number)[];

export type Entry = readonly [key: string, value: unknown];

const maxPlaces = 400;

const childrenOf = (value: unknown): readonly (readonly [string | number, unknown])[] => {
  if (Array.isArray(value)) return [...value.entries()];
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
};

/** All places of a value, outer ones first; for a large value the first few hundred. */
export const placesOf = (root: unknown): readonly Path[] => {
  const places: Path[] = [];
  const waiting: { readonly path: Path; readonly value: unknown }[] = [{ path: [], value: root }];
  for (const { path, value } of waiting) {
    for (const [key, child] of childrenOf(value)) {
      if (places.length >= maxPlaces) return places;
      places.push([...path, key]);
      waiting.push({ path: [...path, key], value: child });
    }
  }
  return places;
};

/** The value at a place; `undefined` where there is no such place. */
export const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => childrenOf(value).find(([childKey]) => childKey === key)?.[1], root);

/**
 * A copy in which the entry at a place is replaced with none, one or several. In a list the new keys do not matter.
 * Keys such as `__proto__` become own keys, as with JSON.parse.
 */
export const edit = (root: unknown, path: Path, change: (entry: Entry) => readonly Entry[]): unknown => {
  const [key, ...rest] = path;
  const entries = childrenOf(root).flatMap(([childKey, child]): readonly Entry[] => {
    if (childKey !== key) return [[String(childKey), child]];
    return rest.length === 0
      ? change([String(childKey), child])
      : [[String(childKey), edit(child, rest, change)]];
  });
  if (Array.isArray(root)) return entries.map(([, value]) => value);
  return typeof root === "object" && root !== null ? Object.fromEntries(entries) : root;
};
