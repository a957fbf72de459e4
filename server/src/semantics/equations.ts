/** Equations: what is new on the left is defined, everything else is claimed. */
import type { Cost, Derive, Equation, Expr } from "../syntax/ast.ts";
import { problem, type Problem } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { noteAlias } from "./aliases.ts";
import { readAssumptions, readGiven, readWhere, type Where } from "./clauses.ts";
import { tableOf } from "./component-equations.ts";
import { contextOf, noteFree, undeclared, type Context } from "./context.ts";
import { readCost } from "./cost-claims.ts";
import { isReference, readReferenceTo } from "./derivatives.ts";
import { scalarShape } from "./dimensions.ts";
import { addElements, eachAssignment, find, tupleAt, type ElementTables } from "./elements.ts";
import { readFormula } from "./formulas.ts";
import { loopsOf } from "./index-expressions.ts";
import { visitVariables, type IndexCondition, type IndexExpr, type Sizes } from "./indices.ts";
import { keyAt, quantityAt } from "./members.ts";
import type { Claim, ClaimKind, Definition, Due, ElementReference, Formula, Loop, Quantity } from "./model.ts";
import { meantBy } from "./quantity-conditions.ts";
import { isDeclared, quantityOf, type Scope } from "./scope.ts";
import { nameLossBesideSize, redefinesSize } from "./size-names.ts";
import { readTarget, type Target } from "./targets.ts";
import { isUpdate } from "./updates.ts";
import { some, troubleIn, usesAdjoints } from "./walk.ts";

/** Sizes at which it is decided what is new, with the elements known so far. */
export interface Probe {
  readonly sizes: Sizes;
  readonly elements: ElementTables;
}

/** An equation whose left side has been looked at, so that all names are known before any formula is read. */
export interface PreparedEquation {
  readonly equation: Equation | Cost;
  readonly where: Where;
  readonly target: Target | undefined;
}

export interface Equations {
  readonly definitions: Definition[];
  readonly claims: Claim[];
  readonly due: Due[];
}

/** Looks at the left side and enters the name it may define. */
export function prepareEquation(scope: Scope, written: Equation | Cost): PreparedEquation {
  const equation = { ...written, clauses: meantBy(contextOf(scope), written.clauses) };
  const where = readWhere(scope, equation.clauses);
  if (equation.kind === "equation" && equation.role === "loss") nameLossBesideSize(scope, equation.sides[0]!);
  const defines = equation.kind === "equation" && equation.role !== "recover" && equation.relations[0]?.op === "=";
  const target = defines ? readTarget(contextOf(scope, where.loops), equation.sides[0]!) : undefined;
  if (target?.kind === "function" && !scope.functions.has(target.name)) {
    const domain = target.parameters.map(() => scalarShape);
    scope.functions.set(target.name, {
      name: target.name,
      nameSpan: target.nameSpan,
      familyArity: 0,
      arity: target.parameters.length,
      domain,
      codomain: scalarShape,
      parameters: target.parameters,
    });
  } else if (target && target.kind !== "function") {
    const arity = target.kind === "broken" ? target.arity : target.positions.length;
    const key =
      target.kind === "broken" ? undefined : keyAt(scope, target.name, target.positions, undefined, boundBy(where));
    const quantity = quantityOf(scope, target.name, arity, "defined", target.nameSpan, key);
    if (target.kind === "elements") {
      const family = `${target.name}/${arity}`;
      scope.leftSides.set(family, [...(scope.leftSides.get(family) ?? []), target.positions]);
    }
    if (target.kind === "broken") quantity.trouble = `the equation of \`${target.name}\` has an error`;
    if (equation.kind === "equation" && equation.role === "loss") markLoss(scope, equation, quantity);
  }
  return { equation, where, target };
}

function markLoss(scope: Scope, equation: Equation, quantity: Quantity): void {
  // Whatever else is wrong with a second one, that nothing uses it goes without saying.
  scope.used.add(quantity);
  const left = equation.sides[0]!.span;
  if (quantity.arity > 0)
    scope.report(
      problem(
        "model/second-loss",
        left,
        "A loss is one number, so it has no index. Add up its parts: `loss L = sum[t](…)`.",
      ),
    );
  else if (scope.loss && scope.loss !== quantity)
    scope.report(
      problem(
        "model/second-loss",
        left,
        `This model has a loss already, \`${scope.loss.name}\`. Add the two up, or start another \`model\`.`,
        {
          related: [{ span: scope.loss.nameSpan, message: "the first loss" }],
        },
      ),
    );
  else scope.loss = quantity;
}

function boundBy({ loops }: Where): ReadonlyMap<string, Loop> {
  return new Map(loops.map((loop) => [loop.name, loop]));
}

