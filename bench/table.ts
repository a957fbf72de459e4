/** Tables of figures: plain data for the JSON, and their two printed forms. */
import type { Figure } from "./measure.ts";

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** What was left out and why, and what a reader must know to read the figures. */
  readonly notes: readonly string[];
}

export interface Column {
  readonly name: string;
  readonly unit?: string;
}

/** One cell for each column; undefined where there is nothing to say, which JSON writes as null. */
export type Row = readonly (Cell | null | undefined)[];
export type Cell = string | number | Figure;

/** A table as Markdown, and readable as it stands. */
export function printTable({ title, columns, rows, notes }: Table): string {
  const heads = columns.map(({ name, unit }) => (unit === undefined ? name : `${name} (${unit})`));
  const lines = [heads, ...rows.map((row) => columns.map((_, at) => printCell(row[at])))];
  const widths = heads.map((_, at) => Math.max(3, ...lines.map((line) => line[at]!.length)));
  const isText = columns.map((_, at) => rows.every((row) => typeof (row[at] ?? "") === "string"));
  const rule = widths.map((width, at) => (isText[at] ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  const aligned = (line: readonly string[]): string =>
    `| ${line.map((cell, at) => (isText[at] ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join(" | ")} |`;
  const [head, ...body] = lines;
  const told = notes.map((note) => `\n${note}\n`).join("");
  return `### ${title}\n\n${[head!, rule, ...body].map(aligned).join("\n")}\n${told}`;
}

function printCell(cell: Row[number]): string {
  if (cell === undefined || cell === null) return "–";
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return printNumber(cell);
  return cell.runs === 1
    ? printNumber(cell.median)
    : `${printNumber(cell.median)} [${printNumber(cell.lower)}, ${printNumber(cell.upper)}]`;
}

/** Three digits that count, and thousands apart. */
function printNumber(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toPrecision(3);
}
