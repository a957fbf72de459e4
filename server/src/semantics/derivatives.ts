/** Derivatives of the model in all their spellings: `bar h[t]`, `∂y/∂x`, `dL/dh[t]`, `∇_h L`, `∇J(θ)`. */
import type { Adjoint, Expr, Nabla, Name, Partial, Suffix } from "../syntax/ast.ts";
import { problem, type Fix } from "../syntax/problem.ts";
import type { ProblemCode } from "../syntax/problem-codes.ts";
import { cover, type Span } from "../syntax/span.ts";
import { silentTrouble, trouble, unwrap, type Context } from "./context.ts";
import { readComponents } from "./bracketed.ts";
import { byArgument, readByArgument } from "./by-argument.ts";
import { byPower, powerBelow, type Power } from "./derivative-by-power.ts";
import { elementOf, readFactor, readFormula, type Factor, type Read } from "./formulas.ts";
import { withPowers } from "./powers.ts";
import { functionComponent } from "./function-components.ts";
import { readCall, withOwnArguments } from "./functions.ts";
import { lossArguments } from "./loss-arguments.ts";
import type { ComponentIndex, ElementReference, Formula } from "./model.ts";
import { readOperand } from "./operands.ts";
import { isDrawn } from "./quantity-conditions.ts";
import { derivativeOfSize } from "./size-names.ts";
import { declaredHead, exampleIndices, headed, readReference, type Taken } from "./references.ts";

/** Tells a reference from the trouble that stands where none could be read. */
export function isReference(value: ElementReference | Formula): value is ElementReference {
  return "quantity" in value;
}

/** Reads an expression that is one element and nothing else. */
export function readReferenceTo(context: Context, expr: Expr): ElementReference | Formula {
  const { value, rest } = readReference(context, expr, "A derivative is taken by");
  const [extra] = rest;
  return extra && isReference(value) ? somethingMore(context, extra.span) : value;
}

function somethingMore(context: Context, span: Span): Formula {
  const message = "A derivative is taken by one quantity, and this is something more.";
  return trouble(context, "derivative/not-a-quantity", span, message);
}

// ── bar ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `bar h[t]`: the indices may stand inside the overline or behind it. */
export function readAdjoint(context: Context, expr: Adjoint, suffixes: readonly Suffix[]): Taken<Formula> {
  const inner = headed(expr.target);
  if (!inner) {
    const target =
      expr.target.kind === "missing"
        ? silentTrouble(expr.span)
        : trouble(
            context,
            "derivative/not-a-quantity",
            expr.target.span,
            "`bar` belongs to one quantity, such as `bar h[t]`.",
          );
    return { value: target, rest: suffixes };
  }
  const behind: Expr = {
    kind: "suffixed",
    span: expr.span,
    head: inner.name,
    suffixes: [...inner.suffixes, ...suffixes],
  };
  const lacking = lacksIndices(context, expr, behind);
  if (lacking) return { value: lacking, rest: suffixes };
  const { value, rest } = readReference(context, behind, "`bar` belongs to");
  if (!isReference(value))
    return { value, rest: rest.length > 0 ? rest : suffixes.filter(({ kind }) => kind === "parens") };
  return {
    value: adjointOf(context, value, { start: expr.span.start, end: Math.max(expr.span.end, value.span.end) }),
    rest,
  };
}

/** `x̄` of an x that has an index: many write a mean so. */
function lacksIndices(
  context: Context,
  { span }: Adjoint,
  behind: Extract<Expr, { kind: "suffixed" }>,
): Formula | undefined {
  const { head, suffixes } = behind;
  const name = head.kind === "name" ? head.name : "";
  const arities = context.scope.arities.get(name);
  if (!arities || arities.has(0) || suffixes.length > 0) return undefined;
  const count = Math.min(...arities);
  const example = `${name}[${exampleIndices(context, count)}]`;
  const message = `\`bar ${name}\` is an adjoint, and \`${name}\` has ${count === 1 ? "one index" : `${count} indices`}: write \`bar ${example}\`. A mean or the like takes a name of its own, such as \`${name}_mean\`, wherever it stands.`;
  return barTrouble(context, "name/index-count", name, span, message, []);
}

