/** Checks one model: unrolls it at several sizes, evaluates all claims together, and decides each. */
import { evaluate } from "../engine/evaluate.ts";
import type { Pattern } from "../engine/draw.ts";
import { roundingBounds } from "../engine/rounding.ts";
import { createTape, type NodeId } from "../engine/tape.ts";
import { addElements, createTables, type ElementTables } from "../semantics/elements.ts";
import { evaluateIndex, printIndex, type IndexExpr, type Sizes } from "../semantics/indices.ts";
import type { Formula, Model, Quantity } from "../semantics/model.ts";
import { chooseSizes, hasFreeSize, sizeVariants } from "../semantics/sizes.ts";
import type { Problem } from "../syntax/problem.ts";
import { spreadLike } from "../unroll/arrange.ts";
import { emit } from "../unroll/emit.ts";
import { createWorld, elementName, shapeAt, type World } from "../unroll/world.ts";
import { compareInstance, usablePoints, type Sides } from "./compare.ts";
import type { CheckOptions } from "./check.ts";
import { createTally, decideClaim, type Tally } from "./decide.ts";
import { openDues } from "./dues.ts";
import { hasUnseen, look, remarkUnseen, wideningPatterns, type Sightings } from "./forks.ts";
import { writeClaim } from "./instances.ts";
import { writeBackwardTrips } from "./recover.ts";
import { settleDoubts } from "./second-opinion.ts";
import { surveyModel } from "./survey.ts";
import { decideCost, type KnownCosts } from "./cost/cost.ts";
import type { ClaimResult, ModelResult, Sample } from "./verdict.ts";

/** Points for each variant of the sizes; a model without unknown sizes gets all of them at once. */
const pointsPerVariant = 8;

/** Where values are undefined, other points are drawn: further generic ones first, then tamer ones. */
const redraws: readonly Pattern[] = ["generic", "positive", "small", "positive"];

/** A model that took this many nodes is not tried at larger sizes: the verdict is waited for. */
const enoughNodes = 60_000;

/** Fewer usable points than this at some index call for a redraw. */
const enoughPoints = 3;

export function* checkModel(
  model: Model,
  options: CheckOptions,
): Generator<void, { result: ModelResult; problems: Problem[] }> {
  const problems: Problem[] = [];
  const tallies = model.claims.filter(({ kind }) => kind !== "cost").map((claim) => createTally(model, claim));
  let sample: Sample | undefined;
  let tooLarge = false;
  const variants = hasFreeSize(model.sizes, options.sizes) ? sizeVariants : 1;
  let tried = 0;
  const sightings: Sightings = new Map();
  for (let variant = 0, spent = 0; variant < variants && spent < enoughNodes; variant++) {
    const sizes = chooseSizes(model.sizes, model.indices, variant, options.sizes);
    const elements = elementsOf(model, sizes);
    if (!elements.complete) {
      tooLarge = variant === 0;
      break;
    }
    const tape = createTape();
    const main = createWorld(model, sizes, elements.tables, tape);
    const found = surveyModel(main);
    if (variant === 0) problems.push(...found);
    yield;
    const worlds = worldsFor(main);
    for (const tally of tallies) {
      if (tally.reason === undefined) writeClaim(worlds(tally.claim), tally, variant);
      yield;
    }
    writeBackwardTrips(main, tallies, variant);
    yield;
    spent = tape.length;
    const isOnly = variants === 1 && spent < enoughNodes;
    const points = isOnly ? pointsPerVariant * sizeVariants : pointsPerVariant;
    tried += points;
    const first = variant * points;
    const values = evaluate(tape, { seed: options.seed, points, first });
    yield;
    const bounds = roundingBounds(tape, values);
    yield;
    for (const tally of tallies)
      compareAll(tally, variant, { claim: tally.claim, tape, values, bounds, within: tally.within });
    if (variant === 0) sample = { world: main, values, point: showablePoint(main, values) };
    look(main.forks, values, tape, sightings);
    for (const [round, pattern] of redraws.entries()) {
      const lacking = tallies.filter((tally) =>
        tally.instances[variant]?.some((instance) => usablePoints(instance) < enoughPoints),
      );
      if (lacking.length === 0) break;
      yield;
      const fresh = evaluate(tape, { seed: options.seed, points, first: 1_000 * (round + 1) + first, pattern });
      const freshBounds = roundingBounds(tape, fresh);
      for (const tally of lacking)
        compareAll(tally, variant, {
          claim: tally.claim,
          tape,
          values: fresh,
          bounds: freshBounds,
          within: tally.within,
        });
    }
    yield;
  }
  if (sample) yield* widen(sample.world, tallies, sightings, options.seed);
  yield* settleDoubts(tallies, options.secondOpinion);
  const decided = new Map(
    tallies.map((tally) => [tally.claim, decideClaim(tally, { seed: options.seed, points: tried, tooLarge })]),
  );
  const claims: ClaimResult[] = [];
  const costs: KnownCosts = { polynomials: new Map(), unrollings: new Map() };
  for (const claim of model.claims) {
    claims.push(decided.get(claim) ?? decideCost(model, claim, options.sizes, options.seed, costs));
    if (claim.kind === "cost") yield;
  }
  return {
    result: { model, claims, open: openDues(model, sample?.world, claims), ...(sample && { sample }) },
    problems,
  };
}

/** Tries wider points at the smallest sizes until both ways of each fork are seen, and remarks on those that are not. */
function* widen(
  { forks, tape }: World,
  tallies: readonly Tally[],
  sightings: Sightings,
  seed: number,
): Generator<void, void> {
  for (const [round, pattern] of wideningPatterns.entries()) {
    if (!hasUnseen(sightings)) return;
    yield;
    const samples = { seed, points: 2 * pointsPerVariant, first: 10_000 * (round + 1), pattern };
    const values = evaluate(tape, samples);
    const bounds = roundingBounds(tape, values);
    look(forks, values, tape, sightings);
    for (const tally of tallies)
      compareAll(tally, 0, { claim: tally.claim, tape, values, bounds, within: tally.within });
  }
  remarkUnseen(tallies, forks, sightings, tape, 0);
}

function compareAll(tally: Tally, variant: number, sides: Sides): void {
  for (const instance of tally.instances[variant] ?? []) compareInstance(sides, instance);
}

function elementsOf(model: Model, sizes: Sizes): ElementTables {
  const elements = createTables();
  for (const quantity of model.quantities.values())
    for (const source of [...quantity.free, ...quantity.definitions]) addElements(elements, quantity, source, sizes);
  return elements;
}

/** One world for each way in which claims clamp or assume, on the one tape. */
export function worldsFor(main: World): (claim: Model["claims"][number]) => World {
  const worlds = new Map<string, World>();
  return (claim) => {
    if (claim.given.length === 0 && claim.assumed.size === 0) return main;
    const clamps = claim.given.map(
      ({ quantity, indices, span }) => `${quantity.key} ${indices?.map(printIndex).join()} ${span.start}`,
    );
    const ranges = [...claim.assumed].map(
      ([quantity, { range, structure }]) =>
        `${quantity.key} ${structure} ${range?.low} ${range?.high} ${range?.excluded?.join()}`,
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

/** A point at which everything is defined, if there is one. */
function showablePoint(world: World, values: ReturnType<typeof evaluate>): number {
  const nodes = [...world.nodes.values()].flat().filter((node) => node !== undefined);
  for (let point = 0; point < values.points; point++)
    if (nodes.every((node) => Number.isFinite(values.at(node, point)))) return point;
  return 0;
}
