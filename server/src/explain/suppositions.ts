/** Suppositions: what a sheet might have meant and does not say, each with the claim as it would be under it. */
import type { CheckOptions } from "../check/check.ts";
import { isEndomorphism } from "../semantics/clauses.ts";
import { sameDimension } from "../semantics/dimensions.ts";
import { axesOf } from "../semantics/families-together.ts";
import { printIndex } from "../semantics/indices.ts";
import type {
  Assumption,
  Claim,
  Clamp,
  ElementReference,
  Formula,
  FreeElements,
  Model,
  Quantity,
  SheetFunction,
  Structure,
} from "../semantics/model.ts";
import { partsOf, valueReferencesIn } from "../semantics/walk.ts";
import type { Span } from "../syntax/span.ts";
import { isFixed } from "./definitions.ts";
import type { Notation } from "./notation.ts";
import { agree, createTrial, evaluateTrial, norm, type Trial } from "./trial.ts";
import { createWorkbench, type Workbench } from "./workbench.ts";

/** A claim under another reading, with what is known of its formulas. */
export interface Reading {
  readonly bench: Workbench;
  readonly claim: Claim;
}

export interface Supposition extends Reading {
  /** Goes on from "this would hold if ": `\`B\` were symmetric`. */
  readonly words: string;
  /** What to do if it is meant, and if it is not. */
  readonly hint: string;
  /** Where what it is about is declared, or defined. */
  readonly declared: { readonly span: Span; readonly name: string; readonly isDefined?: true };
}

/** All suppositions about what a claim depends on; what asks for less comes first. */
export function* suppositionsOf(model: Model, claim: Claim, notation: Notation): Generator<Supposition> {
  const reach = reachOf(model, claim);
  const own = createWorkbench(model);
  yield* structureSuppositions(own, claim, reach, notation);
  yield* startSuppositions(own, claim, reach, notation);
  yield* formSuppositions(own, claim, reach);
  yield* oneSuppositions(own, claim, reach, notation);
  yield* constantSuppositions(own, claim, reach, notation);
  yield* steadySuppositions(model, claim);
}

/**
 * Whether the claim holds under a reading, at the sizes of two variants, the first of which is given, and at fresh points;
 * and says something there, rather than that nothing is nothing.
 */
export function* holdsUnder(
  { bench, claim }: Reading,
  options: CheckOptions,
  variant: number,
): Generator<void, boolean> {
  for (const [each, isFresh] of [
    [variant, false],
    [variant === 0 ? 1 : 0, true],
  ] as const) {
    const trial = createTrial(bench, claim, options, { variant: each, isFresh, difference: 1 });
    yield;
    if (!trial || !holdsOn(trial)) return false;
    yield;
  }
  return true;
}

function holdsOn(trial: Trial): boolean {
  const values = evaluateTrial(trial);
  const isNothing = trial.places.every(({ left }) => norm(trial.world.tape, values, left, 0) === 0);
  return !isNothing && trial.places.every(({ left, right }) => agree(trial, values, left, right));
}

// ── What a claim depends on ─────────────────────────────────────────────────────────────────────────────────────────

interface Reach {
  /** With free elements, and in the order in which the sheet declares them. */
  readonly free: readonly Quantity[];
  readonly functions: readonly SheetFunction[];
}

/** The free quantities and unknown functions that a claim's sides are computed from, whatever they are differentiated by. */
function reachOf(model: Model, { left, right }: Claim): Reach {
  const { quantities, functions } = behind(model, [left, right]);
  return {
    free: [...model.quantities.values()].filter((each) => quantities.has(each) && each.free.length > 0),
    functions: [...model.functions.values()].filter((each) => functions.has(each) && !each.body),
  };
}

