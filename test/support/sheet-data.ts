/** Generated sheets as data: adjoint equations can be derived for them, and they print as text. */
import type { Equation } from "./pullbacks.ts";
import { print, printAt, type Loop } from "./terms.ts";

/** Where a quantity has elements, initial ones and those of a boundary included: one range for each index. */
export interface Quantity {
  readonly name: string;
  readonly extents: readonly Loop[];
}

export interface Definition extends Equation {
  readonly role: "plain" | "loss";
}

export interface SheetData {
  /** Lines that declare, in an order that may be changed. */
  readonly declarations: readonly string[];
  readonly definitions: readonly Definition[];
  /** What a boundary says, as equations for the elements that are used. */
  readonly boundaries: readonly Equation[];
  readonly quantities: readonly Quantity[];
  readonly loss: string;
}

/** A definition without `for`: it is meant for all of its index's declared range. */
export function printDefinition({ role, name, at, body }: Definition): string {
  return `${role === "loss" ? "loss " : ""}${printAt(name, at)} = ${print(body)}`;
}

/** The lines of the sheet without its claims: indices first, then the other declarations, then definitions. */
export function sheetLines({ declarations, definitions }: SheetData): string[] {
  const unique = [...new Set(declarations)];
  return [
    ...unique.filter((line) => line.startsWith("index")),
    ...unique.filter((line) => !line.startsWith("index")),
    ...definitions.map(printDefinition),
  ];
}
