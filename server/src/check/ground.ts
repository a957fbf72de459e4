/**
 * The ground of a model: its elements and adjoints at given sizes, written out and evaluated once. Claims are written on top
 * of it, one at a time, and taken off again, so that what is found of one depends on no other.
 */
import type { Pattern, Samples } from "../engine/draw.ts";
import { advance, createEvaluation, retreat, type Evaluation } from "../engine/evaluation.ts";
import type { Values } from "../engine/evaluate.ts";
import { createTape, cutBack, forgetInterned, markOf, type Mark, type NodeId } from "../engine/tape.ts";
import { allElements, type ElementTables } from "../semantics/elements.ts";
import { evaluateIndex, printIndex, type IndexExpr, type Sizes } from "../semantics/indices.ts";
import type { Formula, Model, Quantity } from "../semantics/model.ts";
import { chooseSizes, hasFreeSize, sizeVariants } from "../semantics/sizes.ts";
import type { Problem } from "../syntax/problem.ts";
import { spreadLike } from "../unroll/arrange.ts";
import { emit } from "../unroll/emit.ts";
import type { SharedDerivatives } from "../unroll/branch.ts";
import { createWorld, elementName, shapeAt, type World } from "../unroll/world.ts";
import type { CheckOptions } from "./check.ts";
import { wideningPatterns } from "./forks.ts";
import { surveyModel } from "./survey.ts";
import type { Sample } from "./verdict.ts";

export interface Ground {
  readonly world: World;
  /** Where the model ends on the tape. */
  readonly end: Mark;
  /** Derivatives that claims share. */
  readonly shared: SharedDerivatives;
  /** Up to where the tape is kept, and with how many of these derivatives on it. */
  kept: { readonly mark: Mark; readonly derivatives: number };
  /** What is wrong with the model that shows only now. */
  readonly problems: readonly Problem[];
  /** How many points there are, and the number of the first. */
  readonly points: number;
  readonly first: number;
  readonly seed: number;
  /** The evaluations at the usual points and, where those don't do, at others; by draw. */
  readonly evaluations: Map<number, Evaluation>;
}

/** Points for each variant of the sizes; a model without unknown sizes gets all of them at once. */
const pointsPerVariant = 8;

/** A very long model is compared at so many indices that fewer points do: as many as take this many numbers, but some. */
const numberBudget = 16_000_000;
const fewestPoints = 2;

/** Evaluations of more numbers than this are not kept beside one another. */
const keptNumbers = 4_000_000;

/** A model that takes this many nodes is not tried at larger sizes: the verdict is waited for. */
export const enoughNodes = 60_000;

/** Where values are undefined, other points are drawn: further generic ones first, then tamer ones. */
const redraws: readonly Pattern[] = ["generic", "positive", "small", "positive"];

/** How many draws of points there may be at one ground: the usual one, then those for want of values, then wider ones. */
export const usualDraws = 1 + redraws.length;
export const allDraws = usualDraws + wideningPatterns.length;

/** At how many sizes a model is tried. */
export function variantCount(model: Model, { sizes }: CheckOptions): number {
  return hasFreeSize(model.sizes, sizes) ? sizeVariants : 1;
}

/** Writes a model out at the sizes of a variant; undefined where it has too many elements. */
export function* layGround(model: Model, variant: number, options: CheckOptions): Generator<void, Ground | undefined> {
  const sizes = chooseSizes(model.sizes, model.indices, variant, options.sizes);
  const elements = elementsOf(model, sizes);
  if (!elements.complete) return undefined;
  const tape = createTape(elements.count < enoughNodes ? 0 : nodesPerElement * elements.count);
  const world = createWorld(model, sizes, elements.tables, tape);
  const problems = yield* surveyModel(world);
  world.boundary = new Set(world.beyond.keys());
  const isOnly = variantCount(model, options) === 1 && tape.length < enoughNodes;
  const most = isOnly ? pointsPerVariant * sizeVariants : pointsPerVariant;
  const points = Math.min(most, Math.max(fewestPoints, Math.floor(numberBudget / tape.elements)));
  const end = markOf(tape);
  return {
    world,
    end,
    shared: { found: new Map(), interned: end.internedNodes },
    kept: { mark: end, derivatives: 0 },
    problems,
    points,
    first: variant * points,
    seed: options.seed,
    evaluations: new Map(),
  };
}

export function elementsOf(model: Model, sizes: Sizes): ElementTables {
  return allElements(model.quantities.values(), sizes);
}

