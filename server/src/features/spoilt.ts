/** Which claims are undecided only because another line has an error: the squiggle there says all there is to say. */
import type { Claim, Formula, Model, Quantity } from "../semantics/model.ts";
import { referencesIn, some } from "../semantics/walk.ts";
import type { Problem } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";

/** Tells for each claim of a model whether it needs something whose line has an error. */
export function spoiltBy(model: Model, problems: readonly Problem[]): (claim: Claim) => boolean {
  const errors = problems.filter(({ severity }) => severity === "error").map(({ span }) => span);
  const spoilt = new Set<Quantity>();
  const usedBy = new Map<Quantity, Quantity[]>();
  for (const quantity of model.quantities.values()) {
    const places = [quantity.nameSpan, ...quantity.free.map(({ span }) => span)];
    const own = quantity.trouble !== undefined || places.some((place) => overlapsAny(place, errors));
    if (own) spoilt.add(quantity);
    for (const { trouble, span, formula } of quantity.definitions) {
      if (trouble !== undefined || overlapsAny(span, errors) || callsTrouble(formula)) spoilt.add(quantity);
      for (const used of quantitiesIn(formula, model)) usedBy.set(used, [...(usedBy.get(used) ?? []), quantity]);
    }
  }
  // A set is walked in the order of insertion, what is added on the way included.
  for (const quantity of spoilt) for (const user of usedBy.get(quantity) ?? []) spoilt.add(user);
  return ({ left, right, given }) =>
    [left, right, ...given.map(({ value }) => value)].some(
      (formula) => callsTrouble(formula) || quantitiesIn(formula, model).some((quantity) => spoilt.has(quantity)),
    );
}

/** Whether two spans share a character, or one of them is empty and touches the other. */
export function overlaps(one: Span, other: Span): boolean {
  return one.start <= other.end && other.start <= one.end;
}

function overlapsAny(span: Span, others: readonly Span[]): boolean {
  return others.some((other) => overlaps(span, other));
}

function callsTrouble(formula: Formula): boolean {
  return some(formula, (part) => part.kind === "call" && part.function.trouble !== undefined);
}

/** The quantities that a formula needs; an adjoint needs the loss as well. */
function quantitiesIn(formula: Formula, { loss }: Model): Quantity[] {
  const named = referencesIn(formula).map(({ quantity }) => quantity);
  return loss && some(formula, ({ kind }) => kind === "adjoint") ? [...named, loss] : named;
}
