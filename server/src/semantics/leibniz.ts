/**
 * Derivatives with a d or a δ: `dL/dh[t]`, `d L / d h[t]`, `d²L/dw²`, `\frac{d}{dw} L`, `δL/δh`, where nothing of these names
 * is declared.
 */
import type { Expr, Name } from "../syntax/ast.ts";
import { foldGreek } from "../syntax/glyphs.ts";
import { cover, type Span } from "../syntax/span.ts";
import { trouble, undeclared, unwrap, type Context } from "./context.ts";
import { derivative, isDenominator, readDenominator } from "./derivatives.ts";
import { readFormula, type Factor, type Read } from "./formulas.ts";
import { withPowers } from "./powers.ts";
import { withOwnArguments } from "./functions.ts";
import type { Formula } from "./model.ts";
import { readOperand } from "./operands.ts";
import { declaredHead, headed, type Headed, type Taken } from "./references.ts";

/**
 * `dL / dh[t]`, where no `dL` is declared, though a `dh` may be: without a numerator there is nothing to divide. What
 * follows the lower quantity is left. Undefined where it is a division.
 */
export function readLeibniz(context: Context, above: Expr, below: Expr, span: Span): Taken<Formula> | undefined {
  const numerator = differential(context, above);
  const denominator = numerator && differential(context, below, true);
  if (!numerator || !denominator) return halfKnown(context, above, below);
  const { value, rest } = readDenominator(context, denominator);
  if (!isDenominator(value)) return { value, rest };
  const end = Math.max(above.span.end, value.span.end);
  return withPowers(context, {
    value: derivative(context, readFormula(context, numerator), value, false, { start: span.start, end }),
    rest,
  });
}

/** `dL/dW` of a known L and a W that nothing declares, or the other way round: the name is told, and no `dL`. */
function halfKnown(context: Context, above: Expr, below: Expr): Taken<Formula> | undefined {
  const [over, under] = [above, below].map((side) => {
    const head = headed(unwrap(side));
    return head && !declaredHead(context, head) ? withoutD(head) : undefined;
  });
  if (!over || !under) return undefined;
  const [known, strange] = [over, under].map((head) => declaredHead(context, head));
  if ((known === undefined) === (strange === undefined)) return functionAbove(context, over, under);
  return { value: undeclared(context, (known ? under : over).name), rest: [] };
}

/** `dV/dq` of a function V. */
function functionAbove(context: Context, over: Headed, under: Headed): Taken<Formula> | undefined {
  const name = declaredHead(context, over)?.name;
  const by = declaredHead(context, under);
  if (name === undefined || !by || !context.scope.functions.has(name)) return undefined;
  const text = under.name.written ?? under.name.name;
  const span = over.name.span;
  const message = `\`${name}\` is a function: its derivative is \`${name}'(${text})\` or \`∂${name}(${text})/∂${text}\`.`;
  return { value: trouble(context, "syntax/derivative", span, message), rest: [] };
}

/**
 * `d h[t] / d h[t-1]`, where the d stands apart, above or below; and `d/dw L`. A size d doesn't hinder it: nobody multiplies
 * by a size to divide by it again.
 */
export function readSpacedLeibniz(context: Context, above: Expr, following: readonly Factor[]): Read | undefined {
  let at = 0;
  let of: Expr | undefined;
  const isOperator = isDifferentialSign(context, above) && following[0]?.op === "/";
  if (!isOperator) {
    const [next] = following;
    of = isDifferentialSign(context, above) && next?.op === "" ? following[at++]!.expr : differential(context, above);
    if (!of) return undefined;
  }
  const divisor = following[at++];
  if (divisor?.op !== "/") return undefined;
  const by = isDifferentialSign(context, divisor.expr)
    ? following[at]?.op === "" && following[at++]!.expr
    : differential(context, divisor.expr);
  if (!by) return undefined;
  const { value, rest } = readDenominator(context, by);
  const later = following.slice(at);
  const span = cover(above.span, value.span);
  const operand: Read = of
    ? { value: readFormula(context, of), rest, consumed: 0 }
    : readOperand(context, span, rest, later);
  if (!isDenominator(value)) return { ...operand, value, consumed: operand.consumed + at };
  const whole = derivative(context, operand.value, value, false, cover(span, of ? span : operand.value.span));
  return { ...withPowers(context, { value: whole, rest: operand.rest }), consumed: operand.consumed + at };
}

