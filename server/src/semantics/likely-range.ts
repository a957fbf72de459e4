/**
 * The range that an index has most likely, where the sheet gives it none: the i of `Σ_i y_i` runs over the components of a
 * `y : D`, or over the indices of a `y[n]` for n = 1..N.
 */
import type { Fix } from "../syntax/problem.ts";
import { printDimension } from "./dimensions.ts";
import { printIndex } from "./indices.ts";
import type { Scope } from "./scope.ts";

/** `1..D`, by the first quantity in these parts of the text whose place the index stands at; nothing where none tells. */
export function likelyRange(scope: Scope, index: string, parts: readonly unknown[]): string | undefined {
  for (const part of parts) {
    if (typeof part !== "object" || part === null) continue;
    for (const { base, place } of placesIn(part, index)) {
      const range = rangeAt(scope, base, place);
      if (range !== undefined) return range;
    }
    const inside = likelyRange(scope, index, Object.values(part));
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** What an editor offers for it. */
export function declareIndex(scope: Scope, index: string, range: string): Fix {
  const place = { start: scope.declarationPlace, end: scope.declarationPlace };
  return { title: `Declare index ${index} = ${range}`, edits: [{ span: place, text: `index ${index} = ${range}\n` }] };
}

interface Place {
  readonly base: string;
  /** Counted from 0. */
  readonly place: number;
}

/** Whether a node of the tree is a name with the index below it: `y_i`, `W_ji`, `y_{i}`, `y[i]`. */
function placesIn(node: object, index: string): Place[] {
  const { kind, name, head, suffixes } = node as {
    kind?: string;
    name?: string;
    head?: { kind: string; name?: string };
    suffixes?: readonly { kind: string; items?: readonly unknown[]; rows?: readonly (readonly unknown[])[] }[];
  };
  if (kind === "name" && name !== undefined) {
    const [, base, below] = /^(.+)_(\p{L}+)$/u.exec(name) ?? [];
    const place = [...(below ?? "")].indexOf(index);
    return base === undefined || place < 0 ? [] : [{ base, place }];
  }
  const base = kind === "suffixed" && head?.kind === "name" ? head.name : undefined;
  const [first] = suffixes ?? [];
  if (base === undefined || !first || !/^(?:sub|brackets)$/.test(first.kind)) return [];
  const place = (first.items ?? first.rows?.[0] ?? []).findIndex((item) => (item as { name?: string }).name === index);
  return place < 0 ? [] : [{ base, place }];
}

function rangeAt({ quantities }: Scope, base: string, place: number): string | undefined {
  for (const { name, arity, shape, free, definitions } of quantities.values()) {
    if (name !== base) continue;
    const loop = (free[0] ?? definitions[0])?.loops[place];
    if (loop && !loop.falling) return `${printIndex(loop.from)}..${printIndex(loop.to)}`;
    const dimension = arity === 0 ? shape?.[place] : undefined;
    if (dimension) return `1..${printDimension(dimension)}`;
  }
  return undefined;
}
