/**
 * Explains a failing claim by what was observed: a point, the indices at which it fails, and the equations through which
 * the quantity acts on the loss. It guesses nothing; causes and repairs are another layer's work.
 */
import { environmentIn, find, sourceIn, tupleAt } from "../semantics/elements.ts";
import {
  evaluateIndex,
  printIndex,
  simplifyIndex,
  substitute,
  type Environment,
  type IndexExpr,
} from "../semantics/indices.ts";
import type { Claim, Definition, ElementReference, Formula, Layout } from "../semantics/model.ts";
import type { Related } from "../syntax/problem.ts";
import { partsOf, referencesIn } from "../semantics/walk.ts";
import { visitNeeds } from "../unroll/needs.ts";
import { componentAt, usablePoints, type Instance } from "./compare.ts";
import { adviseFree } from "./free-behind-sum.ts";
import type { Tally } from "./decide.ts";
import { printDecimals, printPair } from "./numbers.ts";
import type { Explanation } from "./verdict.ts";

export function explainFailure(tally: Tally, shown: Instance): Explanation {
  const { claim } = tally;
  const { component } = shown.worst!;
  const [left, right] = [componentAt(shown.worst!.left, component), componentAt(shown.worst!.right, component)];
  const place = [
    ...shown.at.map(([name, value]) => `${name} = ${value}`),
    ...(component ? [`component ${component.join(",")}`] : []),
  ].join(", ");
  if (claim.transposed) return transposedSides(claim, tally.world?.model.layout ?? "plain");
  const { decimals } = shown.worst!;
  const [leftText, rightText] = decimals ? printDecimals(decimals.left, decimals.right) : printPair(left, right);
  const apart = decimals && leftText === rightText ? `, ${decimals.apart} apart` : "";
  const values =
    claim.kind === "inequality"
      ? `the left side is ${leftText}, the right side ${rightText}${apart}`
      : `yours ${rightText}, true ${leftText}${apart}`;
  const pattern = failurePattern(tally);
  const users = claim.subject.kind === "adjoint" ? usersOf(tally, claim.subject.of, shown) : [];
  return {
    what: `${headline(claim)}${pattern ? `: ${pattern}` : ""}`,
    point: `${place === "" ? "" : `${place}: `}${values}`,
    ...adviceOn(claim, shown, users),
    related: users.map(({ definition, name }): Related => ({
      span: definition.leftSpan,
      message: `\`${name}\` is computed from it here`,
    })),
  };
}

/** Sides of transposed shapes: a derivative in the other layout, or a transpose that is missing or one too many. */
function transposedSides({ left, right }: Claim, layout: Layout): Explanation {
  // In the numerator layout ∂L/∂v is the transpose of the adjoint.
  const isGradient = left.kind === "transpose" && left.operand.kind === "adjoint" && layout === "numerator";
  const transpose =
    right.kind === "transpose"
      ? "Take the transpose away"
      : "Transpose it: `(…)ᵀ`; a product transposes to the product of the transposes in reverse";
  if (left.kind !== "derivative" && !isGradient)
    return {
      what: "this has the shape of the transpose",
      why: "the rows of your side are the columns of the other",
      do: `${transpose}.`,
      related: [],
    };
  const rule = {
    plain: "∂y/∂x has one row for each component of y and one column for each of x",
    numerator: "under `layout numerator` ∂y/∂x has one row for each component of y and one column for each of x",
    denominator: "under `layout denominator` ∂y/∂x has one row for each component of x and one column for each of y",
  };
  const other = {
    plain: "say `layout denominator` at the top of the sheet",
    numerator: "write `bar v`, which has the shape of v",
    denominator: "take `layout denominator` away",
  };
  return {
    what: "this is laid out the other way round",
    why: `${rule[layout]}, and your side has them exchanged`,
    do: `Transpose it, or ${other[layout]}.`,
    related: [],
  };
}

/** What to do: mind what lies beyond the range if the line uses it there, else follow the equations that use the quantity. */
function adviceOn(claim: Claim, shown: Instance, users: readonly User[]): { do?: string } {
  const unknown = shown.unknowns.find(({ matters }) => matters);
  if (unknown)
    return {
      do: `Here it depends on \`${unknown.name}\`, which does not exist at this index, so nothing is known of its value. Restrict the line with \`for\`, or see that an adjoint (0 beyond the range) multiplies it.`,
    };
  const free = adviseFree(claim);
  if (free !== undefined) return { do: free };
  return users.length > 0 ? { do: adviseUsers(claim, users) } : {};
}

function headline(claim: Claim): string {
  switch (claim.kind) {
    case "adjoint":
      return claim.subject.kind === "adjoint" && claim.left === claim.subject
        ? `this is not the adjoint of \`${printReference(claim.subject.of)}\``
        : "the two sides differ";
    case "derivative":
      return claim.left.kind === "derivative" ? "this is not that derivative" : "the two sides differ";
    case "inverse":
      return "this does not give the value back";
    case "inequality":
      return `\`${claim.relation}\` does not hold`;
    case "approximation":
      return "the two sides are further apart than that";
    default:
      return "the two sides differ";
  }
}

/** `h[t-1]`, as a person writes it. */
export function printReference({ quantity, indices }: ElementReference): string {
  return indices.length === 0 ? quantity.name : `${quantity.name}[${indices.map(printIndex).join(",")}]`;
}

// ── Where it fails ──────────────────────────────────────────────────────────────────────────────────────────────────

