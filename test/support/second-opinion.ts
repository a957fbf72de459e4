/** Puts sheets before the checker and its verdicts before the oracle. */
import { check, defaultOptions, finish } from "../../server/src/check/check.ts";
import type { ClaimResult, ModelResult } from "../../server/src/check/verdict.ts";
import { evaluate } from "../../server/src/engine/evaluate.ts";
import type { Pattern } from "../../server/src/engine/draw.ts";
import { roundingBounds } from "../../server/src/engine/rounding.ts";
import { createTape, elementsOf, shapeOf } from "../../server/src/engine/tape.ts";
import { arithmeticWith } from "../../server/src/oracle/arithmetic.ts";
import { createOracle, evaluate as evaluateExactly } from "../../server/src/oracle/oracle.ts";
import { settle as judge } from "../../server/src/oracle/second-opinion.ts";
import { settle, type Settlement } from "../../server/src/oracle/settle.ts";
import { analyse } from "../../server/src/semantics/analyse.ts";
import { addElements, createTables, eachAssignment, tupleIn } from "../../server/src/semantics/elements.ts";
import type { Environment } from "../../server/src/semantics/indices.ts";
import type { Claim, ElementReference, Formula, Model } from "../../server/src/semantics/model.ts";
import { chooseSizes } from "../../server/src/semantics/sizes.ts";
import { parse } from "../../server/src/syntax/parser.ts";
import { emit, missingSubject } from "../../server/src/unroll/emit.ts";
import { createWorld, type World } from "../../server/src/unroll/world.ts";

const { exactly } = arithmeticWith(64);

const nowhere = { start: 0, end: 0 };

/** The only model of a sheet, and the errors that were found in the text. */
export function readSheet(text: string): { model: Model; errors: string[] } {
  const { sheet, problems } = parse(text);
  const analysis = analyse(sheet);
  const errors = [...problems, ...analysis.problems]
    .filter(({ severity }) => severity === "error")
    .map(({ code, message, span }) => `${code} at ${JSON.stringify(text.slice(span.start, span.end))}: ${message}`);
  return { model: analysis.models[0]!, errors };
}

/** The verdicts on a sheet, with the oracle at hand as in the product, and the errors that were found on the way. */
export function verdictsOn(text: string): {
  models: readonly ModelResult[];
  model: Model;
  results: readonly ClaimResult[];
  errors: string[];
} {
  const { sheet, problems } = parse(text);
  const analysis = analyse(sheet);
  const { models, problems: later } = finish(
    check(analysis, { ...defaultOptions, secondOpinion: () => ({ settle: judge }) }),
  );
  const errors = [...problems, ...analysis.problems, ...later]
    .filter(({ severity }) => severity === "error")
    .map(({ code, message, span }) => `${code} at ${JSON.stringify(text.slice(span.start, span.end))}: ${message}`);
  return { models, model: analysis.models[0]!, results: models.flatMap(({ claims }) => claims), errors };
}

/** A world of the model at the sizes of one variant, changed as the claim says. */
export function worldOf(model: Model, variant: number, claim?: Claim): World {
  const sizes = chooseSizes(model.sizes, model.indices, variant);
  const elements = createTables();
  for (const quantity of model.quantities.values())
    for (const source of [...quantity.free, ...quantity.definitions]) addElements(elements, quantity, source, sizes);
  const changes = claim
    ? { clamps: new Map(claim.given.map(({ quantity, value }) => [quantity, value])), assumed: claim.assumed }
    : {};
  return createWorld(model, sizes, elements.tables, createTape(), changes);
}

// ── Values ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One derivative that the tape and the oracle disagree about. */
export interface Disagreement {
  readonly what: string;
  readonly tape: number;
  readonly bound: number;
  readonly oracle: string | undefined;
}

/** How much of the rounding bound a derivative may use: as much as the checker allows. */
const margin = 4;

/**
 * Compares adjoints, and derivatives of elements by elements, as the tape has them with what the oracle says. `choose`
 * picks elements from all there are.
 */
