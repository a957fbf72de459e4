/** Tables of numbers at the sample point: a quantity over its indices, and both sides of a claim. */
import { numbersOf, type Quantities } from "../check/compare.ts";
import { printNumber } from "../check/numbers.ts";
import type { Sample, Where } from "../check/verdict.ts";
import { shapeOf, type NodeId } from "../engine/tape.ts";
import { tupleIn } from "../semantics/elements.ts";
import type { Quantity } from "../semantics/model.ts";
import type { ClaimView } from "./hints.ts";
import type { Block } from "./markup.ts";

/** Longer tables are cut in the middle. */
const mostRows = 12;

/** Of a vector, or of a row or column of a matrix, no more are shown. */
const mostComponents = 4;

/** The quantity's value and adjoint at each of its indices; undefined where none is known. */
export function valueTable({ world, values, point }: Sample, quantity: Quantity): Block | undefined {
  const print = (node: NodeId): string => printNumbers(numbersOf(values, node, point, shapeOf(world.tape, node)));
  const nodes = world.nodes.get(quantity) ?? [];
  const table = world.tables.get(quantity);
  if (!table) return undefined;
  const known = [...nodes.keys()].filter((number) => nodes[number] !== undefined);
  if (known.length === 0) return undefined;
  const rising = known.map((number) => ({ number, tuple: tupleIn(table, number) }));
  rising.sort((one, other) => compareTuples(one.tuple, other.tuple));
  const hasAdjoints = world.adjoints !== undefined && quantity !== world.model.loss && !quantity.madeOfAdjoints;
  const names = indexNames(quantity);
  const element = names.length === 0 ? quantity.name : `${quantity.name}[${names.join(",")}]`;
  const header = [...names, `\`${element}\``, ...(hasAdjoints ? [`\`bar ${element}\``] : [])];
  const rows = shortened(rising, ({ number, tuple }) => {
    const node = nodes[number]!;
    const adjoint = hasAdjoints ? world.adjoints?.get(node) : undefined;
    return [...tuple.map(String), print(node), ...(hasAdjoints ? [adjoint === undefined ? "0" : print(adjoint)] : [])];
  });
  return { kind: "table", header, rows };
}

/** Both sides at each index, as far as the level of hints shows them. */
export function comparisonTable({ comparisons, claim }: ClaimView): Block | undefined {
  const [first] = comparisons;
  if (!first) return undefined;
  const indices = new Set(claim.loops.map(({ name }) => name));
  const own = (at: Where) => at.filter(([name]) => indices.has(name));
  const hasValues = first.left !== undefined;
  const header = [...own(first.at).map(([name]) => name), ...(hasValues ? ["left side", "right side"] : []), ""];
  const rows = shortened(comparisons, ({ at, agrees, left, right }) => [
    ...own(at).map(([, value]) => String(value)),
    ...(left !== undefined && right !== undefined ? [printNumbers(left), printNumbers(right)] : []),
    agrees ? "✓" : "✗",
  ]);
  return { kind: "table", header, rows };
}

/** `0.1312`, `(0.5, -0.2)`, `(1, 2; 3, 4)`; with an ellipsis for what would not fit a cell. */
export function printNumbers(values: Quantities): string {
  if (typeof values === "number") return printNumber(values);
  const rows = values.map((row) =>
    typeof row === "number" ? printNumber(row) : fewOf(row.map(printNumbers)).join(", "),
  );
  return `(${fewOf(rows).join(typeof values[0] === "number" ? ", " : "; ")})`;
}

function fewOf(parts: readonly string[]): readonly string[] {
  return parts.length <= mostComponents ? parts : [...parts.slice(0, mostComponents - 1), "…"];
}

/** The first and the last rows, and an ellipsis between them where there are too many. */
function shortened<Item>(
  items: readonly Item[],
  print: (item: Item) => readonly string[],
): readonly (readonly string[])[] {
  if (items.length <= mostRows) return items.map(print);
  const half = (mostRows - 1) >> 1;
  const first = items.slice(0, half + 1).map(print);
  return [...first, first[0]!.map(() => "…"), ...items.slice(-half).map(print)];
}

function compareTuples(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at === -1 ? 0 : one[at]! - other[at]!;
}

/** The names of its indices as its equations have them: `t` for `h[t]`; `t`, `i`, … where a position is no plain index. */
function indexNames({ arity, definitions, free }: Quantity): string[] {
  const sources = [...definitions, ...free];
  return Array.from({ length: arity }, (_, at) => {
    for (const { positions } of sources) {
      const position = positions[at];
      if (position?.kind === "variable") return position.name;
    }
    for (const { positions } of sources) {
      const position = positions[at];
      if (position?.kind === "operation" && position.left.kind === "variable") return position.left.name;
    }
    return `index ${at + 1}`;
  });
}
