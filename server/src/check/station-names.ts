/** Names of adjoints as a person writes them: `bar c[t]` for all of them, `bar h[T]` for one at the end of its range. */
import { find, sourceIn } from "../semantics/elements.ts";
import {
  evaluateIndex,
  printIndex,
  simplifyIndex,
  substitute,
  visitVariables,
  type IndexExpr,
} from "../semantics/indices.ts";
import type { Loop, Quantity } from "../semantics/model.ts";
import type { World } from "../unroll/world.ts";
import type { Station } from "./derivation-graph.ts";

/** More elements of one quantity than this are named as all of them are. */
const mostApart = 2;

/** Each quantity once, unless it is one or two elements that are meant. */
export function printStations(world: World, stations: readonly Station[]): string[] {
  const groups = new Map<Quantity, Station[]>();
  for (const station of stations) groups.set(station.quantity, [...(groups.get(station.quantity) ?? []), station]);
  return [...groups].flatMap(([quantity, group]) =>
    group.length > mostApart || quantity.arity === 0
      ? [printAdjoint(quantity)]
      : group.map((station) => prefixed(quantity, printTuple(world, station))),
  );
}

/** `bar c[t]`, with the indices that its own equation has. */
export function printAdjoint(quantity: Quantity): string {
  const sources = [...quantity.definitions, ...quantity.free];
  const freedom = ({ loops }: (typeof sources)[number]) => loops.length;
  const typical = sources.reduce((most, next) => (freedom(next) > freedom(most) ? next : most), sources[0]!);
  return prefixed(quantity, typical.positions.map(printPosition));
}

/** Of `n+1` the index alone: all elements are meant. */
function printPosition(position: IndexExpr): string {
  const names: string[] = [];
  visitVariables(position, (name) => names.push(name));
  return names.length === 1 ? names[0]! : printIndex(position);
}

/** A helper made of adjoints stands for itself. */
function prefixed({ name, madeOfAdjoints }: Quantity, indices: readonly string[]): string {
  const element = indices.length === 0 ? name : `${name}[${indices.join(",")}]`;
  return madeOfAdjoints ? element : `bar ${element}`;
}

/** Index values by the ends of their ranges where they are there: `T`, `1`. */
function printTuple({ tables, sizes }: World, { quantity, tuple }: Station): string[] {
  const table = tables.get(quantity)!;
  const source = sourceIn(table, find(table, tuple)!);
  return tuple.map((value, at) => {
    const position = source.positions[at]!;
    const ends = [position, ...source.loops.flatMap((loop) => endsOf(position, loop))];
    const end = ends.find((end) => evaluateIndex(end, sizes, undefined) === value);
    return end ? printIndex(end) : String(value);
  });
}

function endsOf(position: IndexExpr, { name, from, to }: Loop): IndexExpr[] {
  return [from, to].map((end) => simplifyIndex(substitute(position, new Map([[name, end]]))));
}
