/** Instances: a claim written out at each index for which it is meant. */
import { backward } from "../engine/backward.ts";
import { constantValue, total } from "../engine/build.ts";
import type { NodeId } from "../engine/tape.ts";
import { assignmentCount, assignments } from "../semantics/elements.ts";
import type { Environment } from "../semantics/indices.ts";
import type { Claim, Formula } from "../semantics/model.ts";
import { partsOf, some } from "../semantics/walk.ts";
import { nodeBudget } from "../unroll/budgets.ts";
import { emit, missingSubject } from "../unroll/emit.ts";
import { prepare } from "../unroll/folds.ts";
import {
  elementName,
  exists,
  isInterruption,
  tupleOf,
  type Frame,
  type Interruption,
  type World,
} from "../unroll/world.ts";
import { createInstance, type Instance, type Unknown } from "./compare.ts";
import type { Tally } from "./decide.ts";
import { printReference } from "./explanation.ts";
import type { Where } from "./verdict.ts";

/** More assignments of a claim's indices than this are not all compared. */
const instanceBudget = 200_000;

/** How many assignments are looked at between two pauses. */
const assignmentsPerSlice = 50;

/**
 * Writes both sides at every index, in slices, or notes why that can't be done. After each index it asks whether there is
 * something to do; that may compare what is written so far and take it off the tape.
 */
export function* writeClaim(
  world: World,
  tally: Tally,
  variant: number,
  between?: () => Generator<void, void> | undefined,
): Generator<void, void> {
  const { claim } = tally;
  tally.instances[variant] ??= [];
  tally.sizes[variant] = [...world.sizes];
  tally.world ??= world;
  tally.written = 0;
  if (claim.trouble !== undefined) {
    tally.reason = claim.trouble;
    return;
  }
  // At larger sizes some of the indices do; at the smallest, all must be looked at.
  const giveUp = () => {
    if (variant === 0) tally.reason = "it is meant for too many indices to compare them all; try a smaller size";
  };
  try {
    if (claim.within)
      tally.within = constantValue(world.tape, emit(world, claim.within, { environment: undefined, beyond: "absent" }));
    if (assignmentCount(claim.loops, world.sizes, undefined) > 10 * instanceBudget) return giveUp();
    const isLong = world.isLong && takesLong(world, claim);
    let looked = 0;
    for (const environment of assignments(claim.loops, claim.conditions, world.sizes, undefined)) {
      yield* writeInstance(world, tally, variant, environment, isLong);
      const work = between?.();
      if (work) yield* work;
      if (tally.written > instanceBudget || world.tape.length > nodeBudget) return giveUp();
      if (++looked % assignmentsPerSlice === 0) yield;
      if (looked >= 10 * instanceBudget) return giveUp();
    }
  } catch (thrown) {
    if (!isInterruption(thrown)) throw thrown;
    tally.reason = reasonOf(thrown);
    tally.culprit = thrown;
  }
}

/** Whether more than some dozens of nodes may have to be written for one index. */
function takesLong(world: World, { left, right, given, assumed }: Claim): boolean {
  const isLong = ({ kind }: Formula) => kind === "fold" || kind === "derivative";
  return given.length > 0 || assumed.size > 0 || some(left, isLong) || some(right, isLong) || !world.adjoints;
}

function frameOf({ beyondIsUnknown }: Claim, environment: Environment | undefined): Frame {
  return { environment, beyond: beyondIsUnknown ? "unknown" : "absent" };
}

/** Writes both sides at one index, where the claim is meant there. */
function* writeInstance(
  world: World,
  tally: Tally,
  variant: number,
  environment: Environment | undefined,
  isLong: boolean,
): Generator<void, void> {
  const { claim } = tally;
  const frame = frameOf(claim, environment);
  // `bar c[T+1] = 0` is said of an adjoint beyond the range on purpose; with a free index it isn't meant there.
  const isOnPurpose = claim.beyondIsUnknown && claim.loops.every(({ from, to }) => from === to);
  const missing = isOnPurpose ? undefined : missingSubject(world, claim.subject, frame);
  if (missing) {
    tally.missing ??= missing;
    if (claim.loops.some((loop) => world.model.indices.get(loop.name) !== loop))
      tally.leftOut.set(elementName(missing.quantity, tupleOf(world, missing, environment)), environment);
    return;
  }
  try {
    if (isLong) for (const side of [claim.left, claim.right]) yield* prepare(world, side, frame);
    const [left, right] = [emit(world, claim.left, frame), emit(world, claim.right, frame)];
    if (!world.zeros.has(left)) tally.reachesLoss = true;
    const unknowns = claim.beyondIsUnknown ? unknownsIn(world, claim.right, right, environment) : [];
    const at = whereOf(environment, tally.sizes[variant]!);
    tally.written++;
    const instance = createInstance(at, left, right, { world, environment }, unknowns);
    const lacks = missingBelow(world, [left, right]);
    if (lacks !== undefined) instance.lacks = lacks;
    tally.instances[variant]!.push(instance);
  } catch (thrown) {
    if (!isInterruption(thrown) || thrown.interruption !== "absent") throw thrown;
    tally.leftOut.set(thrown.element, environment);
  }
}