/** All that formulas are computed from. */
function behind(model: Model, formulas: readonly Formula[]) {
  const quantities = new Set<Quantity>();
  const functions = new Set<SheetFunction>();
  const open = [...formulas];
  const enter = (quantity: Quantity): void => {
    if (quantities.has(quantity)) return;
    quantities.add(quantity);
    open.push(...quantity.definitions.map(({ formula }) => formula));
  };
  for (let formula = open.pop(); formula; formula = open.pop()) {
    open.push(...partsOf(formula));
    if (formula.kind === "element") enter(formula.reference.quantity);
    else if (formula.kind === "adjoint" && model.loss) enter(model.loss);
    else if (formula.kind === "call" && !functions.has(formula.function)) {
      functions.add(formula.function);
      if (formula.function.body) open.push(formula.function.body.formula);
    }
  }
  return { quantities, functions };
}

/** The quantities by which a formula differentiates. */
function differentiatedBy(formula: Formula): Quantity[] {
  const own =
    formula.kind === "adjoint" ? [formula.of] : formula.kind === "derivative" ? formula.by : ([] as ElementReference[]);
  return [...own.map(({ quantity }) => quantity), ...partsOf(formula).flatMap(differentiatedBy)];
}

// ── What values are like ────────────────────────────────────────────────────────────────────────────────────────────

/** By the number of axes. */
const structures: Readonly<Record<number, readonly (readonly [Structure, string])[]>> = {
  1: [
    ["probability", "were positive and summed to 1"],
    ["unit", "had norm 1"],
  ],
  2: [
    ["symmetric", "were symmetric"],
    ["orthogonal", "were orthogonal"],
    ["diagonal", "were diagonal"],
    ["stochastic", "had positive rows that sum to 1"],
  ],
};

function* structureSuppositions(
  bench: Workbench,
  claim: Claim,
  { free }: Reach,
  notation: Notation,
): Generator<Supposition> {
  for (const quantity of free) {
    if (quantity.definitions.length > 0 || quantity.structure || claim.assumed.get(quantity)?.structure) continue;
    const axes = quantity.shape?.length ?? 0;
    const isFamily = axes === 0 && quantity.free.every(({ loops }) => loops.length > 0);
    const possible = isFamily ? [1, 2].filter((each) => each <= quantity.arity) : [axes];
    for (const [structure, words] of possible.flatMap((each) => structures[each] ?? [])) {
      if (axesOf(structure) === 2 && structure !== "stochastic" && !isSquare(quantity)) continue;
      const name = baseName(quantity, notation);
      const [first] = quantity.free;
      const element = `\`${nameOf(quantity, first!, notation)}\``;
      const over =
        axesOf(structure) === 1 && quantity.arity > 1 ? ` over \`${printIndex(first!.positions.at(-1)!)}\`` : "";
      yield {
        bench,
        claim: assuming(claim, quantity, { structure }),
        words: isFamily ? `the ${element} ${words}${over}` : `${quantity.arity > 0 ? "each " : ""}${element} ${words}`,
        hint: `In general a part or a transpose is missing. If it is meant, say so where \`${name}\` is declared (\`${structure}\`), or behind this line: \`assuming ${name} ${structure}\`.`,
        declared: { span: quantity.nameSpan, name },
      };
    }
  }
}

/** Of a family of numbers, whether its last two indices run over the same values. */
function isSquare({ shape, free }: Quantity): boolean {
  const [rows, columns] = shape ?? [];
  if (rows !== undefined) return columns !== undefined && sameDimension(rows, columns);
  return free.every(({ positions, loops }) => {
    const ranges = positions.slice(-2).map((position) => {
      const loop = position.kind === "variable" ? loops.find(({ name }) => name === position.name) : undefined;
      return loop && `${printIndex(loop.from)}..${printIndex(loop.to)}`;
    });
    return ranges[0] !== undefined && ranges[0] === ranges[1];
  });
}

function assuming(claim: Claim, subject: Quantity | SheetFunction, assumption: Assumption): Claim {
  const before = claim.assumed.get(subject);
  return { ...claim, assumed: new Map([...claim.assumed, [subject, { ...before, ...assumption }]]) };
}

