/**
 * `recover v = expr`: a claim that a step can be undone. Forward, the right side must give v back at the true values; it
 * may use only what is known after the step. Backward, from arbitrary later values, recovering and stepping again must
 * return to them.
 */
import { leaf } from "../engine/build.ts";
import { elementsOf as countOf, inputOf, shapeOf, type NodeId, type Tape } from "../engine/tape.ts";
import { assignments, tupleIn } from "../semantics/elements.ts";
import type { Environment } from "../semantics/indices.ts";
import type { Claim, ElementReference, Formula, Quantity } from "../semantics/model.ts";
import { partsOf, referencesIn } from "../semantics/walk.ts";
import { nodeBudget } from "../unroll/budgets.ts";
import { emit } from "../unroll/emit.ts";
import {
  createWorld,
  elementName,
  elementNode,
  exists,
  isInterruption,
  shapeAt,
  tupleOf,
  type Frame,
  type World,
} from "../unroll/world.ts";
import { createInstance } from "./compare.ts";
import type { Tally } from "./decide.ts";
import { whereOf } from "./instances.ts";

/** How many indices are looked at between two pauses. */
const tripsPerSlice = 50;

/** Refuses right sides that peek, and writes out the backward round trips of those that don't. */
export function* writeBackwardTrips(world: World, tallies: readonly Tally[], variant: number): Generator<void, void> {
  const recovering = tallies.filter(
    ({ claim }) => claim.kind === "inverse" && claim.recovers && claim.trouble === undefined,
  );
  const steps = new Map<string, Tally[]>();
  for (const tally of recovering) {
    const key = indicesOf(tally);
    steps.set(key, [...(steps.get(key) ?? []), tally]);
  }
  for (const together of steps.values()) yield* writeTrips(world, together, variant);
}

/** The indices of a claim: lines that have different ones speak of different steps. */
function indicesOf({ claim: { loops } }: Tally): string {
  return loops
    .map(({ name }) => name)
    .sort()
    .join(" ");
}

function* writeTrips(world: World, recovering: readonly Tally[], variant: number): Generator<void, void> {
  const claims = recovering.map(({ claim }) => claim);
  for (const [at, tally] of recovering.entries()) {
    // What an earlier line gives is taken as given, be that line right or not: a wrong line reddens no other.
    const peek =
      tally.reason === undefined ? yield* firstPeek(world, tally.claim, claims.slice(0, at), claims) : undefined;
    if (peek)
      tally.reason = `its right side uses \`${peek.name}\`, which ${peek.comesLater ? "a later line recovers: put that line before this one" : "is not known after the step"}`;
  }
  const last = recovering.at(-1);
  if (!last || recovering.some(({ reason }) => reason !== undefined)) return;
  const { loops, conditions } = last.claim;
  let trips = 0;
  for (const environment of assignments(loops, conditions, world.sizes, undefined)) {
    if (world.tape.length > nodeBudget) return;
    if (!writeTrip(world, claims, last, environment, variant)) return;
    if (++trips % tripsPerSlice === 0) yield;
  }
}

// ── What the right side may use ─────────────────────────────────────────────────────────────────────────────────────

/**
 * The first element on the right side that is no later one (computed from what is recovered), not given by an earlier line, and
 * not free; and whether a later line gives it.
 */
function* firstPeek(
  world: World,
  claim: Claim,
  given: readonly Claim[],
  all: readonly Claim[],
): Generator<void, { name: string; comesLater: boolean } | undefined> {
  let looked = 0;
  for (const environment of assignments(claim.loops, claim.conditions, world.sizes, undefined)) {
    if (++looked % tripsPerSlice === 0) yield;
    const frame: Frame = { environment, beyond: "absent" };
    const known = new Set(given.map((earlier) => nameAt(world, earlier.recovers!, environment)));
    const own = nameAt(world, claim.recovers!, environment);
    const targets = new Set(all.map((each) => nameAt(world, each.recovers!, environment)));
    for (const reference of referencesIn(claim.right)) {
      if (hasOwnIndices(reference, claim)) continue;
      const name = nameAt(world, reference, environment);
      if (name !== own && (isFree(reference.quantity, all) || known.has(name))) continue;
      if (!targets.has(name) && all.some((each) => isComputedFrom(world, reference, each.recovers!, frame))) continue;
      return { name, comesLater: name !== own && targets.has(name) };
    }
  }
  return undefined;
}

/** Elements under a sum have indices that only the sum knows; they are checked by the backward trip alone. */
function hasOwnIndices(reference: ElementReference, claim: Claim): boolean {
  const known = new Set(claim.loops.map(({ name }) => name));
  return reference.indices.some((index) => mentionsOther(index, known));
}

function mentionsOther(index: ElementReference["indices"][number], known: ReadonlySet<string>): boolean {
  if (index.kind === "variable") return !known.has(index.name);
  return index.kind === "operation" && (mentionsOther(index.left, known) || mentionsOther(index.right, known));
}

/**
 * Weights, constants, inputs that are no elements of a defined name, and what is computed from nothing else, and not from
 * what is recovered: no step changes any of them.
 */
function isFree(quantity: Quantity, claims: readonly Claim[]): boolean {
  return (
    quantity.definitions.length === 0 || isGiven(quantity, new Set(claims.map(({ recovers }) => recovers!.quantity)))
  );
}

/** Whether a quantity is computed from free ones alone, without these. */
function isGiven(quantity: Quantity, without: ReadonlySet<Quantity>): boolean {
  if (without.has(quantity)) return false;
  if (quantity.definitions.length === 0) return true;
  const inside = new Set([...without, quantity]);
  return (
    quantity.free.length === 0 &&
    quantity.boundary === undefined &&
    quantity.definitions.every(({ formula }) => isMadeOfGiven(formula, inside))
  );
}

