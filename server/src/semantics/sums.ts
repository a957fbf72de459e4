/** Sums `a + b - c`, and where a sign belongs to the body of `Σ_i -2 x_i` instead. */
import type { Expr } from "../syntax/ast.ts";
import { cover } from "../syntax/span.ts";
import type { Context } from "./context.ts";
import { isBounds } from "./folds.ts";
import { factorsOf, foldHead, readTerm, type Factor } from "./formulas.ts";
import { tryIndex } from "./index-expressions.ts";
import type { Formula, SignedTerm } from "./model.ts";
import { declaredHead, headed } from "./references.ts";

type Sum = Extract<Expr, { kind: "sum" }>;

export function readSum(context: Context, expr: Sum): Formula {
  const terms: SignedTerm[] = [];
  for (let at = 0; at < expr.terms.length; at++) {
    const { sign, term } = expr.terms[at]!;
    let factors = factorsOf(term);
    while (endsInOpenFold(context, factors) && at + 1 < expr.terms.length)
      factors = [...factors, ...signedFactors(expr.terms[++at]!)];
    terms.push({ sign: sign === "-" ? -1 : 1, term: readTerm(context, factors) });
  }
  const [only] = terms;
  return terms.length === 1 && only!.sign === 1 ? only!.term : { kind: "sum", span: expr.span, terms };
}

/** Whether a sum or product stands last that has bounds and no body: what follows its sign is the body, as in `Σ_i -2 x_i`. */
function endsInOpenFold(context: Context, factors: readonly Factor[]): boolean {
  const head = headed(factors.at(-1)!.expr);
  if (!head || declaredHead(context, head) || tryIndex(context, head.name)) return false;
  const fold = foldHead(context, head.name, head.suffixes);
  return fold !== undefined && fold.suffixes.length > 0 && isBounds(fold.suffixes);
}

/** The factors of a term of which the first takes the term's sign. */
function signedFactors({ sign, signSpan, term }: Sum["terms"][number]): Factor[] {
  const [first, ...others] = factorsOf(term);
  const { expr } = first!;
  const signed: Expr = sign === "-" ? { kind: "negation", span: cover(signSpan, expr.span), operand: expr } : expr;
  return [{ op: "", expr: signed }, ...others];
}
