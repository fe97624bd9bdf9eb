/** A source of random numbers from 0 to 1, like `Math.random`. */
export type Random = () => number;

/** The same seed gives the same numbers. (mulberry32, by Tommy Ettinger) */
export const seededRandom = (seed: number): Random => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** A whole number from 0 up to, but not including, `below`. */
export const anyBelow = (random: Random, below: number): number => Math.floor(random() * below);

/** One of a list. The list must not be empty. */
export const anyOf = <Item>(random: Random, items: readonly [Item, ...Item[]]): Item =>
  items[anyBelow(random, items.length)] ?? items[0];
