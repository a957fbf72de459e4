/** What raises or turns a value behind it: powers, transposes, and components of what has no name. */
import type { Expr, Name, Suffix } from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import { cover, type Span } from "../syntax/span.ts";
import { readComponents } from "./bracketed.ts";
import { trouble, unwrap, type Context } from "./context.ts";
import { readFormula } from "./formulas.ts";
import { tryIndex } from "./index-expressions.ts";
import type { Formula } from "./model.ts";
import type { Taken } from "./references.ts";

/** Applies the powers and transposes that follow a value, up to the next parenthesis or bracket. */
export function withPowers(context: Context, taken: Taken<Formula>): Taken<Formula> {
  let { value } = taken;
  let at = 0;
  for (; at < taken.rest.length; at++) {
    const suffix = taken.rest[at]!;
    const span: Span = cover(value.span, suffix.span);
    const component = suffix.kind === "brackets" || suffix.kind === "sub" ? readComponents(context, suffix) : undefined;
    if (component) value = { kind: "component", span, of: value, indices: component };
    else if (suffix.kind === "sup") {
      // `2^(3)^2` groups to the right, as `2^3^2` does.
      let last = at;
      while (taken.rest[last + 1]?.kind === "sup" && !isTranspose(suffix)) last++;
      const tower = taken.rest.slice(at, last + 1) as Power[];
      value = readPower(context, value, towerOf(tower), cover(value.span, tower.at(-1)!.span));
      at = last;
    } else if (suffix.kind === "transpose") value = { kind: "transpose", span, operand: value };
    else if (suffix.kind === "primes") {
      context.scope.report(
        problem(
          "syntax/prime",
          suffix.span,
          "`'` differentiates a function, and this is none. For a transpose write `ᵀ`.",
          {
            fixes: [{ title: "Write ᵀ", edits: [{ span: suffix.span, text: "ᵀ" }] }],
          },
        ),
      );
      value = { kind: "trouble", span, reason: "`'` stands after something that is no function" };
    } else if (suffix.kind === "sub") {
      value = trouble(context, "name/index-count", suffix.span, "This has no index to give here.");
    } else break;
  }
  return { value, rest: taken.rest.slice(at) };
}

type Power = Extract<Suffix, { kind: "sup" }>;

/** `^(T)` is the power that `^T` may not be. */
function isParenthesised(exponent: Expr): boolean {
  return exponent.kind === "group" && exponent.bracket === "(";
}

function isTranspose(suffix: Power): boolean {
  if (isParenthesised(suffix.exponent)) return false;
  const exponent = unwrap(suffix.exponent);
  return exponent.kind === "name" && exponent.name === "T";
}

/** Powers one after another as one power, whose exponent is a power itself. */
function towerOf(powers: readonly Power[]): Power {
  const [first, ...others] = powers;
  if (others.length === 0) return first!;
  const span = cover(first!.span, others.at(-1)!.span);
  return { ...first!, span, exponent: { kind: "suffixed", span, head: first!.exponent, suffixes: others } };
}

/** `^2`, `^-1`, `^T`, `^-T`. A T that is no size can only be a transpose. */
function readPower(context: Context, base: Formula, suffix: Power, span: Span): Formula {
  const exponent = isParenthesised(suffix.exponent) ? suffix.exponent : unwrap(suffix.exponent);
  const meansT = (expr: Expr): expr is Name => expr.kind === "name" && expr.name === "T" && !suffix.elementwise;
  const isTransposed = (expr: Expr) => meansT(expr) && !tryIndex(context, expr) && !context.scope.arities.has("T");
  const isT = meansT(exponent);
  // Ones have no power worth writing.
  if (isTransposed(exponent) || (isT && base.kind === "filled")) return { kind: "transpose", span, operand: base };
  if (exponent.kind === "negation" && isTransposed(exponent.operand)) {
    const minusOne: Formula = { kind: "number", span: exponent.span, value: -1 };
    const inverse: Formula = { kind: "power", span, base, exponent: minusOne, elementwise: false, mayTranspose: false };
    return { kind: "transpose", span, operand: inverse };
  }
  return {
    kind: "power",
    span,
    base,
    exponent: readFormula(context, suffix.exponent),
    elementwise: suffix.elementwise,
    mayTranspose: isT,
  };
}