/** `h[0]` is 0, where the steps after it are computed: a student who starts at 0 leaves out what comes from there. */
function* startSuppositions(bench: Workbench, claim: Claim, reach: Reach, notation: Notation): Generator<Supposition> {
  for (const set of setsOf(startsOf(reach))) {
    const names = set.map(({ quantity, element }) => nameOf(quantity, element, notation));
    yield {
      bench,
      claim: startingAtZero(claim, set),
      words: areZero(names),
      hint: `What comes from the start is missing. If it starts at 0, say so behind this line, \`${givenZero(names)}\`, or define it above.`,
      declared: { span: set[0]!.element.span, name: names[0]! },
    };
  }
}

/** A free element at which a recurrence starts. */
interface Start {
  readonly quantity: Quantity;
  readonly element: FreeElements;
}

function startsOf({ free }: Reach): Start[] {
  return free
    .filter(({ definitions }) => definitions.length > 0)
    .flatMap((quantity) =>
      quantity.free.filter(({ positions }) => positions.every(isFixed)).map((element) => ({ quantity, element })),
    );
}

/** Each alone, then all together. */
function setsOf(starts: readonly Start[]): readonly (readonly Start[])[] {
  return [...starts.map((start) => [start]), ...(starts.length > 1 ? [starts] : [])];
}

function startingAtZero(claim: Claim, starts: readonly Start[]): Claim {
  const clamps = starts.map(({ quantity, element }) => clamped(quantity, 0, element));
  return { ...claim, given: [...claim.given, ...clamps] };
}

function areZero(names: readonly string[]): string {
  return `${names.map((name) => `\`${name}\``).join(" and ")} were 0`;
}

function givenZero(names: readonly string[]): string {
  return `given ${names.map((name) => `${name} = 0`).join(", ")}`;
}

function nameOf(quantity: Quantity, { positions, span }: FreeElements, notation: Notation): string {
  return notation.reference({ quantity, indices: positions, span });
}

/** A name without its indices, as a number of this name is written. */
function baseName(quantity: Quantity, notation: Notation): string {
  return quantity.arity === 0 ? notation.reference({ quantity, indices: [], span: quantity.nameSpan }) : quantity.name;
}

function clamped(quantity: Quantity, value: number, element?: FreeElements): Clamp {
  const span = quantity.nameSpan;
  const indices = element && element.positions.length > 0 ? element.positions : undefined;
  return { quantity, ...(indices && { indices }), value: { kind: "number", span, value }, span };
}

/** φ is linear, or the identity: where its derivative is taken at the wrong place, or is not there at all. */
function* formSuppositions(bench: Workbench, claim: Claim, { functions }: Reach): Generator<Supposition> {
  for (const fn of functions) {
    if (claim.assumed.has(fn)) continue;
    const { name } = fn;
    const declared = { span: fn.nameSpan, name };
    yield {
      bench,
      claim: assuming(claim, fn, { form: "linear" }),
      words: `\`${name}\` were linear`,
      hint: `Mind where \`${name}'\` is taken, and that \`${name}\` of a sum is no sum. If it is meant to be linear, say so behind this line: \`assuming ${name} linear\`.`,
      declared,
    };
    if (isEndomorphism(fn))
      yield {
        bench,
        claim: assuming(claim, fn, { form: "identity" }),
        words: `\`${name}\` were the identity, ${name}(z) = z`,
        hint: `\`${name}\` or its derivative \`${name}'\` is missing. If \`${name}(z) = z\` is meant, define it, or write \`assuming ${name} identity\` behind this line.`,
        declared,
      };
  }
}

