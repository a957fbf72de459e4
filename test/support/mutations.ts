/** Small changes of a term that almost always change its value: the slips that people make. */
import type { Dice } from "./dice.ts";
import type { Quantity } from "./sheet-data.ts";
import { everyPart, number, product, replaceAt, type Position, type Term } from "./terms.ts";

export interface Mutation {
  readonly what: string;
  readonly term: Term;
}

/** Every small change of the term itself. */
function changesOf(term: Term, quantities: readonly Quantity[], dice: Dice): Mutation[] {
  const changes: Mutation[] = [];
  const add = (what: string, changed: Term): void => void changes.push({ what, term: changed });
  switch (term.kind) {
    case "sum": {
      const at = dice.below(Math.max(1, term.terms.length));
      if (term.terms.length > 1)
        add("a term is dropped", { ...term, terms: term.terms.filter((_, other) => other !== at) });
      if (term.terms.length > 0)
        add("a sign is flipped", {
          ...term,
          terms: term.terms.map(({ sign, term: part }, other) => ({
            sign: other === at ? (sign === 1 ? -1 : 1) : sign,
            term: part,
          })),
        });
      break;
    }
    case "product": {
      const at = dice.below(term.factors.length);
      add("a factor is dropped", product(...term.factors.filter((_, other) => other !== at)));
      add("a factor 2 is added", product(number(2), ...term.factors));
      break;
    }
    case "element":
    case "adjoint": {
      const axis = dice.below(Math.max(1, term.at.length));
      const position = term.at[axis];
      if (position && position.base !== "") {
        const by = dice.chance(50) ? 1 : -1;
        add(`an index is shifted by ${by}`, {
          ...term,
          at: term.at.map((at, other): Position => (other === axis ? { ...at, shift: at.shift + by } : at)),
        });
      }
      const others = quantities.filter(
        ({ name, extents }) => name !== term.name && name !== "L" && extents.length === term.at.length,
      );
      if (others.length > 0) add("a name is swapped", { ...term, name: dice.pick(others).name });
      if (term.kind === "adjoint" && term.name !== "L")
        add("an adjoint is taken for its quantity", { ...term, kind: "element" });
      break;
    }
    case "power":
      add("an exponent is changed", { ...term, exponent: term.exponent === 1 ? 2 : term.exponent + 1 });
      break;
    case "apply":
      add("an order is changed", { ...term, order: term.order === 0 ? 1 : term.order - 1 });
      break;
    case "call":
      if (term.orders.some((order) => order > 0))
        add("an order is changed", { ...term, orders: term.orders.map(() => 0) });
      break;
    case "fold":
      add("a bound is shifted", {
        ...term,
        loop: { ...term.loop, to: { ...term.loop.to, shift: term.loop.to.shift - 1 } },
      });
      add("a bound is shifted", {
        ...term,
        loop: { ...term.loop, from: { ...term.loop.from, shift: term.loop.from.shift + 1 } },
      });
      break;
    case "quotient":
      add("a quotient is inverted", { ...term, above: term.below, below: term.above });
      break;
    case "choice":
    case "fork":
      add("branches are swapped", { ...term, then: term.otherwise, otherwise: term.then });
      break;
    default:
  }
  return changes;
}

/** One small change somewhere in the term; nothing where there is no place for one. */
export function mutate(term: Term, quantities: readonly Quantity[], dice: Dice): Mutation | undefined {
  const places = everyPart(term).filter(({ term: part }) => part.kind !== "number" && part.kind !== "bracket");
  if (places.length === 0) return undefined;
  for (let attempt = 0; attempt < 8; attempt++) {
    const { term: part, path } = dice.pick(places);
    const changes = changesOf(part, quantities, dice);
    if (changes.length === 0) continue;
    const { what, term: changed } = dice.pick(changes);
    return { what, term: replaceAt(term, path, changed) };
  }
  return undefined;
}
