/** Claims about what a model costs: `cost weights = D H`, `cost operations = O(G^2)`. */
import type { Cost, Expr } from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import { contextOf } from "./context.ts";
import { readFormula } from "./formulas.ts";
import type { Claim, Formula } from "./model.ts";
import { headed } from "./references.ts";
import { isDeclared, type Scope } from "./scope.ts";
import { troubleIn } from "./walk.ts";

/** `cost weights = D H`, `cost operations = O(G^2)`; the steps of a chain are claims of their own. */
export function readCost(scope: Scope, equation: Cost, claims: Claim[]): void {
  const { quantity } = equation;
  equation.relations.forEach(({ op, span }, step) => {
    const right = equation.sides[step + 1];
    if (!right) return;
    const bound = boundOf(scope, right);
    const context = contextOf(scope);
    const formula = readFormula(context, bound ?? right);
    const [stray] = context.free;
    if (stray)
      scope.report(
        problem(
          "syntax/clause",
          stray[1],
          `A cost is one number for the whole model, so it can't depend on the index \`${stray[0]}\`.`,
        ),
      );
    const nothing: Formula = { kind: "number", span: equation.keyword, value: 0 };
    const trouble =
      (equation.damaged && "it has a syntax error") ??
      troubleIn(formula) ??
      (stray && "it depends on an index") ??
      (op === "=" || op === "≤" ? undefined : "a cost is claimed with `=` or `≤`");
    claims.push({
      kind: "cost",
      span: {
        start: step === 0 ? equation.span.start : span.start,
        end: step === equation.relations.length - 1 ? equation.span.end : right.span.end,
      },
      leftSpan: equation.sides[step]?.span ?? equation.keyword,
      rightSpan: right.span,
      relationSpan: span,
      relation: op,
      left: nothing,
      right: formula,
      subject: nothing,
      loops: [],
      conditions: [],
      given: [],
      assumed: new Map(),
      beyondIsUnknown: false,
      cost: { quantity, isBound: bound !== undefined },
      ...(trouble && { trouble }),
    });
  });
}

/** The argument of `O(…)`, where O is no name of the sheet. */
function boundOf(scope: Scope, side: Expr): Expr | undefined {
  const head = headed(side);
  const [parens, ...others] = head?.suffixes ?? [];
  if (head?.name.name !== "O" || isDeclared(scope, "O") || parens?.kind !== "parens" || others.length > 0)
    return undefined;
  return { kind: "group", span: parens.span, bracket: "(", items: parens.items };
}
