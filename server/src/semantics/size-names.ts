/** Names that are sizes already, where an equation means something else by them: `loss L = …` beside `l = 1..L`. */
import type { Expr } from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { trouble, type Context } from "./context.ts";
import { printIndex, visitSizes } from "./indices.ts";
import type { Formula, Size } from "./model.ts";
import { plainName } from "./references.ts";
import { isDeclared, quantityOf, type Scope } from "./scope.ts";
import { some } from "./walk.ts";

/** The size that a side consists of, where the name is nothing else. */
export function sizeOf(scope: Scope, side: Expr): Size | undefined {
  const name = plainName(side)?.name;
  return name === undefined || scope.arities.has(name) ? undefined : scope.sizes.get(name);
}

/** `loss L = …` beside a size L: says so, and reads on with both, since where a loss is meant shows. */
export function nameLossBesideSize(scope: Scope, left: Expr): void {
  const size = sizeOf(scope, left);
  if (!size) return;
  const { name } = size;
  const other = ["J", "E", "C", "cost"].find((each) => !isDeclared(scope, each)) ?? "loss_value";
  const message = `${whatItIs(scope, size)}, so the loss needs another name: call it \`${other}\`, or give the size another letter.`;
  scope.report(problem("name/declared-twice", left.span, message, { related: declaredHere(size) }));
  quantityOf(scope, name, 0, "defined", left.span);
}

/** Whether an equation gives a size the value of a quantity, `N = w^2`, which is reported. One of sizes alone is a claim about them. */
export function redefinesSize(scope: Scope, left: Expr, rights: readonly Formula[]): boolean {
  const size = sizeOf(scope, left);
  const isQuantity = ({ kind }: Formula) => kind === "element" || kind === "adjoint" || kind === "derivative";
  if (!size || size.value !== undefined || !rights.some((right) => some(right, isQuantity))) return false;
  const message = `${whatItIs(scope, size)}, so no equation gives it a value. Call what is defined here something else.`;
  scope.report(problem("name/declared-twice", left.span, message, { related: declaredHere(size) }));
  return true;
}

/** `∂L/∂w` of a size L, which is a number that nothing acts on. */
export function derivativeOfSize(context: Context, of: Formula, span: Span): Formula | undefined {
  const size = of.kind === "integer" && of.value.kind === "size" ? context.scope.sizes.get(of.value.name) : undefined;
  if (!size) return undefined;
  const { loss } = context.scope;
  const advice = loss
    ? `The loss is \`${loss.name}\` here.`
    : "If it is the loss that is meant, that needs a name of its own.";
  const fixes = loss ? [{ title: `Write ${loss.name}`, edits: [{ span: of.span, text: loss.name }] }] : [];
  const message = `${whatItIs(context.scope, size)}, and nothing acts on that. ${advice}`;
  return trouble(context, "derivative/not-a-quantity", span, message, fixes);
}

function whatItIs({ indices }: Scope, { name }: Size): string {
  const loop = [...indices.values()].find(({ from, to }) =>
    [from, to].some((end) => {
      let isNamed = false;
      visitSizes(end, (size) => (isNamed ||= size === name));
      return isNamed;
    }),
  );
  return loop
    ? `\`${name}\` is the size of \`${loop.name} = ${printIndex(loop.from)}..${printIndex(loop.to)}\``
    : `\`${name}\` is a size`;
}

function declaredHere({ name, span }: Size): { span: Span; message: string }[] {
  return [{ span, message: `\`${name}\` is a size from here on` }];
}