/** The d of `d L`, or a δ, where the sheet has no quantity of that name. */
function isDifferentialSign({ scope, parameters }: Context, expr: Expr): boolean {
  const sign = unwrap(expr);
  if (sign.kind !== "name" || !/^[dδ]$/.test(sign.name) || parameters.has(sign.name)) return false;
  return !scope.arities.has(sign.name) && !scope.functions.has(sign.name);
}

/** `\frac{d}{dw} L` and `\frac{d^2}{dw^2} L`, where no d is declared. */
export function readLeibnizOperator(
  context: Context,
  above: Expr,
  below: Expr,
  span: Span,
  following: readonly Factor[],
): Read | undefined {
  const order = isDifferentialSign(context, above) ? 1 : orderOfD(context, above);
  if (order === undefined) return undefined;
  const lower = order === 1 ? below : withoutOrder(unwrap(below), order);
  const target = lower && differential(context, lower);
  if (!target) return undefined;
  const by = readDenominator(context, target);
  const operand = readOperand(context, span, by.rest, following);
  if (!isDenominator(by.value)) return { ...operand, value: by.value };
  const end = cover(span, operand.value.span);
  let { value } = operand;
  for (let times = 0; times < order; times++) value = derivative(context, value, by.value, false, end);
  return { ...withPowers(context, { value, rest: operand.rest }), consumed: operand.consumed };
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

/**
 * The L of `dL`, of `d L`, of `δL` and of `{dL}`, where it is a declared quantity and `dL` is not. `mayBeDeclared`: also where
 * it is.
 */
export function differential(context: Context, expr: Expr, mayBeDeclared = false): Expr | undefined {
  const inner = unwrap(expr);
  if (inner.kind === "product" && inner.rest.length === 1 && inner.rest[0]!.op === "")
    return isDifferentialSign(context, inner.first) ? inner.rest[0]!.factor : undefined;
  const head = headed(inner);
  if (!head || (!mayBeDeclared && declaredHead(context, head))) return undefined;
  const { name } = head.name;
  if (/^[dδ]$/.test(name) && head.suffixes[0]?.kind === "parens")
    return { kind: "group", span: head.suffixes[0].span, bracket: "(", items: head.suffixes[0].items };
  const stripped = withoutD(head);
  const declared = stripped && declaredHead(context, stripped);
  if (!declared) return undefined;
  const shorter = stripped.name;
  if (!context.scope.arities.has(declared.name)) {
    const call = withOwnArguments(context, shorter);
    return head.suffixes.length === 0 && call !== shorter ? call : undefined;
  }
  return head.suffixes.length === 0
    ? shorter
    : {
        kind: "suffixed",
        span: { start: shorter.span.start, end: inner.span.end },
        head: shorter,
        suffixes: head.suffixes,
      };
}

/** The L of `dL` and of `δL`. */
function withoutD({ name: { name, span }, suffixes }: Headed): Headed | undefined {
  if (!/^[dδ]./u.test(name)) return undefined;
  const written = name.slice(1);
  const folded = foldGreek(written);
  const shorter: Name = {
    kind: "name",
    span: { start: Math.min(span.start + 1, span.end), end: span.end },
    name: folded,
    // `dmu` is the d of `mu`, and so of `μ`.
    ...(folded !== written && { written }),
  };
  return { name: shorter, suffixes };
}