/** A bar that is no adjoint is told where it stands first, with a fix that gives it a name of its own there and everywhere. */
function barTrouble(
  context: Context,
  code: ProblemCode,
  name: string,
  span: Span,
  message: string,
  others: readonly Fix[],
): Formula {
  const { barsTold } = context.scope;
  const edit = { span, text: `${name}_mean` };
  const edits = barsTold.get(name);
  if (!edits) {
    const first = [edit];
    barsTold.set(name, first);
    return trouble(context, code, span, message, [...others, { title: `Write ${name}_mean`, edits: first }]);
  }
  if (!edits.some((other) => other.span.start === span.start)) edits.push(edit);
  return { kind: "trouble", span, reason: message };
}

function adjointOf(context: Context, of: ElementReference, span: Span): Formula {
  if (context.scope.loss) return { kind: "adjoint", span, of };
  const { name } = of.quantity;
  const message = `\`bar ${name}\` is ∂L/∂${name}, and this model has no loss. Mark one: \`loss L = …\`. A mean or the like takes a name of its own, such as \`${name}_mean\`.`;
  if (of.indices.length === 0)
    return barTrouble(context, "adjoint/no-loss", name, span, message, context.scope.lossFixes);
  return trouble(context, "adjoint/no-loss", span, message, context.scope.lossFixes);
}

// ── ∂ ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The derivative of a formula by an element, or by a power of one. */
export function derivative(context: Context, of: Formula, by: Denominator, immediate: boolean, span: Span): Formula {
  const slope = derivativeByElements(context, of, by, immediate, span);
  const [only] = by.references;
  if (!by.power || !only) return slope;
  const whole = elementOf(only);
  const x: Formula = by.components ? { kind: "component", span: by.span, of: whole, indices: by.components } : whole;
  return byPower(context, slope, x, by.power, span);
}

/** That of the loss is an adjoint. */
function derivativeByElements(context: Context, of: Formula, by: Denominator, immediate: boolean, span: Span): Formula {
  const { loss, layout } = context.scope;
  const [only] = by.references;
  const misnamed = derivativeOfSize(context, of, span);
  if (misnamed) return misnamed;
  if (!immediate && of.kind === "element" && loss && of.reference.quantity === loss && by.references.length === 1) {
    const adjoint: Formula = { kind: "adjoint", span, of: only! };
    if (by.components) return { kind: "component", span, of: adjoint, indices: by.components };
    // In the numerator layout ∂L/∂v is a row; `bar v` keeps the shape of v.
    return layout === "numerator" ? { kind: "transpose", span, operand: adjoint } : adjoint;
  }
  if (by.components) {
    const whole: Formula = { kind: "derivative", span, of, by: by.references, immediate, layout: "plain" };
    return { kind: "component", span, of: whole, indices: by.components };
  }
  return { kind: "derivative", span, of, by: by.references, immediate, layout };
}

/** What stands below a derivative: one element, a component of it, a power of either, or a stack of several. */
export interface Denominator {
  readonly references: readonly ElementReference[];
  readonly components?: readonly ComponentIndex[];
  readonly power?: Power;
  readonly span: Span;
}

export function readDenominator(context: Context, target: Expr): Taken<Denominator | Formula> {
  const stack = unwrap(target);
  if (stack.kind === "group" && stack.items.length > 1) {
    const references: ElementReference[] = [];
    for (const item of stack.items) {
      const part = readReferenceTo(context, item);
      if (!isReference(part)) return { value: part, rest: [] };
      references.push(part);
    }
    return { value: { references, span: stack.span }, rest: [] };
  }
  const { value, rest } = readReference(context, target, "A derivative is taken by");
  if (!isReference(value)) return { value, rest };
  const [first, ...others] = rest;
  const components =
    first && (first.kind === "brackets" || first.kind === "sub") ? readComponents(context, first) : undefined;
  if (!components) return raised({ references: [value], span: value.span }, rest);
  return raised({ references: [value], components, span: cover(value.span, first!.span) }, others);
}

