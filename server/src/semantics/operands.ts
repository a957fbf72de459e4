/** How far an operator such as `∂/∂w` reaches. */
import type { Expr, Name, Suffix } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import { visitExpr } from "../syntax/visit.ts";
import { trouble, type Context } from "./context.ts";
import { factorsOfSuffixes, readFormula, readTerm, type Factor, type Read } from "./formulas.ts";
import { differential } from "./leibniz.ts";
import { declaredHead, headed, type Headed } from "./references.ts";
import { spellings } from "./scope.ts";

/**
 * What an operator such as `∂/∂w` differentiates: the product up to the next `+`, `-` or `⊙`, as people mean `d/dw x w^2` and
 * `∂/∂w (w - x)^2 v`. But parentheses right behind it, `∂/∂w(…)`, and the loss are all of it; and a factor with a derivative
 * or an adjoint is none of it, as in a chain of them, `d/da tanh(a) w δ`.
 */
export function readOperand(
  context: Context,
  operator: Span,
  rest: readonly Suffix[],
  following: readonly Factor[],
): Read {
  const [first] = rest;
  const own = first?.kind === "parens" ? factorsOfSuffixes(rest).map((expr): Factor => ({ op: "", expr })) : [];
  const factors = [...own, ...following];
  if (factors[0]?.op !== "")
    return {
      value: trouble(
        context,
        "syntax/derivative",
        operator,
        "Nothing stands here to be differentiated: write `∂y/∂x`.",
      ),
      rest,
      consumed: 0,
    };
  const loss = lossAt(context, factors[0].expr);
  if (loss && own.length === 0) return { value: readFormula(context, loss.name), rest: loss.suffixes, consumed: 1 };
  const isOutside = ({ op, expr }: Factor, at: number) =>
    at > 0 && (op === "⊙" || op === "./" || holdsDerivative(context, expr));
  const isAttached = first?.kind === "parens" && !first.spaced;
  const end = isAttached ? 1 : factors.findIndex(isOutside);
  const operand = end === -1 ? factors : factors.slice(0, end);
  return {
    value: readTerm(context, operand),
    rest: behindBrackets(rest, operand.length),
    consumed: Math.max(0, operand.length - own.length),
  };
}

/** What is left of suffixes without the first so many brackets and the powers behind them. */
function behindBrackets(suffixes: readonly Suffix[], count: number): readonly Suffix[] {
  let brackets = 0;
  const end = suffixes.findIndex(({ kind }) => (kind === "parens" || kind === "brackets") && ++brackets > count);
  return end === -1 ? [] : suffixes.slice(end);
}

/** Whether a derivative or an adjoint takes part: `∂z/∂w`, the `dz` of `dz/dw`, `bar h`, a δ that is made of them. */
function holdsDerivative(context: Context, expr: Expr): boolean {
  let found = false;
  visitExpr(expr, (cell) => {
    found ||= cell.kind === "partial" || cell.kind === "adjoint" || cell.kind === "nabla";
    if (cell.kind === "name") found ||= isMadeOfAdjoints(context, cell) || differential(context, cell) !== undefined;
  });
  return found;
}

function isMadeOfAdjoints(context: Context, name: Name): boolean {
  const declared = declaredHead(context, { name, suffixes: [] });
  if (!declared) return false;
  return [...context.scope.quantities.values()].some((each) => each.name === declared.name && each.madeOfAdjoints);
}

/** The loss, where a factor starts with it, and the parentheses of `L (1 - h^2)` that multiply it. */
function lossAt({ scope }: Context, expr: Expr): Headed | undefined {
  const head = headed(expr);
  if (!head || scope.loss === undefined || !spellings(head.name).includes(scope.loss.name)) return undefined;
  const [first] = head.suffixes;
  const isApart = first?.kind === "parens" && first.spaced && !scope.lossArguments.has(scope.loss.name);
  return !first || isApart ? head : undefined;
}
