/** Random choices as numbers below a count: enough to build anything at random, and fast-check can replay and shrink them. */
import fc from "fast-check";

/** Random choices; fast-check can replay and shrink them. */
export interface Dice {
  readonly below: (count: number) => number;
  readonly chance: (percent: number) => boolean;
  readonly pick: <Item>(items: readonly Item[]) => Item;
}

export const arbitraryDice: fc.Arbitrary<Dice> = fc.gen().map((draw) => {
  const below = (count: number): number => draw(fc.nat, { max: count - 1 });
  return { below, chance: (percent) => below(100) < percent, pick: (items) => items[below(items.length)]! };
});