/** With the power that stands behind it. */
function raised(by: Denominator, suffixes: readonly Suffix[]): Taken<Denominator> {
  const [first, ...others] = suffixes;
  const power = powerBelow(first);
  return power
    ? { value: { ...by, power, span: cover(by.span, power.suffix.span) }, rest: others }
    : { value: by, rest: suffixes };
}

export function isDenominator(value: Denominator | Formula): value is Denominator {
  return "references" in value;
}

/** `∂y/∂x`, `∂²y/∂w∂v`, `∂⁺y/∂⁺x`, and `∂/∂w (…)`, which takes the factor behind it. */
export function readPartial(
  context: Context,
  expr: Partial,
  suffixes: readonly Suffix[],
  following: readonly Factor[],
): Read {
  const named = partialByArgument(context, expr, suffixes, following);
  if (named) return named;
  const targets: Denominator[] = [];
  let rest: readonly Suffix[] = suffixes;
  let failed: Formula | undefined;
  for (const { target, order } of expr.denominators) {
    const read = readDenominator(context, target);
    rest = [...read.rest, ...suffixes];
    if (isDenominator(read.value)) for (let times = 0; times < order; times++) targets.push(read.value);
    else failed ??= read.value;
  }
  let consumed = 0;
  let value: Formula;
  let span = {
    start: expr.span.start,
    end: targets.reduce((end, { span }) => Math.max(end, span.end), expr.closed ? expr.span.end : expr.span.start),
  };
  if (expr.numerator) value = readFormula(context, withOwnArguments(context, expr.numerator));
  else {
    const operand = readOperand(context, expr.span, rest, following);
    ({ value, rest, consumed } = operand);
    span = cover(span, value.span);
  }
  if (failed) return { value: failed, rest, consumed };
  // The parser has said so.
  if (targets.length !== expr.order) return { value: silentTrouble(span), rest, consumed };
  for (const target of targets.reverse()) value = derivative(context, value, target, expr.immediate, span);
  return { ...withPowers(context, { value, rest }), consumed };
}

/** `∂f(p)/∂x` and `∂f/∂x (p)`, where x is the name of f's argument. */
function partialByArgument(
  context: Context,
  { span, numerator, denominators, immediate, closed }: Partial,
  suffixes: readonly Suffix[],
  following: readonly Factor[],
): Read | undefined {
  const head = numerator && headed(numerator);
  const [below, ...others] = denominators;
  const by = below && headed(below.target);
  if (!head || !by || others.length > 0 || immediate) return undefined;
  const whole = { start: span.start, end: Math.max(span.end, below.target.span.end) };
  if (head.suffixes.length > 0) {
    const found = by.suffixes.length === 0 ? byArgument(context, head, by.name) : undefined;
    const read = found && readByArgument(context, found, whole, below.order, []);
    return read && { ...withPowers(context, { value: read.value, rest: [...read.rest, ...suffixes] }), consumed: 0 };
  }
  const attached = closed && suffixes.length === 0 ? attachedGroup(following[0], span.end) : undefined;
  const behind = attached ?? (closed ? suffixes : [...by.suffixes, ...suffixes]);
  const [first] = behind;
  // A bare f has its own arguments where these are quantities; a sum behind it may then be a factor.
  const mayBeFactor = withOwnArguments(context, head.name) !== head.name;
  if (first?.kind !== "parens" || (mayBeFactor && first.items.length === 1 && !isPoint(first.items[0]!)))
    return undefined;
  const found = byArgument(context, { name: head.name, suffixes: behind }, by.name);
  const read = found && readByArgument(context, found, whole, below.order, []);
  return read && { ...read, consumed: attached ? 1 : 0 };
}

/** Nobody puts a factor in parentheses that is a name or a number. */
function isPoint(expr: Expr): boolean {
  return expr.kind === "number" || (headed(expr)?.suffixes.every(({ kind }) => kind !== "parens") ?? false);
}

