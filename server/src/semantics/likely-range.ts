/**
 * The range that an index has most likely, where the sheet gives it none: the i of `Σ_i y_i` runs over the components of a
 * `y : D`, or over the indices of a `y[n]` for n = 1..N.
 */
import type { Cell } from "../syntax/ast.ts";
import type { Fix } from "../syntax/problem.ts";
import { visitExpr } from "../syntax/visit.ts";
import { printDimension } from "./dimensions.ts";
import { printIndex } from "./indices.ts";
import type { Scope } from "./scope.ts";

/** `1..D`, by the first quantity in these expressions whose place the index stands at; nothing where none tells. */
export function likelyRange(scope: Scope, index: string, exprs: readonly Cell[]): string | undefined {
  let range: string | undefined;
  for (const expr of exprs)
    visitExpr(expr, (cell) => {
      const found = range === undefined ? placeOf(cell, index) : undefined;
      if (found) range = rangeAt(scope, found);
    });
  return range;
}

/** What an editor offers for it. */
export function declareIndex(scope: Scope, index: string, range: string): Fix {
  const place = { start: scope.declarationPlace, end: scope.declarationPlace };
  return { title: `Declare index ${index} = ${range}`, edits: [{ span: place, text: `index ${index} = ${range}\n` }] };
}

/** Where below a name an index stands, counted from 0. */
interface Place {
  readonly base: string;
  readonly at: number;
}

/** Whether it is a name with the index below it: `y_i`, `W_ji`, `y_{i}`, `y[i]`. */
function placeOf(cell: Cell, index: string): Place | undefined {
  if (cell.kind === "name") {
    const [, base, below = ""] = /^(.+)_(\p{L}+)$/u.exec(cell.name) ?? [];
    return placed(base, [...below].indexOf(index));
  }
  if (cell.kind !== "suffixed" || cell.head.kind !== "name") return undefined;
  const [first] = cell.suffixes;
  const items = first?.kind === "sub" ? first.items : first?.kind === "brackets" ? first.rows.flat() : [];
  return placed(
    cell.head.name,
    items.findIndex((item) => item.kind === "name" && item.name === index),
  );
}

function placed(base: string | undefined, at: number): Place | undefined {
  return base === undefined || at < 0 ? undefined : { base, at };
}

function rangeAt({ quantities }: Scope, { base, at }: Place): string | undefined {
  for (const { name, arity, shape, free, definitions } of quantities.values()) {
    if (name !== base) continue;
    // An `h[0]` tells nothing, an `h[t]` beside it does.
    for (const { loops, positions } of [...free, ...definitions]) {
      const position = positions[at];
      const loop = position?.kind === "variable" ? loops.find((each) => each.name === position.name) : undefined;
      if (loop && !loop.falling) return `${printIndex(loop.from)}..${printIndex(loop.to)}`;
    }
    const dimension = arity === 0 ? shape?.[at] : undefined;
    if (dimension) return `1..${printDimension(dimension)}`;
  }
  return undefined;
}
