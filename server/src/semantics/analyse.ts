/** The facade of the semantic layer: from a syntax tree to models whose equations are definitions and claims. */
import type { Declaration, Equation, Expr, Sheet, Statement } from "../syntax/ast.ts";
import { fixesOutside } from "../syntax/fixes-outside.ts";
import { problem, type Problem } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { looksLikeAdjoint } from "./aliases.ts";
import { introducedBy } from "./clauses.ts";
import { wholesOf } from "./component-equations.ts";
import { asProduct, contextOf, type Context } from "./context.ts";
import { withDeclaredRanges } from "./declared-ranges.ts";
import { declareIndices, declareSizes, declareValues } from "./declarations.ts";
import { declareBoundary, declareFunctions } from "./function-declarations.ts";
import { evaluateDimension, sameShape } from "./dimensions.ts";
import { addElements, createTables, tensorBudget } from "./elements.ts";
import { prepareEquation, readDerive, readEquation, type Equations, type Probe } from "./equations.ts";
import { visitVariables, type IndexExpr, type Sizes } from "./indices.ts";
import { letteredPlaces } from "./lettered-families.ts";
import { noteLossArguments } from "./loss-arguments.ts";
import { areOfDifferentShapes, numberedPlaces } from "./members.ts";
import type { Analysis, Definition, Formula, Loop, Model, Quantity } from "./model.ts";
import { reportCircularFunctions } from "./circular-functions.ts";
import { settleDirection, settleFolds } from "./ranges.ts";
import { createScope, type KnownOfNames, type Scope } from "./scope.ts";
import { withShapesBehind } from "./shapes-behind.ts";
import { chooseSizes, hasFreeSize, spaciousSizes } from "./sizes.ts";
import { noteIndexed } from "./targets.ts";
import { headed, plainName, primedHead } from "./references.ts";
import { shapeModel } from "./shapes.ts";
import { usesAdjoints, valueReferencesIn } from "./walk.ts";

export interface AnalysisOptions {
  /** The text of the sheet, for messages that quote it. */
  readonly text?: string;
  /** Sizes given from outside, `--size T=50`; they win over the sheet. */
  readonly sizes?: Sizes;
}

/** Decides names and meanings. Never throws; what is wrong is reported and the rest is understood as well as it can be. */
export function analyse(sheet: Sheet, options: AnalysisOptions = {}): Analysis {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  // Lines before the first model are read with each model, and their problems are told once.
  const report = (found: Problem): void => {
    const key = `${found.code} ${found.span.start} ${found.span.end} ${found.message}`;
    if (seen.has(key)) return;
    seen.add(key);
    problems.push(found);
  };
  const models = splitModels(sheet, report).map((part) => analyseModel(part, options, report));
  problems.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { models, problems: problems.map(fixesOutside(sheet.calls)) };
}

interface ModelPart {
  readonly name?: string;
  readonly nameSpan?: Span;
  readonly span: Span;
  readonly statements: readonly Statement[];
}

function splitModels(sheet: Sheet, report: (problem: Problem) => void): ModelPart[] {
  const starts = sheet.statements.flatMap((statement, at) => (statement.kind === "model" ? [at] : []));
  const prelude = sheet.statements.slice(0, starts[0]);
  if (starts.length === 0) return [{ span: sheet.span, statements: prelude }];
  return starts.map((start, at) => {
    const own = sheet.statements.slice(start, starts[at + 1]);
    const [head] = own;
    const end = starts[at + 1] === undefined ? sheet.span.end : own.at(-1)!.span.end;
    const name = head?.kind === "model" ? head.name : undefined;
    if (!name) report(problem("model/no-name", head!.span, "A model needs a name: `model LSTM`."));
    return {
      ...(name && { name: name.text, nameSpan: name.span }),
      span: { start: head!.span.start, end },
      statements: [...prelude, ...own],
    };
  });
}

