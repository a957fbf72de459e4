/** The warning about `a / b c`: it is read as `(a / b) c`, and people write it for `a / (b c)` as well. */
import type { Expr, Product } from "./ast.ts";
import { report, type Cursor } from "./cursor.ts";
import { functionNames } from "./words.ts";

/** Warns of each division whose divisor is followed by a factor without a sign. */
export function warnOfDivision(cursor: Cursor, product: Product): void {
  const { text } = cursor;
  const { first, rest } = product;
  for (const [at, { op, factor: divisor }] of rest.entries()) {
    if (op !== "/") continue;
    let last = at;
    while (rest[last + 1]?.op === "") last++;
    if (last === at) continue;
    const dividend = rest[at - 1]?.factor ?? first;
    const before = at > 1 ? rest[at - 2]!.factor : first;
    if (isDifferential(divisor) && (headName(before) === headName(divisor) || isDifferential(dividend))) continue;
    if (isReadOneWay(dividend, divisor) || isSetApart(text, divisor, rest[at + 1]!.factor)) continue;
    const above = { start: first.span.start, end: divisor.span.end };
    const below = { start: divisor.span.start, end: rest[last]!.factor.span.end };
    const whole = { start: above.start, end: below.end };
    const left = `(${excerpt(text, above.start, above.end)})${excerpt(text, above.end, below.end)}`;
    const right = `${excerpt(text, above.start, below.start)}(${excerpt(text, below.start, below.end)})`;
    report(
      cursor,
      "syntax/ambiguous-division",
      { start: dividend.span.start, end: whole.end },
      `This is read as \`${left}\`; many would read \`${right}\`. Write the brackets.`,
      [
        { title: `Write \`${right}\``, edits: around(below) },
        { title: `Write \`${left}\``, edits: around(above) },
      ],
    );
  }
}

/** Nobody reads `1/2 x`, `dL/dh x` or `a / tanh b` in two ways. */
function isReadOneWay(dividend: Expr, divisor: Expr): boolean {
  if (dividend.kind === "number" && divisor.kind === "number") return true;
  if (divisor.kind === "missing") return true;
  const above = headName(dividend);
  const below = headName(divisor);
  if (above !== undefined && /^[dδ]/u.test(above) && below !== undefined && /^[dδ]./u.test(below)) return true;
  return takesWhatFollows(divisor);
}

/** The d of `d L / d w` and `d/d w`, which no sheet has as a quantity beside it. */
function isDifferential(expr: Expr): boolean {
  return expr.kind === "name" && /^[dδ]$/.test(expr.name);
}

/** Nor `λ/2 wᵀ w`, `1/(2 N) ‖r‖²`, `g/‖v‖ w`, `1/m sum[i](…)` or `1/m 𝟏 𝟏ᵀ`: the divisor ends visibly before what follows. `b/2c` doesn't. */
function isSetApart(text: string, divisor: Expr, following: Expr): boolean {
  const isClosed = divisor.kind === "bars" || divisor.kind === "group" || divisor.kind === "number";
  if (isClosed) return /\s/u.test(text.charAt(divisor.span.end));
  const name = headName(following);
  return name !== undefined && foldNames.has(name);
}

const foldNames: ReadonlySet<string> = new Set(["sum", "prod", "Σ", "Π", "𝟏"]);

/** A function without its argument, or a sum without its body. */
function takesWhatFollows(divisor: Expr): boolean {
  const name = headName(divisor);
  if (name === undefined || !functionNames.has(name)) return false;
  return (
    divisor.kind === "name" || (divisor.kind === "suffixed" && divisor.suffixes.every(({ kind }) => kind !== "parens"))
  );
}

function headName(expr: Expr): string | undefined {
  const head = expr.kind === "suffixed" ? expr.head : expr;
  return head.kind === "name" ? head.name : undefined;
}

function around(span: { start: number; end: number }) {
  return [
    { span: { start: span.start, end: span.start }, text: "(" },
    { span: { start: span.end, end: span.end }, text: ")" },
  ];
}

function excerpt(text: string, start: number, end: number): string {
  const shown = text.slice(start, Math.min(end, start + 40)).replace(/\s+/g, " ");
  return end - start > 40 ? `${shown}…` : shown;
}
