/** Decides claims about what a model costs: from exact counts at several sizes, and the polynomial that they follow. */
import { allElements } from "../../semantics/elements.ts";
import { evaluateIndex, type Sizes } from "../../semantics/indices.ts";
import type { Claim, Formula, Model } from "../../semantics/model.ts";
import { chooseSizes } from "../../semantics/sizes.ts";
import { isInterruption } from "../../unroll/world.ts";
import { reasonOf } from "../instances.ts";
import type { ClaimResult, Remark, Where } from "../verdict.ts";
import { computationsOf, countOperations, countWeights, type Computation, type Unrolled } from "./count.ts";
import { gridFrom, interpolate, isBoundedBy, printMonomial, printPolynomial, type Monomial } from "./growth.ts";
import { countSteps } from "./steps.ts";

type CostQuantity = NonNullable<Claim["cost"]>["quantity"];

/** What has been counted of one model, shared by its claims. */
export interface KnownCosts {
  readonly polynomials: Map<CostQuantity, Monomial[] | undefined>;
  /** By the lengths: dimensions of vectors change no element, and no chain of them. */
  readonly unrollings: Map<string, Unrolling>;
}

interface Unrolling {
  readonly tables: Unrolled["tables"];
  readonly computations: readonly Computation[];
  steps: number | undefined;
}

/** Decides one claim about a cost. */
export function decideCost(
  model: Model,
  claim: Claim,
  outside: Sizes | undefined,
  seed: number,
  known: KnownCosts,
): ClaimResult {
  const common = { claim, fault: claim.rightSpan, remarks: [], comparisons: [] };
  if (claim.trouble !== undefined) return { ...common, verdict: "undecided", reason: claim.trouble };
  const names = [...model.sizes.values()]
    .filter((size) => size.value === undefined && !outside?.has(size.name))
    .map(({ name }) => name);
  const smallest = chooseSizes(model.sizes, model.indices, 0, outside);
  const starts = names.map((name) => startOf(model, name, smallest));
  if (names.length > mostSizes)
    return {
      ...common,
      verdict: "undecided",
      reason: `with ${names.length} open sizes there is too much to count; fix some of them`,
    };
  const grid = gridFrom(starts).map(
    (values): Sizes => new Map([...smallest, ...names.map((name, at) => [name, values[at]!] as const)]),
  );
  const along = (number: (sizes: Sizes) => number) => interpolate(starts, grid.map(number));
  try {
    const { quantity } = claim.cost!;
    if (!known.polynomials.has(quantity))
      known.polynomials.set(
        quantity,
        along((sizes) => count(model, quantity, sizes, known.unrollings)),
      );
    const counted = known.polynomials.get(quantity);
    const claimed = along((sizes) => numberAt(claim.right, sizes));
    if (!counted || !claimed)
      return { ...common, verdict: "undecided", reason: "only polynomials of the sizes are compared" };
    const numbers = {
      yours: numberAt(claim.right, smallest),
      true: count(model, quantity, smallest, known.unrollings),
    };
    const evidence = { seed, points: 1, sizes: [[...smallest] as Where], comparisons: 1, worstError: 0 };
    const found = printPolynomial(counted, names);
    const outcome = claim.cost!.isBound
      ? compareGrowth(counted, claimed, names)
      : compareExactly(claim, counted, claimed);
    const exact: Remark = { code: "cost/count", message: `Counted: ${found}.` };
    const remarks = outcome.holds ? [exact, ...outcome.remarks] : [];
    if (outcome.holds) return { ...common, verdict: "holds", evidence, remarks };
    const place = [...smallest].map(([name, value]) => `${name} = ${value}`).join(", ");
    return {
      ...common,
      verdict: "fails",
      evidence: { ...evidence, at: [...smallest], ...numbers },
      explanation: {
        what: outcome.what,
        why: `the count is ${found}`,
        ...(!claim.cost!.isBound && {
          point: `${place === "" ? "" : `${place}: `}yours ${numbers.yours}, true ${numbers.true}`,
        }),
        ...(outcome.do !== undefined && { do: outcome.do }),
        related: [],
      },
    };
  } catch (thrown) {
    if (!isInterruption(thrown)) throw thrown;
    return { ...common, verdict: "undecided", reason: reasonOf(thrown) };
  }
}

