/**
 * Members: elements of a family that are quantities of their own. Layers of a network are numbered, `W^{(1)} : H×D` and
 * `W^{(2)} : K×H`, and differ in shape. Where the numbers at some place of a name are literals all over the model, each of
 * them may be a quantity; a place at which an index stands somewhere (`h_t^{(1)}` at t) stays one of a family.
 */
import { constantValue, visitVariables, type IndexExpr } from "./indices.ts";
import { lettersAt } from "./lettered-families.ts";
import type { Loop, Quantity } from "./model.ts";
import type { Scope } from "./scope.ts";
import { sameShape } from "./dimensions.ts";

/** For a family, `name/arity`, the places of its indices at which each number is a member. */
export type MemberPlaces = ReadonlyMap<string, readonly number[]>;

/** The key of the quantity that holds an element: `h/1`, and `W/1[2]` where the number tells members apart. */
export function keyAt(
  scope: Scope,
  name: string,
  positions: readonly IndexExpr[],
  numbered: ReadonlySet<string> = new Set(),
  bound?: ReadonlyMap<string, Loop>,
): string {
  const family = `${name}/${positions.length}`;
  const varied = scope.variedPlaces.get(family) ?? new Set();
  for (const [at, position] of positions.entries())
    if (constantValue(position) === undefined && !isNumbered(position, numbered)) varied.add(at);
  scope.variedPlaces.set(family, varied);
  const numbers = (scope.memberPlaces.get(family) ?? []).map((at) => {
    const position = positions[at];
    return (position && constantValue(position)) ?? "?";
  });
  const labels = [...numbers, ...lettersAt(scope, family, positions, bound)];
  return labels.length === 0 ? family : `${family}[${labels.join(",")}]`;
}

/** Whether the indices in it, and there are some, all stand for known numbers. */
function isNumbered(position: IndexExpr, numbered: ReadonlySet<string>): boolean {
  const names: string[] = [];
  visitVariables(position, (name) => names.push(name));
  return names.length > 0 && names.every((name) => numbered.has(name));
}

/** The quantity that holds an element, if there is one. */
export function quantityAt(
  scope: Scope,
  name: string,
  positions: readonly IndexExpr[],
  numbered?: ReadonlySet<string>,
  bound?: ReadonlyMap<string, Loop>,
): Quantity | undefined {
  return scope.quantities.get(keyAt(scope, name, positions, numbered, bound));
}

/** The places at which nothing but numbers stood when the model was read. */
export function numberedPlaces(scope: Scope): MemberPlaces {
  const places = new Map<string, number[]>();
  for (const { key, arity, boundary } of scope.quantities.values()) {
    const varied = scope.variedPlaces.get(key);
    // A boundary is that of a whole family.
    if (boundary || !varied) continue;
    const numbered = Array.from({ length: arity }, (_, at) => at).filter((at) => !varied.has(at));
    if (numbered.length > 0) places.set(key, numbered);
  }
  return places;
}

/** Whether members of a family turned out to have different shapes, so that no family could hold them. */
export function areOfDifferentShapes(scope: Scope): boolean {
  const shapes = new Map<string, Quantity["shape"]>();
  for (const { name, arity, shape } of scope.quantities.values()) {
    const family = `${name}/${arity}`;
    if (!scope.memberPlaces.has(family) || !shape) continue;
    const other = shapes.get(family);
    if (other && !sameShape(other, shape)) return true;
    shapes.set(family, shape);
  }
  return false;
}

/** The numbers by which the members of a family go, as they are written in a message. */
export function memberNumbers(scope: Scope, name: string, arity: number): string[] {
  const places = scope.memberPlaces.get(`${name}/${arity}`);
  if (!places) return [];
  return [...scope.quantities.values()]
    .filter((quantity) => quantity.name === name && quantity.arity === arity)
    .map(({ key }) => key.slice(key.indexOf("[") + 1, -1))
    .sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
}
