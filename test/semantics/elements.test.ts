/** Elements: what an equation gives over a range is found by arithmetic, and is what listing it one by one would find. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addElements,
  createTables,
  elementBudget,
  environmentIn,
  find,
  sourceIn,
  tupleIn,
} from "../../server/src/semantics/elements.ts";
import { lookUp, type IndexCondition, type IndexExpr } from "../../server/src/semantics/indices.ts";
import type { FreeElements, Quantity } from "../../server/src/semantics/model.ts";
import { runs } from "../support/fuzzing.ts";

const span = { start: 0, end: 0 };
const literal = (value: number): IndexExpr => ({ kind: "literal", span, value });
const variable = (name: string): IndexExpr => ({ kind: "variable", span, name });
const joined = (op: "+" | "-" | "*", left: IndexExpr, right: IndexExpr): IndexExpr => ({
  kind: "operation",
  span,
  op,
  left,
  right,
});

/** The quantity is only a name here. */
const quantity = { key: "x/2", name: "x" } as Quantity;
const always: IndexCondition = { span, relation: "≤", left: literal(0), right: literal(0) };

const number = fc.integer({ min: -3, max: 5 });
const loop = (name: string) =>
  fc.record({ from: number, to: number, falling: fc.boolean() }).map(({ from, to, falling }) => ({
    name,
    span,
    from: literal(from),
    to: literal(to),
    falling,
  }));
const position = (name: string) =>
  fc.oneof(
    fc.constant(variable(name)),
    number.map((shift) => joined("+", variable(name), literal(shift))),
    number.map((end) => joined("-", literal(end), variable(name))),
    fc.constant(joined("*", literal(2), variable(name))),
    number.map(literal),
  );
const source: fc.Arbitrary<FreeElements> = fc
  .tuple(fc.array(fc.constantFrom("i", "j"), { maxLength: 2 }), loop("i"), loop("j"), position("i"), position("j"))
  .map(([names, i, j, first, second]) => ({
    loops: [...new Set(names)].map((name) => (name === "i" ? i : j)),
    positions: [first, second],
    span,
  }));

describe("elements", () => {
  it("are those that listing them would give, whatever overlaps", () => {
    fc.assert(
      fc.property(fc.array(source, { maxLength: 4 }), (sources) => {
        const [quick, listed] = [createTables(), createTables()];
        for (const each of sources) {
          addElements(quick, quantity, each, new Map());
          // A condition keeps it from being taken for a box.
          addElements(listed, quantity, { ...each, conditions: [always] }, new Map());
        }
        const [table, expected] = [quick.tables.get(quantity), listed.tables.get(quantity)];
        expect(table?.count).toBe(expected?.count);
        for (let at = 0; table && expected && at < table.count; at++) {
          expect(tupleIn(table, at).map((value) => value + 0)).toEqual(tupleIn(expected, at));
          expect(environmentIn(table, at)).toEqual(environmentIn(expected, at));
          expect(sourceIn(table, at).positions).toBe(sourceIn(expected, at).positions);
        }
        for (let i = -12; i <= 12; i++)
          for (let j = -12; j <= 12; j++) expect(find(table, [i, j])).toBe(find(expected, [i, j]));
      }),
      runs(200),
    );
  });

  it("take no more time for a thousand million steps than for four", () => {
    const all = createTables();
    const steps = {
      loops: [{ name: "t", span, from: literal(1), to: literal(1e9), falling: false }],
      positions: [variable("t")],
      span,
    };
    addElements(all, quantity, steps, new Map());
    expect(all.complete).toBe(false);
    const table = all.tables.get(quantity)!;
    expect(table.count).toBeGreaterThan(elementBudget);
    expect(find(table, [123_456_789])).toBe(123_456_788);
    expect(lookUp(environmentIn(table, 7), "t")).toBe(8);
  });
});