/** Reads an equation into definitions and claims. */
export function readEquation(
  scope: Scope,
  prepared: PreparedEquation,
  probes: readonly Probe[],
  into: Equations,
): void {
  const { equation, where, target } = prepared;
  if (equation.kind === "cost") return readCost(scope, equation, into.claims);
  if (target?.kind === "function") return defineFunction(scope, equation, target);
  if (target?.kind === "broken") return;
  const broken = equation.damaged ? "it has a syntax error" : where.trouble;
  if (target?.kind === "elements") {
    const quantity = quantityAt(scope, target.name, target.positions, undefined, boundBy(where))!;
    const loops = loopsOf(scope, target.positions, boundBy(where));
    const news = novelty(quantity, loops, target.positions, ofLoops(where, loops), probes);
    // Another name of an adjoint: whatever is said of it further on is said of the adjoint.
    if (news !== "known" && quantity.alias) return readClaims(scope, equation, where, 1, into, broken);
    if (news === "fractional") {
      const at = target.positions.find((position) => position.kind === "operation") ?? equation.sides[0]!;
      const message = `This is not a whole number for every index value, and elements are counted in whole steps. Restrict it with \`for\`, or define \`${target.name}[2 t]\` and the like instead; what lies between two steps, as \`v_{n+1/2}\` does, takes a name of its own.`;
      scope.report(problem("index/not-integer", at.span, message));
      return;
    }
    if (news === "partly") {
      const message = `Some elements of \`${target.name}\` on this left side are defined above and some are not. Restrict it with \`for\`: to the new ones to define them, to the others to claim something of them.`;
      const related = quantity.definitions.map(({ leftSpan }) => ({ span: leftSpan, message: "defined here" }));
      scope.report(problem("model/partly-defined", equation.sides[0]!.span, message, { related }));
      return;
    }
    if (news === "new" && target.axes && where.conditions.length > ofLoops(where, loops).conditions.length)
      return reportSomeComponents(scope, equation, target);
    if (news === "new") return define(scope, equation, quantity, target, loops, where, probes, into, broken);
  }
  readClaims(scope, equation, where, 1, into, broken);
}

/** The conditions on the indices of a left side. On others a definition has none: it gives the same whatever they are. */
function ofLoops(where: Where, loops: readonly Loop[]): Where {
  const isOwn = ({ left, right }: IndexCondition): boolean => {
    let own = true;
    for (const side of [left, right])
      visitVariables(side, (name) => (own &&= loops.some((loop) => loop.name === name)));
    return own;
  };
  return { ...where, conditions: where.conditions.filter(isOwn) };
}

function novelty(
  quantity: Quantity,
  loops: readonly Loop[],
  positions: readonly IndexExpr[],
  where: Where,
  probes: readonly Probe[],
): "new" | "known" | "partly" | "fractional" {
  let known = 0;
  let fresh = 0;
  let fractional = false;
  for (const { sizes, elements } of probes) {
    const table = elements.tables.get(quantity);
    eachAssignment(loops, where.conditions, sizes, undefined, (environment) => {
      const tuple = tupleAt(positions, sizes, environment);
      if (!tuple) fractional = true;
      if (tuple && find(table, tuple) !== undefined) known++;
      else fresh++;
      return known + fresh < 10_000;
    });
  }
  if (fractional) return "fractional";
  if (known === 0) return quantity.definitions.length > 0 && fresh === 0 ? "known" : "new";
  return fresh === 0 ? "known" : "partly";
}

// ── Definitions ─────────────────────────────────────────────────────────────────────────────────────────────────────

type ElementsTarget = Extract<Target, { kind: "elements" }>;