/**
 * Reads a model, and once more where that tells more of its names: which are components of a vector, and, where its shapes
 * don't fit, which numbered elements are quantities of their own, if they then have different shapes.
 */
function analyseModel(part: ModelPart, options: AnalysisOptions, report: (problem: Problem) => void): Model {
  let known: KnownOfNames = { memberPlaces: new Map(), wholes: new Map() };
  let reading = readModel(part, options, known);
  for (let times = 0; times < mostReadings; times++) {
    const more = learnt(reading.scope, known);
    if (!more) break;
    known = more;
    reading = readModel(part, options, known);
  }
  if (reading.problems.some(({ code }) => code.startsWith("shape/"))) {
    const places = numberedPlaces(reading.scope);
    const apart = places.size > 0 ? readModel(part, options, { ...known, memberPlaces: places }) : undefined;
    if (apart && areOfDifferentShapes(apart.scope)) {
      reading = apart;
      known = { ...known, memberPlaces: places };
    }
  }
  const again = (numbers: ReadonlySet<string>) => readModel(part, options, { ...known, numbers }).problems;
  const { shapedBehind } = reading.scope;
  for (const found of withShapesBehind(reading.problems, shapedBehind, again, options.text ?? "")) report(found);
  return reading.model;
}

/** Each reading may tell of a few names what the next one takes into account. */
const mostReadings = 3;

/** What a reading told of the names that was not known before it, if anything: which are components, and the shapes that say what stands behind a name. */
function learnt(scope: Scope, known: KnownOfNames): KnownOfNames | undefined {
  const wholes = wholesOf(scope);
  const lettered = letteredPlaces(scope);
  const shapes = new Map(known.knownShapes);
  const isMore = (found: ReadonlyMap<string, unknown>, before: ReadonlyMap<string, unknown> | undefined) =>
    [...found.keys()].some((name) => !before?.has(name));
  let isNew = isMore(wholes, known.wholes) || isMore(lettered, known.letteredPlaces);
  for (const key of scope.unshaped) {
    const shape = scope.quantities.get(key)?.shape;
    const before = shapes.get(key);
    if (!shape || (before ? sameShape(before, shape) : shape.length === 0)) continue;
    shapes.set(key, shape);
    isNew = true;
  }
  if (!isNew) return undefined;
  return {
    ...known,
    wholes: new Map([...wholes, ...known.wholes]),
    letteredPlaces: new Map([...lettered, ...(known.letteredPlaces ?? [])]),
    knownShapes: shapes,
  };
}

interface Reading {
  readonly model: Model;
  readonly scope: Scope;
  readonly problems: readonly Problem[];
}

