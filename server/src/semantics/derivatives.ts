/** Derivatives of the model in all their spellings: `bar h[t]`, `∂y/∂x`, `dL/dh[t]`, `∇_h L`, `∇J(θ)`. */
import type { Adjoint, Expr, Nabla, Name, Partial, Suffix } from "../syntax/ast.ts";
import { foldGreek } from "../syntax/glyphs.ts";
import { problem } from "../syntax/problem.ts";
import { cover, type Span } from "../syntax/span.ts";
import { silentTrouble, trouble, unwrap, type Context } from "./context.ts";
import { readComponents } from "./bracketed.ts";
import { readFactor, readFormula, withPowers, type Factor, type Read } from "./formulas.ts";
import { readCall } from "./functions.ts";
import type { ComponentIndex, ElementReference, Formula } from "./model.ts";
import { declaredHead, headed, readReference, type Taken } from "./references.ts";

/** Tells a reference from the trouble that stands where none could be read. */
export function isReference(value: ElementReference | Formula): value is ElementReference {
  return "quantity" in value;
}

/** Reads an expression that is one element and nothing else. */
export function readReferenceTo(context: Context, expr: Expr): ElementReference | Formula {
  const { value, rest } = readReference(context, expr, "A derivative is taken by");
  const [extra] = rest;
  if (extra && isReference(value))
    return trouble(
      context,
      "derivative/not-a-quantity",
      extra.span,
      "A derivative is taken by one quantity, and this is something more.",
    );
  return value;
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
  const { value, rest } = readReference(context, behind, "`bar` belongs to");
  if (!isReference(value))
    return { value, rest: rest.length > 0 ? rest : suffixes.filter(({ kind }) => kind === "parens") };
  return {
    value: adjointOf(context, value, { start: expr.span.start, end: Math.max(expr.span.end, value.span.end) }),
    rest,
  };
}

function adjointOf(context: Context, of: ElementReference, span: Span): Formula {
  if (context.scope.loss) return { kind: "adjoint", span, of };
  return trouble(
    context,
    "adjoint/no-loss",
    span,
    "`bar v` is ∂L/∂v, and this model has no loss. Mark one: `loss L = …`.",
    context.scope.lossFixes,
  );
}

