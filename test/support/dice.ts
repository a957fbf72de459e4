/** Random choices as numbers below a count: enough to build anything at random. fast-check can replay and shrink them; a seed gives them without it. */
import fc from "fast-check";
import { hashKey, streamOf, uniform } from "../../server/src/engine/draw.ts";

/** Random choices; fast-check can replay and shrink them. */
export interface Dice {
  readonly below: (count: number) => number;
  readonly chance: (percent: number) => boolean;
  readonly pick: <Item>(items: readonly Item[]) => Item;
}

function diceFrom(below: (count: number) => number): Dice {
  return { below, chance: (percent) => below(100) < percent, pick: (items) => items[below(items.length)]! };
}

export const arbitraryDice: fc.Arbitrary<Dice> = fc
  .gen()
  .map((draw) => diceFrom((count) => draw(fc.nat, { max: count - 1 })));

/** The choices that belong to one number under one seed, the same on every machine. */
export function seededDice(seed: number, number: number): Dice {
  const stream = streamOf(seed, hashKey("dice"));
  let count = 0;
  return diceFrom((below) => Math.floor(below * uniform(stream, number, count++)));
}