function readModel(part: ModelPart, options: AnalysisOptions, known: KnownOfNames): Reading {
  const problems: Problem[] = [];
  const scope = createScope((found) => problems.push(found), known);
  const statements = withDeclaredRanges(part.statements);
  if (part.nameSpan) scope.ownStart = part.span.start;
  const ofKind = <Kind extends Statement["kind"]>(kind: Kind) =>
    statements.filter((statement): statement is Extract<Statement, { kind: Kind }> => statement.kind === kind);

  // All names first: `h_0 = 0` may stand before `h_t = …`.
  for (const statement of ofKind("size")) declareSizes(scope, statement);
  declareIndices(scope, ofKind("index"));
  const equations = statements.filter((statement) => statement.kind === "equation" || statement.kind === "cost");
  const declarations = statements.filter((statement): statement is Declaration =>
    ["param", "input", "const"].includes(statement.kind),
  );
  const targets = declarations.flatMap(({ items }) => items.map(({ target }) => target));
  const scalars = new Set(targets.flatMap((target) => plainName(target)?.name ?? []));
  for (const target of targets) noteIndexed(contextOf(scope), target, scalars, true);
  for (const equation of equations)
    if (equation.kind === "equation") noteIndexed(contextAmong(scope, equation), equation.sides[0]!, scalars, false);
  for (const statement of declarations) declareValues(scope, statement);
  for (const statement of ofKind("function")) declareFunctions(scope, statement);
  for (const equation of equations) if (equation.kind === "equation") noteLossArguments(scope, equation);
  for (const { name, arity } of known.wholes.values())
    if (arity > 0) scope.arities.set(name, new Set([...(scope.arities.get(name) ?? []), arity]));
  scope.declarationPlace = equations[0]?.span.start ?? part.span.end;
  for (const { layout } of ofKind("layout")) scope.layout = layout;
  offerLoss(scope, statements);
  // Functions first: behind one, `'` differentiates and is no part of a name.
  const prepared = new Map(
    equations
      .toSorted((one, other) => Number(hasPrime(one.sides[0]!)) - Number(hasPrime(other.sides[0]!)))
      .map((equation) => [equation, prepareEquation(scope, equation)]),
  );
  scope.areNamesKnown = true;
  for (const statement of ofKind("boundary")) declareBoundary(scope, statement);

  const probes = [0, 1].map((variant): Probe => ({
    sizes: chooseSizes(scope.sizes, scope.indices, variant, options.sizes),
    elements: createTables(),
  }));
  const rangeSizes = [probes[0]!.sizes, spaciousSizes(scope.sizes, scope.indices)];
  settleDeclaredRanges(scope, rangeSizes);
  for (const { where } of prepared.values()) {
    const outer = [...scope.indices.values()];
    for (const loop of where.loops)
      settleDirection(
        loop,
        outer.filter(({ name }) => isNamedBy(loop, name)),
        where.conditions,
        rangeSizes,
        scope.report,
      );
  }
  for (const { sizes, elements } of probes)
    for (const quantity of scope.quantities.values())
      for (const free of quantity.free) addElements(elements, quantity, free, sizes);

  const found: Equations = { definitions: [], claims: [], due: [] };
  for (const statement of statements) {
    if (statement.kind === "equation" || statement.kind === "cost")
      readEquation(scope, prepared.get(statement)!, probes, found);
    else if (statement.kind === "derive") readDerive(scope, statement, found);
  }
  reportCircularFunctions(scope);
  settleRanges(scope, found, rangeSizes);
  const text = options.text ?? "";
  const due = found.due.map(({ target }) => target);
  const shapes = shapeModel(scope, found.definitions, found.claims, due, text);
  markCoordinates(scope, found.definitions);
  markMadeOfAdjoints(found.definitions);
  reportTooLarge(scope, probes);
  reportUnused(scope);
  noteAlsoProducts(scope);
  const model: Model = {
    text,
    ...(part.name !== undefined && { name: part.name }),
    ...(part.nameSpan && { nameSpan: part.nameSpan }),
    span: part.span,
    sizes: scope.sizes,
    indices: scope.indices,
    quantities: scope.quantities,
    functions: scope.functions,
    definitions: found.definitions,
    ...(scope.loss && { loss: scope.loss }),
    layout: scope.layout,
    fitted: shapes.fitted,
    shapes: shapes.shapes,
    elementwiseCalls: shapes.elementwiseCalls,
    claims: found.claims,
    due: found.due,
  };
  return { model, scope, problems };
}

/** Among the indices that the equation's own `for` introduces; which values they have is read with the names. */
function contextAmong(scope: Scope, { clauses }: Equation): Context {
  const loops = introducedBy(clauses).map(({ name, span }): Loop => {
    const end: IndexExpr = { kind: "literal", span, value: 0 };
    return { name, span, from: end, to: end, falling: false };
  });
  return contextOf(scope, loops);
}

/** Whether a left side may be the name of something primed. */
function hasPrime(left: Expr): boolean {
  const head = headed(left);
  return head !== undefined && primedHead(head) !== undefined;
}

