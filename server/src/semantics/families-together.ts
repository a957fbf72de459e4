/**
 * Properties of families of numbers: `y[k] one-hot` is said of all y[k] together, of y[t,k] for each t; what is a property of
 * matrices, of the last two indices. What belongs together is drawn together, as the components of one vector or matrix.
 */
import { printShape, sameDimension } from "./dimensions.ts";
import { sourceIn, tupleIn, type ElementTable } from "./elements.ts";
import type { Quantity, Structure } from "./model.ts";

/** How many axes a property is about; none where it is about each value, or about all. */
export function axesOf(structure: Structure): 0 | 1 | 2 {
  if (structure === "constant") return 0;
  return structure === "unit" || structure === "one-hot" || structure === "probability" ? 1 : 2;
}

/** Those that only a square matrix can have. */
const ofSquares: ReadonlySet<Structure> = new Set([
  "symmetric",
  "positive definite",
  "orthogonal",
  "invertible",
  "diagonal",
] as const);

/** Why a quantity can't have a property; undefined where it can. One number is positive definite where it is positive. */
export function whyNot({ name, arity, shape }: Quantity, structure: Structure): string | undefined {
  const axes = axesOf(structure);
  const own = shape?.length ?? 0;
  const isNumbers = shape === undefined && arity < axes && structure !== "positive definite";
  const isVector = own === 1 && axes === 2;
  const [rows, columns] = shape ?? [];
  if (ofSquares.has(structure) && rows && columns && !sameDimension(rows, columns))
    return `\`${structure}\` is said of a square matrix, and \`${name}\` has shape ${printShape(shape!)}.`;
  if (!isNumbers && !isVector) return undefined;
  const needed = axes === 1 ? "a vector, or of numbers with an index" : "a matrix, or of numbers with two indices";
  const found = isVector ? "is a vector" : arity === 0 ? "is a single number" : "has one index";
  const advice = axes === 1 ? `\`${name} : K\` or \`${name}[k]\`` : `\`${name} : N×N\` or \`${name}[i,j]\``;
  return `\`${structure}\` is said of ${needed}, and \`${name}\` ${found}. Declare it as one, such as ${advice}.`;
}

/** Where an element stands among those that it is drawn with. */
export interface FamilyPlace {
  /** Names all of them. */
  readonly key: string;
  readonly shape: readonly number[];
  readonly component: number;
}

/** The place of an element of a family of numbers with a property; undefined where each value is drawn by itself, a reason where it can't be drawn so. */
export function placeInFamily(
  quantity: Quantity,
  table: ElementTable,
  number: number,
  structure: Structure | undefined,
): FamilyPlace | string | undefined {
  const axes = structure ? axesOf(structure) : 0;
  if (!structure || axes === 0 || quantity.arity < axes || (quantity.shape?.length ?? 0) > 0) return undefined;
  const tuple = tupleIn(table, number);
  const outer = tuple.slice(0, -axes);
  const { count, values } = familyOf(table, axes).get(outer.join(","))!;
  const shape = values.map((each) => each.length);
  const isComplete = shape.reduce((all, each) => all * each, 1) === count;
  const [rows, columns] = values;
  const isSquare = rows && columns && rows.join(",") === columns.join(",");
  if (!isComplete || (axes === 2 && ofSquares.has(structure) && !isSquare))
    return `the elements of \`${quantity.name}\` make no matrix that can be ${structure}`;
  const places = tuple.slice(-axes).map((value, axis) => values[axis]!.indexOf(value));
  const component = places.reduce((before, place, axis) => before * shape[axis]! + place, 0);
  return { key: `${quantity.name}[${[...outer, ...values.map(() => "·")].join(",")}]`, shape, component };
}

/** Elements that differ in their last indices only: how many there are, and the values of each of these indices. */
interface Family {
  count: number;
  readonly values: number[][];
}

const families = new WeakMap<ElementTable, Map<number, Map<string, Family>>>();

/** The free elements of a table, by their outer indices. */
function familyOf(table: ElementTable, axes: number): ReadonlyMap<string, Family> {
  let byAxes = families.get(table);
  if (!byAxes) families.set(table, (byAxes = new Map()));
  const known = byAxes.get(axes);
  if (known) return known;
  const found = new Map<string, { count: number; values: Set<number>[] }>();
  for (let number = 0; number < table.count; number++) {
    if ("formula" in sourceIn(table, number)) continue;
    const tuple = tupleIn(table, number);
    const outer = tuple.slice(0, -axes).join(",");
    let family = found.get(outer);
    if (!family) found.set(outer, (family = { count: 0, values: Array.from({ length: axes }, () => new Set()) }));
    family.count++;
    tuple.slice(-axes).forEach((value, axis) => family.values[axis]!.add(value));
  }
  const sorted = new Map(
    [...found].map(([outer, { count, values }]): [string, Family] => [
      outer,
      { count, values: values.map((each) => [...each].sort((a, b) => a - b)) },
    ]),
  );
  byAxes.set(axes, sorted);
  return sorted;
}
