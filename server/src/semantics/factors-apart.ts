/** `η (T - 1)` where there is an η beside the η[t]: a product. `η(T-1)` and `η (t)` are elements. */
import type { Suffix } from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import type { Context } from "./context.ts";
import { tryIndex } from "./index-expressions.ts";
import { printIndex, visitVariables, type IndexExpr } from "./indices.ts";

/** Whether a suffix is a factor behind what is an element without it. */
export function isFactorApart(suffix: Suffix, indices: readonly (IndexExpr | undefined)[]): boolean {
  return suffix.kind === "parens" && suffix.spaced && indices.length === 1 && indices[0]?.kind === "operation";
}

/** A factor that names an index could be one: `η (t - 1)`. */
export function warnOfFactorApart(
  context: Context,
  name: string,
  taken: readonly IndexExpr[],
  arities: ReadonlySet<number>,
  suffix: Suffix | undefined,
): void {
  const [only] = suffix?.kind === "parens" ? suffix.items : [];
  const index = only && tryIndex(context, only);
  if (!suffix || !index || !arities.has(taken.length + 1) || !isFactorApart(suffix, [index])) return;
  let varies = false;
  visitVariables(index, () => (varies = true));
  if (!varies) return;
  const whole = taken.length > 0 ? `${name}[${taken.map(printIndex).join(",")}]` : name;
  const element = `${name}[${[...taken, index].map(printIndex).join(",")}]`;
  const message = `There are \`${whole}\` and \`${element}\`, and with a space between this is read as a product. Write \`${element}\` for the element, or \`${whole} * (…)\` for the product.`;
  const { start, end } = suffix.span;
  const fixes = [
    { title: "Write `*`", edits: [{ span: { start, end: start }, text: "* " }] },
    { title: `Write \`[${printIndex(index)}]\``, edits: [{ span: { start, end }, text: `[${printIndex(index)}]` }] },
  ];
  context.scope.report(problem("syntax/ambiguous-application", suffix.span, message, { fixes }));
}