export function compareDerivatives(
  model: Model,
  choose: (all: readonly ElementReference[], count: number) => readonly ElementReference[],
  seed: number,
  pattern: Pattern,
): { compared: number; wrong: Disagreement[] } {
  const world = worldOf(model, 0);
  const all = [...world.tables].flatMap(([quantity, table]) =>
    Array.from({ length: table.count }, (_, number): ElementReference => ({
      quantity,
      span: nowhere,
      indices: tupleIn(table, number).map((value) => ({ kind: "literal", span: nowhere, value })),
    })),
  );
  const adjoints = choose(all, 6).map((of): Formula => ({ kind: "adjoint", span: nowhere, of }));
  const outputs = choose(all, 5);
  const inputs = choose(all, 5);
  const derivatives = outputs.slice(0, inputs.length).map((reference, at): Formula => ({
    kind: "derivative",
    span: nowhere,
    of: { kind: "element", span: nowhere, reference },
    by: [inputs[at]!],
    immediate: at === 0,
    layout: "plain",
  }));
  // Second derivatives: of an adjoint, and of a derivative.
  const nested = [adjoints[0], derivatives[1]]
    .filter((of) => of !== undefined)
    .map((of): Formula => ({
      kind: "derivative",
      span: nowhere,
      of,
      by: [inputs.at(-1)!],
      immediate: false,
      layout: "plain",
    }));
  const formulas = [...adjoints, ...derivatives, ...nested];
  const nodes = formulas.map((formula) => emit(world, formula, { environment: undefined, beyond: "absent" }));
  const samples = { seed, points: 1, pattern };
  const values = evaluate(world.tape, samples);
  const bounds = roundingBounds(world.tape, values);
  const oracle = createOracle(world, { samples, point: 0 });
  const wrong: Disagreement[] = [];
  let compared = 0;
  for (const [at, formula] of formulas.entries()) {
    const exact = evaluateExactly(oracle, formula, undefined, "absent");
    // Where two values are so close that only a smaller step tells on which side of a kink they are.
    if (!exact && oracle.isKinked) continue;
    const offset = values.offset(nodes[at]!);
    const count = elementsOf(shapeOf(world.tape, nodes[at]!));
    for (let component = 0; component < count; component++) {
      const [tape, bound] = [values.data[offset + component]!, bounds.data[offset + component]!];
      if (!Number.isFinite(tape) || !Number.isFinite(bound)) continue;
      compared++;
      const own = exact?.data[component];
      const blur = Math.abs(tape) * 1e-25 + 1e-30;
      if (!own || exact.data.length !== count || !(own.minus(exactly(tape)).abs().toNumber() <= margin * bound + blur))
        wrong.push({ what: `${describe(formula)} ${component}`, tape, bound, oracle: own?.toPrecision(25) });
    }
  }
  return { compared, wrong };
}

function describe(formula: Formula): string {
  const name = ({ quantity, indices }: ElementReference) =>
    `${quantity.name}[${indices.map((index) => (index.kind === "literal" ? index.value : "?")).join()}]`;
  if (formula.kind === "element") return name(formula.reference);
  if (formula.kind === "adjoint") return `bar ${name(formula.of)}`;
  if (formula.kind === "derivative")
    return `∂${formula.immediate ? "⁺" : ""}(${describe(formula.of)})/∂${formula.by.map(name).join()}`;
  return formula.kind;
}

// ── Claims ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Work that the oracle may do for one claim at one point, of about a microsecond each. */
const mostWork = 20_000_000;

/** Where the oracle is asked: at so many points of so many variants of the sizes, and at no more indices than these, spread over all. */
export interface Look {
  readonly variants: number;
  readonly points: number;
  readonly pattern?: Pattern;
  readonly places?: number;
  /** The points lie on the line from the first one to the one so many further. */
  readonly towards?: number;
}

/** What the oracle says of a claim: the first place where the sides differ decides. */
export function opinionOn(
  model: Model,
  claim: Claim,
  { variants, points, pattern = "generic", places = Infinity, towards }: Look,
): Settlement["outcome"] | "nothing" {
  let outcome = "nothing" as Settlement["outcome"] | "nothing";
  for (let variant = 0; variant < variants; variant++) {
    const world = worldOf(model, variant, claim);
    const assignments: (Environment | undefined)[] = [];
    eachAssignment(claim.loops, claim.conditions, world.sizes, undefined, (environment) => {
      if (!missingSubject(world, claim.subject, { environment, beyond: "absent" })) assignments.push(environment);
      return true;
    });
    const stride = Math.max(1, assignments.length / places);
    for (let point = 0; point < points; point++) {
      const first = 8 * variant;
      const shares = Array.from({ length: points }, (_, at) => (at + 1) / (points + 1));
      const line = towards === undefined ? {} : { towards: { point: first + towards, shares } };
      const samples = { seed: 1, points, first, pattern, ...line };
      const oracle = createOracle(world, { samples, point }, mostWork);
      for (let at = 0; at < assignments.length; at += stride) {
        const { outcome: found, left } = settle(oracle, claim, assignments[Math.floor(at)]);
        if (found === "different") return found;
        // Sides without a value at this point say nothing.
        if (found === "unclear" && left === undefined) continue;
        if (outcome === "nothing" || found === "unclear") outcome = found;
      }
    }
  }
  return outcome;
}