/** More nodes than this, in models' sizes, are not kept for later claims; nor more than this at all. */
const mostKept = 8;
const mostNodesKept = 1_000_000;

/** About how many nodes a model takes for each of its elements, with all adjoints. */
const nodesPerElement = 16;

/** Takes what was written on top of a ground off it. A claim that wrote derivatives which others may use stays beneath them. */
export function clearGround(ground: Ground): void {
  const { world, end, shared, evaluations } = ground;
  const most = Math.min(mostKept * (end.length + 1_000), end.length + mostNodesKept);
  if (world.tape.length > most) {
    shared.found.clear();
    ground.kept = { mark: end, derivatives: 0 };
  } else if (shared.found.size > ground.kept.derivatives) {
    forgetInterned(world.tape, end.internedNodes);
    ground.kept = { mark: markOf(world.tape), derivatives: shared.found.size };
  }
  cutBack(world.tape, ground.kept.mark);
  for (const evaluation of evaluations.values()) retreat(evaluation, ground.kept.mark.length);
}

/** Evaluates the ground and what was written on top of it, at the points of one draw. */
export function* evaluateGround(ground: Ground, draw: number): Generator<void, Evaluation> {
  const { world, evaluations } = ground;
  let evaluation = evaluations.get(draw);
  if (!evaluation && world.tape.elements * ground.points > keptNumbers) evaluations.clear();
  if (!evaluation) evaluations.set(draw, (evaluation = createEvaluation(world.tape, samplesOf(ground, draw))));
  yield* advance(evaluation);
  return evaluation;
}

function samplesOf({ points, first, seed }: Ground, draw: number): Samples {
  if (draw === 0) return { seed, points, first };
  if (draw < usualDraws) return { seed, points, first: 1_000 * draw + first, pattern: redraws[draw - 1]! };
  const round = draw - usualDraws;
  return {
    seed,
    points: Math.min(2 * pointsPerVariant, 2 * points),
    first: 10_000 * (round + 1),
    pattern: wideningPatterns[round]!,
  };
}

/** The model at a point at which everything is defined, if there is one. */
export function sampleOf(ground: Ground, { values }: Evaluation): Sample {
  return { world: ground.world, values, point: showablePoint(ground.world, values) };
}

function showablePoint(world: World, values: Values): number {
  const nodes = [...world.nodes.values()].flat().filter((node) => node !== undefined);
  for (let point = 0; point < values.points; point++)
    if (nodes.every((node) => Number.isFinite(values.at(node, point)))) return point;
  return 0;
}

// ── Worlds of claims ────────────────────────────────────────────────────────────────────────────────────────────────

/** One world for each way in which claims clamp or assume, on the one tape. */
export function worldsFor(main: World): (claim: Model["claims"][number]) => World {
  const worlds = new Map<string, World>();
  return (claim) => {
    if (claim.given.length === 0 && claim.assumed.size === 0) return main;
    const clamps = claim.given.map(
      ({ quantity, indices, span }) => `${quantity.key} ${indices?.map(printIndex).join()} ${span.start}`,
    );
    const ranges = [...claim.assumed].map(
      ([subject, { range, structure, form }]) =>
        `${"key" in subject ? subject.key : subject.name} ${structure ?? form} ${range?.low} ${range?.high} ${range?.excluded?.join()}`,
    );
    const key = [...clamps, ...ranges].join(" ");
    let world = worlds.get(key);
    if (!world) {
      const whole = claim.given.filter(({ indices }) => !indices);
      const single = claim.given.flatMap(({ quantity, indices, value }) =>
        indices ? [{ quantity, indices, value }] : [],
      );
      const changes = {
        clamps: new Map(whole.map(({ quantity, value }) => [quantity, value])),
        cuts: new Map(single.map(({ quantity, indices, value }) => clampedElement(main, quantity, indices, value))),
        assumed: claim.assumed,
        forks: main.forks,
        ...(main.boundary && { boundary: main.boundary }),
      };
      worlds.set(key, (world = createWorld(main.model, main.sizes, main.tables, main.tape, changes)));
    }
    return world;
  };
}

/** The name of one clamped element, and the node of its value. */
function clampedElement(
  world: World,
  quantity: Quantity,
  indices: readonly IndexExpr[],
  value: Formula,
): readonly [string, NodeId] {
  const tuple = indices.map((index) => evaluateIndex(index, world.sizes, undefined));
  const node = emit(world, value, { environment: undefined, beyond: "missing" });
  return [elementName(quantity, tuple), spreadLike(world.tape, node, shapeAt(world, quantity))];
}