/** `right for t < T, wrong at t = T`, where the failing indices are just the first or the last of a range. */
function failurePattern(tally: Tally): string | undefined {
  const [loop, ...others] = tally.claim.loops;
  if (!loop || others.length > 0) return undefined;
  const ends = (which: "first" | "last") =>
    tally.instances.every((instances) => {
      const compared = instances.filter((instance) => usablePoints(instance) > 0);
      const end = which === "first" ? compared[0] : compared.at(-1);
      return (
        compared.length > 1 &&
        end !== undefined &&
        compared.every((instance) => instance.differed > 0 === (instance === end))
      );
    });
  const { name } = loop;
  if (ends("last"))
    return `it is right for ${name} < ${printIndex(loop.to)} and wrong at ${name} = ${printIndex(loop.to)}`;
  if (ends("first"))
    return `it is right for ${name} > ${printIndex(loop.from)} and wrong at ${name} = ${printIndex(loop.from)}`;
  return undefined;
}

// ── Through which equations it acts ─────────────────────────────────────────────────────────────────────────────────

interface User {
  readonly name: string;
  readonly definition: Definition;
}

/** The equations that use the quantity, each with the element that it then computes: c[t] acts on h[t] and c[t+1]. */
function usersOf(tally: Tally, of: ElementReference, shown: Instance): User[] {
  const users = new Map<string, User>();
  for (const quantity of tally.quantities) {
    for (const definition of quantity.definitions) {
      for (const reference of passingReferences(definition.formula)) {
        if (reference.quantity !== of.quantity) continue;
        const computed = computedElement(definition, reference, of);
        const name = printReference(computed);
        if (!users.has(name) && isUsedBy(tally, of, computed, shown)) users.set(name, { name, definition });
      }
    }
  }
  return [...users.values()];
}

/** Whether, at the place shown, the element that is said to be computed from it exists and really needs it. */
function isUsedBy(tally: Tally, of: ElementReference, computed: ElementReference, shown: Instance): boolean {
  const { world } = tally;
  const environment = shown.at.reduce<Environment | undefined>(
    (outer, [name, value]) => ({ name, value, outer }),
    undefined,
  );
  const numberOf = ({ quantity, indices }: ElementReference) => {
    const tuple = world && tupleAt(indices, world.sizes, environment);
    return tuple && find(world.tables.get(quantity), tuple);
  };
  const [target, user] = [numberOf(of), numberOf(computed)];
  const table = world?.tables.get(computed.quantity);
  if (!world || !table || target === undefined) return false;
  const reachesLoss = (element: number): boolean => {
    const node = world.nodes.get(computed.quantity)?.[element];
    return computed.quantity === world.model.loss || (node !== undefined && world.adjoints?.get(node) !== undefined);
  };
  const needs = (element: number): boolean => {
    const source = sourceIn(table, element);
    let found = false;
    if ("formula" in source)
      visitNeeds(world, source.formula, environmentIn(table, element), (quantity, number) => {
        if (quantity === of.quantity && number === target) found = true;
      });
    return found;
  };
  // A weight is used at every step: then the user's index is no index of the claim.
  const isOpen = computed.indices.some((index) => Number.isNaN(evaluateIndex(index, world.sizes, environment)));
  if (isOpen) {
    for (let element = 0; element < table.count; element++) if (reachesLoss(element) && needs(element)) return true;
    return false;
  }
  return user !== undefined && reachesLoss(user) && needs(user);
}

/** The elements through which a derivative passes; `stop` lets none through. */
function passingReferences(formula: Formula): ElementReference[] {
  if (formula.kind === "adjoint" || formula.kind === "derivative" || formula.kind === "stop") return [];
  return formula.kind === "element" ? [formula.reference] : partsOf(formula).flatMap(passingReferences);
}

/** With `c[t-1]` in the equation of c[t], the element c[t] acts on is c[t+1]. */
function computedElement(definition: Definition, used: ElementReference, of: ElementReference): ElementReference {
  const shifts = new Map<string, IndexExpr>();
  for (const [at, index] of used.indices.entries()) {
    const wanted = of.indices[at];
    const shifted = wanted && solveFor(index, wanted);
    if (shifted) shifts.set(shifted.name, shifted.value);
  }
  const { quantity } = definition;
  const indices = definition.positions.map((position) => simplifyIndex(substitute(position, shifts)));
  return { quantity, indices, span: definition.leftSpan };
}

/** Solves `t-1 = wanted` for t. */
function solveFor(index: IndexExpr, wanted: IndexExpr): { name: string; value: IndexExpr } | undefined {
  if (index.kind === "variable") return { name: index.name, value: wanted };
  if (index.kind !== "operation" || index.left.kind !== "variable" || (index.op !== "+" && index.op !== "-"))
    return undefined;
  const inverse = index.op === "+" ? "-" : "+";
  return {
    name: index.left.name,
    value: { kind: "operation", span: index.span, op: inverse, left: wanted, right: index.right },
  };
}

function adviseUsers(claim: Claim, users: readonly User[]): string {
  const subject = claim.subject.kind === "adjoint" ? printReference(claim.subject.of) : "it";
  const names = users.slice(0, 6).map(({ name }) => `\`${name}\``);
  const more = users.length > 6 ? ` and ${users.length - 6} more` : "";
  const used = referencesIn(claim.right).length > 0 ? "compare your terms with them" : "each of them gives a term";
  return `\`${subject}\` acts on the loss through ${names.join(", ")}${more}; ${used}.`;
}
