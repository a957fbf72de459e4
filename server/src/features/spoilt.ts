/** Which claims are undecided only because another line has an error: the squiggle there says all there is to say. */
import type { Claim, Formula, Model, Quantity } from "../semantics/model.ts";
import { referencesIn, some } from "../semantics/walk.ts";
import type { Problem } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";

/** Tells for each claim of a model whether it needs something whose line has an error. */
export function spoiltBy(model: Model, problems: readonly Problem[]): (claim: Claim) => boolean {
  const hasError = errorFinder(problems);
  const spoilt = new Set<Quantity>();
  const usedBy = new Map<Quantity, Quantity[]>();
  for (const quantity of model.quantities.values()) {
    const places = [quantity.nameSpan, ...quantity.free.map(({ span }) => span)];
    const own = quantity.trouble !== undefined || places.some(hasError);
    if (own) spoilt.add(quantity);
    for (const { trouble, span, formula } of quantity.definitions) {
      if (trouble !== undefined || hasError(span) || callsTrouble(formula)) spoilt.add(quantity);
      for (const used of quantitiesIn(formula, model)) noteUse(usedBy, used, quantity);
    }
  }
  // A set is walked in the order of insertion, what is added on the way included.
  for (const quantity of spoilt) for (const user of usedBy.get(quantity) ?? []) spoilt.add(user);
  return ({ left, right, given }) =>
    [left, right, ...given.map(({ value }) => value)].some(
      (formula) => callsTrouble(formula) || quantitiesIn(formula, model).some((quantity) => spoilt.has(quantity)),
    );
}

/** Whether two spans share a character or touch. */
export function overlaps(one: Span, other: Span): boolean {
  return one.start <= other.end && other.start <= one.end;
}

/** Tells whether an error stands in a span, or touches it. */
export function errorFinder(problems: readonly Problem[]): (span: Span) => boolean {
  const errors = problems.filter(({ severity }) => severity === "error").map(({ span }) => span);
  errors.sort((one, other) => one.start - other.start);
  let furthest = -1;
  const furthestEnds = errors.map(({ end }) => (furthest = Math.max(furthest, end)));
  return ({ start, end }) => {
    let low = 0;
    let high = errors.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (errors[middle]!.start <= end) low = middle + 1;
      else high = middle;
    }
    return low > 0 && furthestEnds[low - 1]! >= start;
  };
}

function noteUse(usedBy: Map<Quantity, Quantity[]>, used: Quantity, user: Quantity): void {
  const users = usedBy.get(used);
  if (users) users.push(user);
  else usedBy.set(used, [user]);
}

function callsTrouble(formula: Formula): boolean {
  return some(formula, (part) => part.kind === "call" && part.function.trouble !== undefined);
}

/** The quantities that a formula needs; an adjoint needs the loss as well. */
function quantitiesIn(formula: Formula, { loss }: Model): Quantity[] {
  const named = referencesIn(formula).map(({ quantity }) => quantity);
  return loss && some(formula, ({ kind }) => kind === "adjoint") ? [...named, loss] : named;
}
