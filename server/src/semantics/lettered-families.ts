/**
 * Families that are told apart by their letters: of `w_{ih}`, `w_{h'h}` and `w_{hk}`, where i, h and k run over ranges of their
 * own, each is another weight, though all have two indices. Elsewhere the letter of an index says nothing, and its place all.
 */
import { constantValue, simplifyIndex, substitute, visitSizes, visitVariables, type IndexExpr } from "./indices.ts";
import type { Loop } from "./model.ts";
import type { Scope } from "./scope.ts";

/** For a family, `name/arity`, the places of its indices at which ranges tell quantities apart. */
export type LetteredPlaces = ReadonlyMap<string, readonly number[]>;

/** The sizes, or the number, that the range of an index ends at; undefined where that depends on other indices. */
export function rangeOf(scope: Scope, position: IndexExpr, bound?: ReadonlyMap<string, Loop>): string | undefined {
  const names: string[] = [];
  visitVariables(position, (name) => names.push(name));
  // `u_{D+h}` goes on where u_1, …, u_D end.
  visitSizes(position, (size) => names.push(size));
  const [name, ...others] = names;
  const loop = name === undefined || others.length > 0 ? undefined : (bound?.get(name) ?? scope.indices.get(name));
  if (!loop) return undefined;
  const ends: string[] = [];
  let isOpen = false;
  visitVariables(loop.to, () => (isOpen = true));
  visitSizes(loop.to, (size) => ends.push(size));
  if (isOpen) return undefined;
  return ends.length > 0 ? ends.sort().join(" ") : String(constantValue(loop.to));
}

/** The number that an index starts at; undefined where that depends on a size. */
function startOf({ indices }: Scope, position: IndexExpr): number | undefined {
  const starts = new Map([...indices].map(([name, { from }]) => [name, from]));
  return constantValue(simplifyIndex(substitute(position, starts)));
}

/**
 * The families of which some place has indices of different ranges, wherever they are declared or stand on a left side. They all
 * start at one number: what starts where another ends, as `s = T+1..S` does, goes on with it. Of ranges
 * that end at numbers, `s = 1..4` may be meant within `t = 1..5`, unless two declarations show that it is the letters that count.
 */
export function letteredPlaces(scope: Scope): LetteredPlaces {
  const declared = new Map<string, (readonly IndexExpr[])[]>();
  for (const { name, arity, free } of scope.quantities.values()) {
    const family = `${name}/${arity}`;
    declared.set(family, [...(declared.get(family) ?? []), ...free.map(({ positions }) => positions)]);
  }
  const mayBeNumbers = [...declared.values()].some((all) => placesOf(scope, all, true).length > 0);
  const found = new Map<string, readonly number[]>();
  for (const family of new Set([...declared.keys(), ...scope.leftSides.keys()])) {
    const all = [...(declared.get(family) ?? []), ...(scope.leftSides.get(family) ?? [])];
    const places = placesOf(scope, all, mayBeNumbers);
    if (places.length > 0) found.set(family, places);
  }
  return found;
}

function placesOf(scope: Scope, all: readonly (readonly IndexExpr[])[], mayBeNumbers: boolean): number[] {
  const places = (all[0] ?? []).map((_, place) => place);
  return places.filter((place) => {
    const ranges = all.map((positions) => rangeOf(scope, positions[place]!));
    const isTold = ranges.every((range) => range !== undefined && (mayBeNumbers || !/^\d+$/.test(range)));
    const [start, ...others] = new Set(all.map((positions) => startOf(scope, positions[place]!)));
    return isTold && start !== undefined && others.length === 0 && new Set(ranges).size > 1;
  });
}

/** What tells an element's quantity from others of its family; an index of no such range belongs to none. */
export function lettersAt(
  scope: Scope,
  family: string,
  positions: readonly IndexExpr[],
  bound?: ReadonlyMap<string, Loop>,
): string[] {
  return (scope.letteredPlaces.get(family) ?? []).map((place) => rangeOf(scope, positions[place]!, bound) ?? "?");
}