/** More open sizes than this make too large a grid of counts. */
const mostSizes = 4;

/** Lengths start where recurrences have their usual course; dimensions at 2. */
function startOf(model: Model, name: string, smallest: Sizes): number {
  return model.sizes.get(name)?.isLength ? Math.min(4, smallest.get(name) ?? 4) : 2;
}

type Outcome =
  | { readonly holds: true; readonly remarks: readonly Remark[] }
  | { readonly holds: false; readonly what: string; readonly do?: string };

function compareExactly(claim: Claim, counted: readonly Monomial[], claimed: readonly Monomial[]): Outcome {
  const difference = new Map<string, number>();
  for (const { exponents, coefficient } of claimed) difference.set(exponents.join(), coefficient);
  for (const { exponents, coefficient } of counted)
    difference.set(exponents.join(), (difference.get(exponents.join()) ?? 0) - coefficient);
  const apart = [...difference.values()].filter((value) => Math.abs(value) > 1e-6);
  if (apart.length === 0 || (claim.relation === "≤" && apart.every((value) => value > 0)))
    return { holds: true, remarks: [] };
  return { holds: false, what: `the number of ${claim.cost!.quantity} is not this` };
}

/** `= O(g)`: each monomial of the count must grow no faster than g. */
function compareGrowth(counted: readonly Monomial[], claimed: readonly Monomial[], names: readonly string[]): Outcome {
  const bound = claimed.map(({ exponents }) => exponents);
  const count = counted.map(({ exponents }) => exponents);
  const faster = count.find((monomial) => !isBoundedBy(monomial, bound));
  if (faster) {
    const culprits = names.filter((_, at) =>
      isBoundedBy(
        faster.map((power, other) => (other === at ? 0 : power)),
        bound,
      ),
    );
    const what = `the count grows faster than this: it has a term in ${printMonomial(faster, names)}`;
    return {
      holds: false,
      what,
      ...(culprits.length > 0 && { do: `It would hold if ${culprits.join(" or ")} were constant.` }),
    };
  }
  const slack = bound.find((monomial) => !isBoundedBy(monomial, count));
  const remarks: Remark[] = slack
    ? [
        {
          code: "cost/not-tight",
          message: `The bound is not tight: nothing grows like ${printMonomial(slack, names)}.`,
        },
      ]
    : [];
  return { holds: true, remarks };
}

// ── Counts at given sizes ───────────────────────────────────────────────────────────────────────────────────────────

function count(model: Model, what: CostQuantity, sizes: Sizes, unrollings: KnownCosts["unrollings"]): number {
  const key = [...sizes].flatMap(([name, value]) => (model.sizes.get(name)?.isLength ? [value] : [])).join();
  let known = unrollings.get(key);
  if (!known) {
    const tables = elementsAt(model, sizes);
    unrollings.set(key, (known = { tables, computations: computationsOf(model, tables), steps: undefined }));
  }
  const unrolled: Unrolled = { model, sizes, tables: known.tables };
  switch (what) {
    case "weights":
      return countWeights(unrolled);
    case "operations":
      return countOperations(unrolled, known.computations);
    case "steps":
      return (known.steps ??= countSteps(unrolled));
  }
}

export function elementsAt(model: Model, sizes: Sizes): Unrolled["tables"] {
  return allElements(model.quantities.values(), sizes).tables;
}

/** The value of a formula of numbers and sizes; NaN where it is made of anything else. */
function numberAt(formula: Formula, sizes: Sizes): number {
  switch (formula.kind) {
    case "number":
      return formula.value;
    case "integer":
      return evaluateIndex(formula.value, sizes, undefined);
    case "sum":
      return formula.terms.reduce((total, { sign, term }) => total + sign * numberAt(term, sizes), 0);
    case "times":
      return numberAt(formula.left, sizes) * numberAt(formula.right, sizes);
    case "over":
      return numberAt(formula.left, sizes) / numberAt(formula.right, sizes);
    case "power":
      return numberAt(formula.base, sizes) ** numberAt(formula.exponent, sizes);
    case "elementwise":
      return formula.name === "log" ? Math.log(numberAt(formula.argument, sizes)) : NaN;
    default:
      return NaN;
  }
}