function define(
  scope: Scope,
  equation: Equation,
  quantity: Quantity,
  target: ElementsTarget,
  loops: readonly Loop[],
  where: Where,
  probes: readonly Probe[],
  into: Equations,
  broken: string | undefined,
): void {
  const own = new Set([...loops, ...(target.axes ?? [])].map(({ name }) => name));
  const context = contextOf(scope, where.loops, { meant: own, defining: quantity });
  const body = readFormula(context, equation.sides[1]!);
  const formula = target.axes ? tableOf(scope, target.axes, context.bound, body) : body;
  const left = equation.sides[0]!.span;
  const stray = [...context.free].find(([name]) => !own.has(name));
  if (stray) reportFreeIndex(scope, quantity, stray[0], stray[1]);
  for (const clause of equation.clauses.given)
    scope.report(problem("syntax/clause", clause.span, "`given` belongs to a claim; this equation is a definition."));
  for (const { span } of equation.sides.length > 2 ? [] : equation.clauses.assuming)
    scope.report(
      problem("syntax/clause", span, "What is assumed of values belongs to a claim; this equation is a definition."),
    );
  const unknown = unknownCondition(scope, where, new Set([...context.free.keys(), ...own]));
  const { conditions } = ofLoops(where, loops);
  const idle = where.conditions.find((condition) => !conditions.includes(condition));
  if (idle && !stray && !unknown) reportIdleCondition(scope, quantity, idle);
  const reason = broken ?? unknown ?? troubleIn(formula) ?? (stray && `it leaves \`${stray[0]}\` open`);
  const definition: Definition = {
    quantity,
    loops,
    positions: target.positions,
    conditions,
    formula,
    span: equation.span,
    leftSpan: left,
    ...(reason !== undefined && { trouble: reason }),
  };
  quantity.definitions.push(definition);
  // What comes behind in the text may ask; what it is made of by way of later lines is noted when all are read.
  quantity.madeOfAdjoints ||= usesAdjoints(formula);
  into.definitions.push(definition);
  for (const { sizes, elements } of probes) addElements(elements, quantity, definition, sizes);
  noteAlias(scope, quantity, target, formula);
  if (equation.sides.length > 2) readClaims(scope, equation, where, 2, into, broken);
}

/** `for q = 1` where nothing is called q, and nothing stands at it: reports it, and says why nothing can be judged by it. */
function unknownCondition(scope: Scope, where: Where, free: ReadonlySet<string>): string | undefined {
  // A loop of a single value has it at both ends.
  const unknown = where.loops.find(({ name, from, to }) => from === to && !free.has(name) && !isDeclared(scope, name));
  if (!unknown) return undefined;
  undeclared(contextOf(scope), { kind: "name", name: unknown.name, span: unknown.span });
  return `\`${unknown.name}\` is not declared`;
}

/** `h_{t,i} = … for i > 1` of a vector h_t. */
function reportSomeComponents(scope: Scope, equation: Equation, { name, axes }: ElementsTarget): void {
  const indices = axes!.map((axis) => axis.name).join(", ");
  const message = `This gives some components of \`${name}\` and not the others. Give all of them in one equation, for every ${indices}: \`if … then … else …\` tells cases apart.`;
  scope.report(problem("model/partly-defined", equation.sides[0]!.span, message));
}

function reportFreeIndex(scope: Scope, quantity: Quantity, name: string, span: Span): void {
  scope.report(
    problem(
      "index/free",
      span,
      `\`${name}\` stands on the right side only, so it is open which \`${name}\` is meant for \`${quantity.name}\`. Add up over it, \`sum[${name}](…)\`, or give \`${quantity.name}\` that index too.`,
    ),
  );
}

/** `loss L = … for t < T`. */
function reportIdleCondition(scope: Scope, quantity: Quantity, { span }: IndexCondition): void {
  const message = `\`${quantity.name}\` has no index that this restricts, so it says nothing here. Take it away, or give \`${quantity.name}\` that index.`;
  scope.report(problem("index/free", span, message));
}

function defineFunction(scope: Scope, equation: Equation, target: Extract<Target, { kind: "function" }>): void {
  const fn = scope.functions.get(target.name)!;
  if (fn.nameSpan.start !== target.nameSpan.start) {
    const parameter = target.parameters[0]!;
    const message = `The function \`${target.name}\` is there already. For a claim about it declare \`${parameter}\` (\`param ${parameter}\`); for another function take another name.`;
    const related = [{ span: fn.nameSpan, message: `\`${target.name}\` is there from here on` }];
    scope.report(problem("name/declared-twice", target.nameSpan, message, { related }));
    return;
  }
  const context = contextOf(scope, [], { parameters: target.parameters });
  const formula = readFormula(context, equation.sides[1]!);
  fn.body = { parameters: target.parameters, formula };
  const reason = equation.damaged ? "it has a syntax error" : troubleIn(formula);
  if (reason !== undefined) fn.trouble = `the definition of \`${target.name}\` has an error`;
}

// ── Claims ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Reads each step of a chain, from the side numbered `from`, as a claim against the side before it. */
function reportUpdate(scope: Scope, left: Span, right: Span): void {
  const message =
    "This gives a name a new value, as a program does, so there is nothing to check: as an equation it would say that the gradient is 0. To go on with the new value give it a name of its own, such as `W_new`, or count the steps, `W[k+1] = W[k] - …`.";
  scope.report(problem("model/update", { start: left.start, end: right.end }, message));
}