/**
 * An element that a definition needs and nothing defines, on whose value a side depends. An adjoint that is 0 because no path
 * leads to the loss depends on what the loss lacks: a path may lead there once it is defined.
 */
function missingBelow(
  { tape, missing, beyond, zeros, model, nodes }: World,
  sides: readonly NodeId[],
): string | undefined {
  const elements = [...missing.keys()].flatMap((name) => {
    const node = beyond.get(name);
    return node === undefined ? [] : [{ name, node }];
  });
  if (elements.length === 0) return undefined;
  const needed = (node: NodeId): string | undefined => {
    const slopes = backward(
      tape,
      total(tape, node),
      elements.map((element) => element.node),
    );
    return elements[slopes.findIndex((slope) => slope !== undefined)]?.name;
  };
  const loss = model.loss && nodes.get(model.loss)?.[0];
  const isUnreached = (side: NodeId): boolean =>
    zeros.has(side) || backward(tape, total(tape, side), [...zeros]).some((slope) => slope !== undefined);
  for (const side of sides) {
    const name = needed(side) ?? (loss !== undefined && isUnreached(side) ? needed(loss) : undefined);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Writes both sides of an instance again, after they were taken off the tape. */
export function* rewriteInstance(claim: Claim, instance: Instance): Generator<void, void> {
  const { world, environment } = instance.origin!;
  const frame = frameOf(claim, environment);
  for (const side of [claim.left, claim.right]) yield* prepare(world, side, frame);
  instance.left = emit(world, claim.left, frame);
  instance.right = emit(world, claim.right, frame);
  if (!claim.beyondIsUnknown) return;
  const before = instance.unknowns;
  instance.unknowns = unknownsIn(world, claim.right, instance.right, environment).map((unknown, at) => ({
    ...unknown,
    matters: before[at]?.matters ?? false,
  }));
}

/** The elements beyond the range that a formula uses by value; those under a sum's own index are not looked at. */
function unknownsIn(world: World, formula: Formula, right: NodeId, environment: Environment | undefined): Unknown[] {
  if (formula.kind === "fold" || formula.kind === "adjoint" || formula.kind === "derivative") return [];
  if (formula.kind !== "element")
    return partsOf(formula).flatMap((part) => unknownsIn(world, part, right, environment));
  const { quantity } = formula.reference;
  const tuple = tupleOf(world, formula.reference, environment);
  const node = exists(world, quantity, tuple) ? undefined : world.beyond.get(elementName(quantity, tuple));
  const isKnown = quantity.boundary !== undefined || quantity.madeOfAdjoints || world.clamps.has(quantity);
  const slope = node === undefined || isKnown ? undefined : backward(world.tape, total(world.tape, right), [node])[0];
  return slope === undefined ? [] : [{ name: printReference(formula.reference), slope, matters: false }];
}

/** The index values, innermost last, and the sizes. */
export function whereOf(environment: Environment | undefined, sizes: Where): Where {
  const indices: (readonly [string, number])[] = [];
  for (let at = environment; at; at = at.outer) indices.unshift([at.name, at.value]);
  return [...indices, ...sizes];
}

/** Why a claim is undecided, for a person. */
export function reasonOf(interruption: Interruption): string {
  switch (interruption.interruption) {
    case "trouble":
      return interruption.definition
        ? `it needs \`${interruption.quantity.name}\`, whose equation has an error`
        : interruption.reason;
    case "cycle":
      return `it needs \`${interruption.path[0]?.element}\`, whose definition is circular`;
    case "absent":
      return `\`${interruption.element}\` does not exist`;
    case "too-large":
      return "the model is too large to unroll; try a smaller size";
    case "unreadable":
      return interruption.reason;
  }
}
