/** Dues: what a `derive` line asks for, and what of it no claim has shown yet. */
import { eachAssignment, find, tupleAt } from "../semantics/elements.ts";
import type { Environment, Sizes } from "../semantics/indices.ts";
import type { Due, ElementReference, Formula, Model } from "../semantics/model.ts";
import { elementName, type World } from "../unroll/world.ts";
import type { ClaimResult } from "./verdict.ts";

/** The elements that there are at some sizes. */
type Extent = Pick<World, "sizes" | "tables">;

/**
 * What is due and open: some element of it is covered by no claim that holds. Several claims may share the work (one for
 * t < T, one for t = T). A claim that only restates its left side derives
 * nothing, and no more do claims that prove one another in a circle.
 */
export function openDues(model: Model, world: Extent | undefined, claims: readonly ClaimResult[]): Due[] {
  if (model.due.length === 0) return [];
  if (!world) return [...model.due];
  const covered = new Set<string>();
  for (const { claim, verdict, remarks } of claims) {
    if (verdict !== "holds" || remarks.some(({ code }) => code === "claim/restates" || code === "claim/circle"))
      continue;
    eachAssignment(claim.loops, claim.conditions, world.sizes, undefined, (environment) => {
      const name = subjectName(claim.subject, world.sizes, environment);
      if (name !== undefined) covered.add(name);
    });
  }
  return model.due.filter((due) => {
    let open = false;
    eachAssignment(due.loops, [], world.sizes, undefined, (environment) => {
      const name = subjectName(due.target, world.sizes, environment);
      if (name !== undefined && isThere(world, due.target, environment) && !covered.has(name)) open = true;
    });
    return open;
  });
}

/** `bar c[2]`, `∂h[3]/∂h[2]`: what a claim or a due is about at one index. */
function subjectName(subject: Formula, sizes: Sizes, environment: Environment | undefined): string | undefined {
  const name = ({ quantity, indices }: ElementReference) => {
    const tuple = tupleAt(indices, sizes, environment);
    return tuple && elementName(quantity, tuple);
  };
  if (subject.kind === "adjoint") return `bar ${name(subject.of)}`;
  if (subject.kind === "derivative" && subject.of.kind === "element")
    return `∂${subject.immediate ? "⁺" : ""}${name(subject.of.reference)}/∂${subject.by.map(name).join(" ")}`;
  return undefined;
}

function isThere(world: Extent, target: Formula, environment: Environment | undefined): boolean {
  const there = ({ quantity, indices }: ElementReference) => {
    const tuple = tupleAt(indices, world.sizes, environment);
    return tuple !== undefined && find(world.tables.get(quantity), tuple) !== undefined;
  };
  if (target.kind === "adjoint") return there(target.of);
  return (
    target.kind === "derivative" &&
    target.by.every(there) &&
    (target.of.kind !== "element" || there(target.of.reference))
  );
}