function isMadeOfGiven(formula: Formula, without: ReadonlySet<Quantity>): boolean {
  if (formula.kind === "adjoint" || formula.kind === "derivative") return false;
  if (formula.kind === "element") return isGiven(formula.reference.quantity, without);
  const body = formula.kind === "call" ? formula.function.body : undefined;
  return [...partsOf(formula), ...(body ? [body.formula] : [])].every((part) => isMadeOfGiven(part, without));
}

function nameAt(world: World, reference: ElementReference, environment: Environment | undefined): string {
  return elementName(reference.quantity, tupleOf(world, reference, environment));
}

function isComputedFrom(world: World, reference: ElementReference, from: ElementReference, frame: Frame): boolean {
  try {
    return dependsOn(world.tape, elementNode(world, reference, frame), elementNode(world, from, frame));
  } catch (thrown) {
    if (!isInterruption(thrown)) throw thrown;
    // What does not exist is left out when the claim is written; it is no peek.
    return true;
  }
}

/** Whether `output` is computed from `input`; looks only at the nodes between them. */
function dependsOn(tape: Tape, output: NodeId, input: NodeId): boolean {
  const seen = new Set<NodeId>([output]);
  const queue = [output];
  while (queue.length > 0) {
    const node = queue.pop()!;
    if (node === input) return true;
    const arity = tape.inputStarts[node + 1]! - tape.inputStarts[node]!;
    for (let k = 0; k < arity; k++) {
      const next = inputOf(tape, node, k);
      if (next >= input && !seen.has(next)) {
        seen.add(next);
        queue.push(next);
      }
    }
  }
  return false;
}

// ── The backward trip ───────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Draws the later values at will, recovers the earlier ones from them, steps forward again and compares. Returns false
 * to stop: where the state is not recovered whole, no trip can be made.
 */
function writeTrip(
  world: World,
  claims: readonly Claim[],
  last: Tally,
  environment: Environment | undefined,
  variant: number,
): boolean {
  const { model, sizes, tables, tape, forks } = world;
  const frame: Frame = { environment, beyond: "absent" };
  const later = new Map<string, { reference: ElementReference; node: NodeId }>();
  const recovered = new Map<string, NodeId>();
  const names = new Set(claims.map((claim) => nameAt(world, claim.recovers!, environment)));
  try {
    const targets = new Map(
      claims.map((claim) => [nameAt(world, claim.recovers!, environment), elementNode(world, claim.recovers!, frame)]),
    );
    /** What is known so far stands for itself; what is still to be recovered is not touched. */
    const worldSoFar = () => {
      const drawn = [...later].map(([name, { node }]) => [name, node] as const);
      return createWorld(model, sizes, tables, tape, { cuts: new Map([...targets, ...drawn, ...recovered]), forks });
    };
    for (const claim of claims) {
      for (const reference of referencesIn(claim.right)) {
        if (hasOwnIndices(reference, claim) || isFree(reference.quantity, claims)) continue;
        const name = nameAt(world, reference, environment);
        if (names.has(name) || later.has(name)) continue;
        if (!exists(world, reference.quantity, tupleOf(world, reference, environment))) return true;
        // What is computed from what is known already can't be drawn besides.
        const known = elementNode(worldSoFar(), reference, frame);
        if (![...targets.values()].some((target) => dependsOn(tape, known, target))) continue;
        later.set(name, {
          reference,
          node: leaf(tape, `later ${name}`, undefined, shapeAt(world, reference.quantity)),
        });
      }
      recovered.set(nameAt(world, claim.recovers!, environment), emit(worldSoFar(), claim.right, frame));
    }
    if (
      numbersIn(
        tape,
        [...later.values()].map(({ node }) => node),
      ) > numbersIn(tape, [...recovered.values()])
    ) {
      remarkForwardOnly(last, "more is known after the step than is recovered, and not all of it can be chosen");
      return false;
    }
    const again = createWorld(model, sizes, tables, tape, { cuts: recovered, forks });
    for (const { reference, node } of later.values()) {
      const stepped = elementNode(again, reference, frame);
      const open = unrecovered(again, claims, recovered);
      if (open !== undefined) {
        remarkForwardOnly(last, `the step also needs \`${open}\`, which no \`recover\` line gives`);
        return false;
      }
      last.instances[variant]!.push(createInstance(whereOf(environment, last.sizes[variant]!), node, stepped));
    }
  } catch (thrown) {
    if (!isInterruption(thrown)) throw thrown;
  }
  return true;
}

function numbersIn(tape: Tape, nodes: readonly NodeId[]): number {
  return nodes.reduce((total, node) => total + countOf(shapeOf(tape, node)), 0);
}

function remarkForwardOnly({ remarks }: Tally, why: string): void {
  if (remarks.every(({ code }) => code !== "recover/forward-only"))
    remarks.push({ code: "recover/forward-only", message: `Only the forward round trip was checked: ${why}.` });
}

/** An element of a defined name that the step used and that no recovered value leads to. */
function unrecovered(
  again: World,
  claims: readonly Claim[],
  recovered: ReadonlyMap<string, NodeId>,
): string | undefined {
  for (const [quantity, nodes] of again.nodes) {
    if (isFree(quantity, claims)) continue;
    for (const [number, node] of nodes.entries()) {
      if (node === undefined) continue;
      const name = elementName(quantity, tupleIn(again.tables.get(quantity)!, number));
      if (recovered.has(name)) continue;
      if (![...recovered.values()].some((from) => dependsOn(again.tape, node, from))) return name;
    }
  }
  return undefined;
}