/** The `(p)^⊤` of `\frac{\partial f}{\partial x}(p)^\top` as suffixes. */
function attachedGroup(next: Factor | undefined, end: number): readonly Suffix[] | undefined {
  if (next?.op !== "") return undefined;
  const [group, suffixes] = next.expr.kind === "suffixed" ? [next.expr.head, next.expr.suffixes] : [next.expr, []];
  if (group.kind !== "group" || group.bracket !== "(" || group.span.start !== end) return undefined;
  return [{ kind: "parens", span: group.span, items: group.items, spaced: false }, ...suffixes];
}

function isNumber(expr: Expr): boolean {
  const inner = unwrap(expr);
  if (inner.kind === "fraction") return isNumber(inner.numerator) && isNumber(inner.denominator);
  return inner.kind === "number";
}

// ── ∇ ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `∇J(θ)`, `∇₁ℓ(a, b)` for functions; `∇_{h} L` for quantities. */
export function readNabla(
  context: Context,
  expr: Nabla,
  suffixes: readonly Suffix[],
  following: readonly Factor[],
): Read {
  const subscript = expr.subscript && unwrap(expr.subscript);
  if (subscript && subscript.kind !== "number") return nablaBy(context, expr, subscript, suffixes, following);
  const head = headed(expr.target);
  if (!head) {
    if (expr.target.kind === "missing") return { value: silentTrouble(expr.span), rest: suffixes, consumed: 0 };
    const message = "`∇` doesn't say by what to differentiate: write `∇_x (…)`.";
    return { value: trouble(context, "syntax/derivative", expr.span, message), rest: [], consumed: 0 };
  }
  const all = [...head.suffixes, ...suffixes];
  const [by, ...more] = lossArguments(context.scope, head.name.name, all[0]) ?? [];
  if (by && more.length === 0) return nablaBy(context, expr, unwrap(by), suffixes, following);
  const component = functionComponent(context, { name: head.name, suffixes: all });
  const [argument, ...further] = component?.argument.items ?? [];
  if (component && argument && further.length === 0) {
    const target = withSuffixes(component.name, component.suffixes);
    return nablaBy(context, { ...expr, target }, unwrap(argument), [], following);
  }
  // With all suffixes: what tells `ℓ_t(x)` of a family ℓ from a function named `ℓ_t` may stand behind.
  const declared = declaredHead(context, { name: head.name, suffixes: all });
  const fn = declared && context.scope.functions.get(declared.name);
  if (!fn) {
    const message = declared
      ? `\`∇${head.name.name}\` doesn't say by what to differentiate. Write \`∂${head.name.name}/∂x\` or \`∇_x ${head.name.name}\`.`
      : `\`∇\` needs a function of the sheet behind it, and \`${head.name.name}\` is none.`;
    return {
      value: trouble(context, "syntax/derivative", cover(expr.span, head.name.span), message),
      rest: all.filter(({ kind }) => kind === "sup"),
      consumed: 0,
    };
  }
  const which = subscript ? Number(subscript.kind === "number" ? subscript.text : 1) : 1;
  if ((!subscript && fn.arity !== 1) || which < 1 || which > fn.arity) {
    const message = `\`${fn.name}\` has ${fn.arity} arguments: say by which to differentiate, \`∇₁${fn.name}(…)\` or \`∇₂${fn.name}(…)\`.`;
    context.scope.report(problem("function/which-argument", cover(expr.span, head.name.span), message));
    return { value: silentTrouble(expr.span), rest: [], consumed: 0 };
  }
  const orders = Array.from({ length: fn.arity }, (_, at) => (at === which - 1 ? expr.order : 0));
  const name: Name = { ...head.name, span: cover(expr.span, head.name.span) };
  return readCall(context, fn, name, declared.suffixes, [], orders);
}