/** Where no loss is marked, a definition of L is most likely it. */
function offerLoss(scope: Scope, statements: readonly Statement[]): void {
  for (const statement of statements) {
    if (statement.kind !== "equation" || statement.role !== "plain") continue;
    const head = headed(statement.sides[0]!);
    if (!head || head.suffixes.length > 0 || !/^(L|J|E|C|loss|cost|error|energy)$/i.test(head.name.name)) continue;
    const at = statement.span.start;
    scope.lossFixes = [
      { title: `Mark ${head.name.name} as the loss`, edits: [{ span: { start: at, end: at }, text: "loss " }] },
    ];
    return;
  }
}

// ── Ranges ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Whether a bound of the loop names the index. */
function isNamedBy(loop: Loop, name: string): boolean {
  let named = false;
  for (const bound of [loop.from, loop.to]) visitVariables(bound, (variable) => (named ||= variable === name));
  return named;
}

function settleDeclaredRanges(scope: Scope, sizes: readonly Sizes[]): void {
  const outer: Loop[] = [];
  for (const loop of scope.indices.values()) {
    settleDirection(loop, outer, [], sizes, scope.report);
    outer.push(loop);
  }
}

function settleRanges(scope: Scope, found: Equations, sizes: readonly Sizes[]): void {
  const settle = (
    formulas: readonly Formula[],
    loops: readonly Loop[],
    conditions: Definition["conditions"],
  ): string | undefined => {
    let trouble: string | undefined;
    const report = (problem: Problem) => {
      scope.report(problem);
      trouble = "the direction of a range in it isn't fixed";
    };
    for (const formula of formulas) settleFolds(formula, loops, conditions, sizes, report);
    return trouble;
  };
  const mark = (item: { trouble?: string }, trouble: string | undefined) => {
    if (trouble !== undefined) item.trouble ??= trouble;
  };
  for (const definition of found.definitions)
    mark(definition, settle([definition.formula], definition.loops, definition.conditions));
  for (const claim of found.claims) mark(claim, settle([claim.left, claim.right], claim.loops, claim.conditions));
  for (const fn of scope.functions.values()) if (fn.body) mark(fn, settle([fn.body.formula], [], []));
}

// ── What is seen only when all is read ──────────────────────────────────────────────────────────────────────────────

/**
 * A stack whose value no equation uses is no quantity of its own: a derivative by it is one by its parts. An equation for
 * such a derivative (`M[k] = ∂s[k+1]/∂s[k]`) doesn't compute with it.
 */
function markCoordinates(scope: Scope, definitions: readonly Definition[]): void {
  const usedInside = new Set(
    definitions.flatMap(({ quantity, formula }) =>
      valueReferencesIn(formula).flatMap((reference) => (reference.quantity === quantity ? [] : [reference.quantity])),
    ),
  );
  for (const quantity of scope.quantities.values()) {
    const [definition, another] = quantity.definitions;
    if (!definition || another || usedInside.has(quantity)) continue;
    const { formula } = definition;
    const parts = formula.kind === "stack" ? formula.parts : formula.kind === "block" ? formula.rows.flat() : [];
    const references = parts.flatMap((part) => (part.kind === "element" ? [part.reference] : []));
    if (parts.length > 0 && references.length === parts.length) quantity.coordinates = references;
  }
}

/** Quantities whose equations use adjoints, directly or by way of one another. */
function markMadeOfAdjoints(definitions: readonly Definition[]): void {
  for (let changed = true; changed;) {
    changed = false;
    for (const { quantity, formula } of definitions) {
      if (quantity.madeOfAdjoints) continue;
      if (usesAdjoints(formula)) quantity.madeOfAdjoints = changed = true;
    }
  }
}

function reportTooLarge(scope: Scope, probes: readonly Probe[]): void {
  if (probes[0]!.elements.complete) return reportHugeTensors(scope, probes[0]!.sizes);
  const culprit = [...scope.indices.values()].reduce<Loop | undefined>(
    (widest, loop) => (widest && widest.span.start > loop.span.start ? widest : loop),
    undefined,
  );
  const isOpen = hasFreeSize(scope.sizes);
  const advice = isOpen
    ? "Fix some of its sizes to small ones, e.g. `size N = 2`."
    : "Leave its sizes open (`1..T`): then small ones are tried.";
  const span = culprit?.span ?? [...scope.quantities.values()][0]?.nameSpan;
  if (span)
    scope.report(
      problem(
        "model/too-large",
        span,
        `At these sizes the model has too many elements to unroll, so it is not checked. ${advice}`,
      ),
    );
}