/** A number is 1: what is multiplied by it, or raised to it, is left out. */
function* oneSuppositions(bench: Workbench, claim: Claim, { free }: Reach, notation: Notation): Generator<Supposition> {
  for (const quantity of free) {
    const { arity, shape, definitions } = quantity;
    const name = baseName(quantity, notation);
    const isNumber = arity === 0 && (shape?.length ?? 0) === 0 && definitions.length === 0;
    if (!isNumber || claim.given.some((clamp) => clamp.quantity === quantity) || !mayBeOne(quantity)) continue;
    yield {
      bench,
      claim: { ...claim, given: [...claim.given, clamped(quantity, 1)] },
      words: `\`${name}\` were 1`,
      hint: `\`${name}\` or a power of it is missing or too much. If 1 is meant, say so behind this line: \`given ${name} = 1\`.`,
      declared: { span: quantity.nameSpan, name },
    };
  }
}

function mayBeOne({ free: [element] }: Quantity): boolean {
  const range = element?.range;
  return !range || (range.low < 1 && range.high > 1 && !range.excluded?.includes(1));
}

/**
 * A family of values does not change: a step too early or too late is the same then. Alone, and with recurrences that start
 * at 0: sums of a constant, such as 1 - β^k, ask for both.
 */
function* constantSuppositions(
  bench: Workbench,
  claim: Claim,
  reach: Reach,
  notation: Notation,
): Generator<Supposition> {
  for (const set of [[], ...setsOf(startsOf(reach))]) {
    const names = set.map(({ quantity, element }) => nameOf(quantity, element, notation));
    for (const quantity of reach.free) {
      const { name, arity, definitions, structure } = quantity;
      if (arity === 0 || definitions.length > 0 || structure || claim.assumed.get(quantity)?.structure) continue;
      const element = nameOf(quantity, quantity.free[0]!, notation);
      const [also, given] = set.length === 0 ? ["", ""] : [`, and ${areZero(names)}`, ` ${givenZero(names)}`];
      yield {
        bench,
        claim: assuming(startingAtZero(claim, set), quantity, { structure: "constant" }),
        words: `\`${element}\` had the same value everywhere${also}`,
        hint: `Look at which index each \`${name}\` needs. If it never changes, say so behind this line: \`assuming ${name} constant${given}\`.`,
        declared: { span: quantity.nameSpan, name },
      };
    }
  }
}

/**
 * What the line names does not change from step to step: it is held at one value, whatever its equation says. Not where that
 * would cut a path along which something is differentiated: nothing would be left to say.
 */
function* steadySuppositions(model: Model, claim: Claim): Generator<Supposition> {
  const by = [claim.left, claim.right].flatMap(differentiatedBy);
  const named = new Set([claim.left, claim.right].flatMap(valueReferencesIn).map(({ quantity }) => quantity));
  for (const quantity of named) {
    const { name, arity, definitions, shape } = quantity;
    if (arity === 0 || definitions.length === 0 || claim.given.some((clamp) => clamp.quantity === quantity)) continue;
    const { quantities } = behind(
      model,
      definitions.map(({ formula }) => formula),
    );
    if (by.some((each) => each === quantity || quantities.has(each))) continue;
    const span = quantity.nameSpan;
    const free: FreeElements[] = [{ loops: [], positions: [], span }];
    const rest: Quantity = {
      key: `${name} at rest`,
      name: `${name} at rest`,
      arity: 0,
      kind: "input",
      nameSpan: span,
      shape,
      free,
      definitions: [],
      madeOfAdjoints: false,
    };
    const value: Formula = { kind: "element", span, reference: { quantity: rest, indices: [], span } };
    yield {
      bench: createWorkbench({ ...model, quantities: new Map([...model.quantities, [rest.key, rest]]) }),
      claim: { ...claim, given: [...claim.given, { quantity, value, span }] },
      words: `\`${name}\` were held at one value at every index (a steady state)`,
      hint: `Look at which index each \`${name}\` needs. If it stands still, say so behind this line, with its value: \`given ${name} = …\`.`,
      declared: { span, name, isDefined: true },
    };
  }
}