/** `L'(w)` of a loss that is defined as `L(w)`: its derivative by w, as `∇L(w)` is. */
export function readLossPrime(
  context: Context,
  name: Name,
  { span, count }: Extract<Suffix, { kind: "primes" }>,
  behind: readonly Suffix[],
): Taken<Formula> | undefined {
  const [by, ...more] = lossArguments(context.scope, name.name, behind[0]) ?? [];
  if (!by || more.length > 0) return undefined;
  const nabla: Nabla = { kind: "nabla", span: cover(name.span, span), order: count, subscript: by, target: name };
  return { value: nablaBy(context, nabla, unwrap(by), [], []).value, rest: behind.slice(1) };
}

/** `∇_h L`, `∇_x (xᵀ A x)`, `∇_θ log π`, and `∇²_w J` for the matrix of second derivatives. */
function nablaBy(
  context: Context,
  expr: Nabla,
  subscript: Expr,
  suffixes: readonly Suffix[],
  following: readonly Factor[],
): Read {
  const [target, own] = expr.target.kind === "suffixed" ? [expr.target.head, expr.target.suffixes] : [expr.target, []];
  const all = [...own, ...suffixes];
  const named = target.kind === "name" ? byArgument(context, { name: target, suffixes: all }, subscript) : undefined;
  if (named && target.kind === "name")
    return readByArgument(context, named, cover(expr.span, target.span), expr.order, following);
  const by = readSubscript(context, subscript);
  const whole = withSuffixes(target, all);
  const taken = isNumber(target)
    ? readMultiple(context, target, all, following)
    : isDrawn(context, target)
      ? readProduct(context, expr.span, whole, following)
      : readFactor(context, withOwnArguments(context, whole), following);
  if (!isDenominator(by)) return { ...taken, value: by };
  const span = cover(expr.span, taken.value.span);
  let { value } = taken;
  for (let times = 0; times < expr.order; times++) value = derivative(context, value, by, false, span);
  return { ...taken, value };
}

/** What stands below a ∇: one quantity and nothing behind it. */
function readSubscript(context: Context, subscript: Expr): Denominator | Formula {
  const { value, rest } = readDenominator(context, subscript);
  return isDenominator(value) && rest.length > 0 ? somethingMore(context, rest[0]!.span) : value;
}

/** The `xᵀ A x` of `∇_x xᵀ A x`, where an operator is followed by a first factor that nobody differentiates alone. */
function readProduct(context: Context, operator: Span, first: Expr, following: readonly Factor[]): Read {
  const read = readOperand(context, operator, [], [{ op: "", expr: first }, ...following]);
  return { ...read, consumed: read.consumed - 1 };
}

/** The `½ (a - b)²` of `∇_a ½ (a - b)²`, where the bracket counts as a suffix of the number. */
function readMultiple(context: Context, number: Expr, suffixes: readonly Suffix[], following: readonly Factor[]): Read {
  const [first] = suffixes;
  const isBracket = first?.kind === "parens" || first?.kind === "brackets";
  if (first && !isBracket) return readFactor(context, withSuffixes(number, suffixes), following);
  const factors: Factor[] = [{ op: "", expr: number }];
  if (!first) return readProduct(context, number.span, number, following);
  const end = suffixes.findIndex(({ kind }, at) => at > 0 && kind !== "sup" && kind !== "transpose");
  const powers = suffixes.slice(1, end === -1 ? undefined : end);
  const head: Expr =
    first.kind === "parens"
      ? { kind: "group", span: first.span, bracket: "(", items: first.items }
      : { kind: "block", span: first.span, rows: first.kind === "brackets" ? first.rows : [] };
  const read = readOperand(context, number.span, [], [...factors, { op: "", expr: withSuffixes(head, powers) }]);
  return { value: read.value, rest: suffixes.slice(1 + powers.length), consumed: 0 };
}

function withSuffixes(head: Expr, suffixes: readonly Suffix[]): Expr {
  if (suffixes.length === 0) return head;
  return { kind: "suffixed", span: cover(head.span, suffixes.at(-1)!.span), head, suffixes };
}
