/** The items of a page. @throws Error where AWS left the list out: that is not an empty one. */
export const listed = <Item>(items: readonly Item[] | undefined): readonly Item[] => {
  if (items === undefined) throw new Error("AWS returned no list");
  return items;
};

/**
 * The items of all pages of an answer, in order.
 * @throws AWS's error, or one where a page has no list
 */
export const allItems = async <Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for await (const page of pages) items.push(...listed(itemsOf(page)));
  return items;
};