function readClaims(
  scope: Scope,
  equation: Equation,
  where: Where,
  from: number,
  into: Equations,
  broken: string | undefined,
): void {
  const meant = new Set(where.loops.map(({ name }) => name));
  const sides = equation.sides.map((side) => {
    const context = contextOf(scope, where.loops, { meant });
    const formula = readFormula(context, side);
    // What the left side names has a meaning further on.
    for (const name of context.free.keys()) meant.add(name);
    return { formula, free: [...context.free.keys()], expr: side };
  });
  const isPlain = equation.role === "plain" && equation.relations[0]!.op === "=";
  const rights = sides.slice(1).map(({ formula }) => formula);
  if (isPlain && redefinesSize(scope, equation.sides[0]!, rights)) return;
  let unread = unknownCondition(scope, where, new Set(sides.flatMap(({ free }) => free)));
  const report = (found: Problem) => {
    // Without what was meant by it, a right line may well be wrong.
    if (found.severity === "error") unread = "what is given or assumed could not be read";
    scope.report(found);
  };
  const given = readGiven({ ...scope, report }, equation.clauses);
  const assumed = readAssumptions({ ...scope, report }, equation.clauses.assuming);
  const subject = sides[0]!.formula;
  const recovers = equation.role === "recover" ? readRecovered(scope, where, equation.sides[0]!) : undefined;
  const within = equation.clauses.within && readFormula(contextOf(scope), equation.clauses.within);
  for (let step = from; step < sides.length; step++) {
    const left = sides[step - 1]!;
    const right = sides[step]!;
    const { op, span: relationSpan } = equation.relations[step - 1]!;
    const isLast = step === sides.length - 1;
    const start = step === from && from === 1 ? equation.span.start : relationSpan.start;
    const free = new Set([...left.free, ...right.free, ...sides[0]!.free]);
    const loops = freeLoops(scope, free, where);
    const noWithin = op === "≈" && !within ? "`≈` needs `within` and a tolerance" : undefined;
    if (noWithin)
      scope.report(
        problem(
          "syntax/clause",
          relationSpan,
          "`≈` needs to know how near is near: add `within 1e-3` behind the claim.",
        ),
      );
    if (op === "=" && isUpdate(left.formula, right.formula)) {
      reportUpdate(scope, left.expr.span, right.expr.span);
      continue;
    }
    const trouble =
      broken ?? troubleIn(subject) ?? troubleIn(left.formula) ?? troubleIn(right.formula) ?? noWithin ?? unread;
    into.claims.push({
      kind: kindOf(equation, op, subject),
      span: { start, end: isLast ? equation.span.end : right.expr.span.end },
      leftSpan: left.expr.span,
      rightSpan: right.expr.span,
      relationSpan,
      relation: op,
      left: left.formula,
      right: right.formula,
      subject,
      loops,
      conditions: where.conditions,
      given,
      assumed,
      beyondIsUnknown: some(subject, ({ kind }) => kind === "adjoint"),
      ...(within && { within }),
      ...(recovers && { recovers }),
      ...(trouble !== undefined && { trouble }),
    });
  }
}

function kindOf(equation: Equation, op: Claim["relation"], subject: Formula): ClaimKind {
  if (equation.role === "recover") return "inverse";
  if (op === "≈") return "approximation";
  if (op !== "=") return "inequality";
  if (some(subject, ({ kind }) => kind === "adjoint")) return "adjoint";
  return some(subject, ({ kind }) => kind === "derivative") ? "derivative" : "value";
}

function readRecovered(scope: Scope, where: Where, left: Expr): ElementReference | undefined {
  const reference = readReferenceTo(contextOf(scope, where.loops), left);
  return isReference(reference) ? reference : undefined;
}

/** The indices for which a claim is meant: those of its `for`, and the declared ranges of what is free in it. */
function freeLoops(scope: Scope, free: ReadonlySet<string>, where: Where): Loop[] {
  const bound = new Map(where.loops.map((loop) => [loop.name, loop]));
  const context: Context = contextOf(scope, where.loops);
  const used: IndexExpr[] = [...free].map((name) => ({ kind: "variable", span: { start: 0, end: 0 }, name }));
  for (const condition of where.conditions) used.push(condition.left, condition.right);
  used.forEach((index) => noteFree(context, index));
  return loopsOf(scope, used, bound);
}

/** `derive bar c[t]`: what is due. */
export function readDerive(scope: Scope, statement: Derive, into: Equations): void {
  for (const target of statement.targets) {
    const context = contextOf(scope);
    const formula = readFormula(context, target);
    const loops = loopsOf(
      scope,
      [...context.free.keys()].map((name) => ({ kind: "variable", span: target.span, name })),
    );
    if (formula.kind === "adjoint" || formula.kind === "derivative")
      into.due.push({ span: target.span, target: formula, loops });
    else if (formula.kind !== "trouble")
      scope.report(
        problem(
          "derivative/not-a-quantity",
          target.span,
          "`derive` lists adjoints or derivatives that are due, such as `derive bar c[t]`.",
        ),
      );
  }
}