// ── ∂ ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The derivative of a formula by an element. That of the loss is an adjoint. */
function derivative(context: Context, of: Formula, by: Denominator, immediate: boolean, span: Span): Formula {
  const { loss, layout } = context.scope;
  const [only] = by.references;
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

/** What stands below a derivative: one element, a component of it, or a stack of several. */
interface Denominator {
  readonly references: readonly ElementReference[];
  readonly components?: readonly ComponentIndex[];
  readonly span: Span;
}

function readDenominator(context: Context, target: Expr): Taken<Denominator | Formula> {
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
  if (!components) return { value: { references: [value], span: value.span }, rest };
  return { value: { references: [value], components, span: cover(value.span, first!.span) }, rest: others };
}

function isDenominator(value: Denominator | Formula): value is Denominator {
  return "references" in value;
}

/** `∂y/∂x`, `∂²y/∂w∂v`, `∂⁺y/∂⁺x`, and `∂/∂w (…)`, which takes the factor behind it. */
export function readPartial(
  context: Context,
  expr: Partial,
  suffixes: readonly Suffix[],
  following: readonly Factor[],
): Read {
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
  if (expr.numerator) value = readFormula(context, expr.numerator);
  else {
    const operand = readOperand(context, expr, rest, following);
    ({ value, rest, consumed } = operand);
    span = cover(span, value.span);
  }
  if (failed) return { value: failed, rest, consumed };
  // The parser has said so.
  if (targets.length !== expr.order) return { value: silentTrouble(span), rest, consumed };
  for (const target of targets.reverse()) value = derivative(context, value, target, expr.immediate, span);
  return { ...withPowers(context, { value, rest }), consumed };
}

function readOperand(context: Context, expr: Partial, rest: readonly Suffix[], following: readonly Factor[]): Read {
  const [first, ...others] = rest;
  if (first?.kind === "parens")
    return {
      value: readFormula(context, { kind: "group", span: first.span, bracket: "(", items: first.items }),
      rest: others,
      consumed: 0,
    };
  const [next, ...later] = following;
  if (next?.op === "") {
    const read = readFactor(context, next.expr, later);
    return { ...read, consumed: read.consumed + 1 };
  }
  return {
    value: trouble(context, "syntax/derivative", expr.span, "Nothing stands here to be differentiated: write `∂y/∂x`."),
    rest,
    consumed: 0,
  };
}

// ── d ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `dL / dh[t]`, where no `dL` is declared; what follows the lower quantity is left. Undefined where it is a division. */
export function readLeibniz(context: Context, above: Expr, below: Expr, span: Span): Taken<Formula> | undefined {
  const numerator = differential(context, above);
  const denominator = numerator && differential(context, below);
  if (!numerator || !denominator) return undefined;
  const { value, rest } = readDenominator(context, denominator);
  if (!isDenominator(value)) return { value, rest };
  const end = Math.max(above.span.end, value.span.end);
  return withPowers(context, {
    value: derivative(context, readFormula(context, numerator), value, false, { start: span.start, end }),
    rest,
  });
}

/** `d²L/dw²`: d with its order, what is differentiated, and below it the same order. */
export function readHigherLeibniz(context: Context, above: Expr, following: readonly Factor[]): Read | undefined {
  const order = orderOfD(context, above);
  const [of, by] = following;
  if (order === undefined || of?.op !== "" || by?.op !== "/") return undefined;
  const value = higherDerivative(context, of.expr, by.expr, order, cover(above.span, by.expr.span));
  return value && { value, rest: [], consumed: 2 };
}

/** `\frac{d^2 L}{d w^2}`. */
export function readHigherFraction(context: Context, above: Expr, below: Expr, span: Span): Formula | undefined {
  const inner = unwrap(above);
  if (inner.kind !== "product" || inner.rest.length !== 1 || inner.rest[0]!.op !== "") return undefined;
  const order = orderOfD(context, inner.first);
  return order === undefined ? undefined : higherDerivative(context, inner.rest[0]!.factor, below, order, span);
}

/** The 2 of `d²`, where no d is declared. */
function orderOfD(context: Context, expr: Expr): number | undefined {
  const inner = unwrap(expr);
  if (inner.kind !== "suffixed" || inner.head.kind !== "name" || inner.head.name !== "d") return undefined;
  const [only, ...others] = inner.suffixes;
  if (only?.kind !== "sup" || others.length > 0 || context.scope.arities.has("d")) return undefined;
  const exponent = unwrap(only.exponent);
  const order = exponent.kind === "number" ? Number(exponent.text) : NaN;
  return Number.isInteger(order) && order >= 2 && order <= 4 ? order : undefined;
}

function higherDerivative(context: Context, of: Expr, below: Expr, order: number, span: Span): Formula | undefined {
  const target = withoutOrder(unwrap(below), order);
  const quantity = target && differential(context, target);
  if (!quantity) return undefined;
  const read = readDenominator(context, quantity);
  if (!isDenominator(read.value)) return read.value;
  let value = readFormula(context, of);
  for (let times = 0; times < order; times++) value = derivative(context, value, read.value, false, span);
  return value;
}

/** `dw²` and `d w^2` as `dw` and `d w`. */
function withoutOrder(below: Expr, order: number): Expr | undefined {
  if (below.kind === "product" && below.rest.length === 1) {
    const factor = withoutOrder(below.rest[0]!.factor, order);
    return factor && { ...below, rest: [{ ...below.rest[0]!, factor }] };
  }
  if (below.kind !== "suffixed") return undefined;
  const last = below.suffixes.at(-1);
  const exponent = last?.kind === "sup" ? unwrap(last.exponent) : undefined;
  if (exponent?.kind !== "number" || Number(exponent.text) !== order) return undefined;
  const suffixes = below.suffixes.slice(0, -1);
  return suffixes.length === 0 ? below.head : { ...below, suffixes };
}

/** The L of `dL`, of `d L` and of `{dL}`, where it is a declared quantity and `dL` is not. */
function differential(context: Context, expr: Expr): Expr | undefined {
  const inner = unwrap(expr);
  if (inner.kind === "product" && inner.rest.length === 1 && inner.rest[0]!.op === "") {
    const isD = inner.first.kind === "name" && inner.first.name === "d" && !context.scope.arities.has("d");
    return isD ? inner.rest[0]!.factor : undefined;
  }
  const head = headed(inner);
  if (!head || declaredHead(context, head)) return undefined;
  const { name, span } = head.name;
  if (name === "d" && head.suffixes[0]?.kind === "parens")
    return { kind: "group", span: head.suffixes[0].span, bracket: "(", items: head.suffixes[0].items };
  if (!name.startsWith("d") || name.length < 2) return undefined;
  const written = name.slice(1);
  const folded = foldGreek(written);
  const shorter: Name = {
    kind: "name",
    span: { start: Math.min(span.start + 1, span.end), end: span.end },
    name: folded,
    // `dmu` is the d of `mu`, and so of `μ`.
    ...(folded !== written && { written }),
  };
  const stripped = { name: shorter, suffixes: head.suffixes };
  const declared = declaredHead(context, stripped);
  if (!declared || !context.scope.arities.has(declared.name)) return undefined;
  return head.suffixes.length === 0
    ? shorter
    : {
        kind: "suffixed",
        span: { start: shorter.span.start, end: inner.span.end },
        head: shorter,
        suffixes: head.suffixes,
      };
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

/** `∇_h L`, `∇_x (xᵀ A x)`, `∇_θ log π`, and `∇²_w J` for the matrix of second derivatives. */
function nablaBy(
  context: Context,
  expr: Nabla,
  subscript: Expr,
  suffixes: readonly Suffix[],
  following: readonly Factor[],
): Read {
  const by = readReferenceTo(context, subscript);
  const [target, own] = expr.target.kind === "suffixed" ? [expr.target.head, expr.target.suffixes] : [expr.target, []];
  const all = [...own, ...suffixes];
  const behind: Expr =
    all.length === 0
      ? target
      : { kind: "suffixed", span: cover(target.span, all.at(-1)!.span), head: target, suffixes: all };
  const read = readFactor(context, behind, following);
  if (!isReference(by)) return { ...read, value: by };
  const span = cover(expr.span, read.value.span);
  let { value } = read;
  for (let times = 0; times < expr.order; times++)
    value = derivative(context, value, { references: [by], span: by.span }, false, span);
  return { ...read, value };
}