/** One problem for each size that makes some vector or matrix too large. */
function reportHugeTensors(scope: Scope, sizes: Sizes): void {
  const told = new Set<string>();
  for (const { name, shape } of scope.quantities.values()) {
    const entries = (shape ?? []).reduce((total, dimension) => total * evaluateDimension(dimension, sizes), 1);
    if (entries <= tensorBudget) continue;
    const largest = [...scope.sizes.values()].reduce((one, other) =>
      (sizes.get(other.name) ?? 0) > (sizes.get(one.name) ?? 0) ? other : one,
    );
    if (told.has(largest.name)) continue;
    told.add(largest.name);
    const message = `At ${largest.name} = ${sizes.get(largest.name)} \`${name}\` has ${entries.toPrecision(1)} entries, too many to compute with. Leave the size open (\`size ${largest.name}\`): then small ones are tried.`;
    scope.report(problem("model/too-large", largest.span, message));
  }
}

/** What a definition that nothing uses was most likely meant as. */
function unusedHint(scope: Scope, { name, arity }: Quantity, near: string | undefined): string {
  if (near !== undefined) return ` If it was meant as a claim, its name is misspelt: did you mean \`${near}\`?`;
  const apart = asProduct(scope, name);
  if (apart !== undefined) return ` If a product was meant, write \`${apart}\`.`;
  const bare = name.replace(/'+$/, "");
  if (bare !== name && scope.arities.has(bare))
    return ` If the transpose of \`${bare}\` was meant, write \`${bare}ᵀ\`.`;
  const whole = scope.quantities.get(`${name}/${arity - 1}`);
  if (whole?.shape?.length)
    return ` \`${name}\` with fewer indices has components; for a claim about one of them let it stand on the right side.`;
  if (name === "δ" && arity === 2) return " If Kronecker's δ was meant, start with the other side: `[i = j] = δ[i,j]`.";
  return " If it was meant as a claim, check the spelling of its left side.";
}

/** `λw = …` makes a name of what is read as a product elsewhere. */
function noteAlsoProducts(scope: Scope): void {
  for (const quantity of scope.quantities.values()) {
    const { name, arity, definitions, nameSpan } = quantity;
    if (arity > 0 || definitions.length === 0 || !scope.used.has(quantity) || !/\p{Script=Greek}/u.test(name)) continue;
    const product = asProduct(scope, name);
    if (product === undefined) continue;
    const message = `This makes \`${name}\` a name of its own, wherever it stands in this model. Where the product is meant, write \`${product}\`, here too.`;
    scope.report(problem("name/also-a-product", nameSpan, message));
  }
}

function reportUnused(scope: Scope): void {
  const alike = new Map<string, string[]>();
  for (const name of scope.arities.keys())
    alike.set(name.toLowerCase(), [...(alike.get(name.toLowerCase()) ?? []), name]);
  for (const quantity of scope.quantities.values()) {
    const [definition] = quantity.definitions;
    if (
      !definition ||
      definition.trouble !== undefined ||
      scope.used.has(quantity) ||
      quantity === scope.loss ||
      quantity.alias ||
      looksLikeAdjoint(scope, quantity.name) !== undefined
    )
      continue;
    const near = alike.get(quantity.name.toLowerCase())?.find((name) => name !== quantity.name);
    const hint = unusedHint(scope, quantity, near);
    scope.report(
      problem(
        "name/unused",
        definition.leftSpan,
        `This defines \`${quantity.name}\`, and nothing uses it, so nothing is checked here.${hint}`,
      ),
    );
  }
}
