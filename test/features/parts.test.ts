/** A sheet worked on model by model says what it says as a whole, after any edits. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultOptions } from "../../server/src/check/check.ts";
import { codeLenses } from "../../server/src/features/code-lens.ts";
import { messageOf, problemDiagnostics, verdictDiagnostics } from "../../server/src/features/diagnostics.ts";
import { createParts, inPlace, partAt, placedDiagnostic, type Parted } from "../../server/src/features/parts.ts";
import { checked, createSnapshot, type CheckedSheet, type Snapshot } from "../../server/src/features/snapshot.ts";
import { addSummaries, summaryOf } from "../../server/src/features/summary.ts";
import { sheetSymbols, type SheetSymbol } from "../../server/src/features/symbols.ts";

const gallery = ["elman", "grid", "newton", "horner"].map((name) =>
  readFileSync(join(import.meta.dirname, `../../examples/${name}.grad`), "utf8"),
);
const sheet = gallery.join("\n").replace("v h[t] - y[t]", "v h[t] + y[t] - q");

function parted(text: string, before?: Parted<Snapshot>): Parted<Snapshot> {
  return createParts("file:///a.grad", 1, text, defaultOptions, before);
}

/** All that is shown of a sheet, with the lines of the whole. */
function shown({ parts }: Parted<Snapshot>): unknown {
  const placed = parts.map((part) => ({ ...part, item: checked(part.item) }));
  const place = ({ lines }: CheckedSheet, { start, end }: { start: number; end: number }) => [
    lines.position(start),
    lines.position(end),
  ];
  const outline = (of: CheckedSheet, symbols: readonly SheetSymbol[]): unknown[] =>
    symbols.map(({ name, kind, detail, span, selection, children }) => [
      name,
      kind,
      detail,
      place(of, span),
      place(of, selection),
      outline(of, children),
    ]);
  return {
    summary: addSummaries(placed.map(({ item }) => summaryOf(item))),
    diagnostics: placed.flatMap((part) => {
      const of = inPlace(part);
      return [...problemDiagnostics(part.item), ...verdictDiagnostics(part.item, "kind")].map((diagnostic) => [
        diagnostic.code,
        messageOf(diagnostic),
        place(of, diagnostic.span),
        placedDiagnostic(part, diagnostic).span,
        placedDiagnostic(part, diagnostic).related,
      ]);
    }),
    lenses: placed.flatMap((part) =>
      codeLenses(part.item).map(({ title, span }) => [title, place(inPlace(part), span)]),
    ),
    outline: placed.flatMap((part) => outline(inPlace(part), sheetSymbols(part.item))),
  };
}

/** The same sheet in one part. */
function whole(text: string): Parted<Snapshot> {
  const item = createSnapshot("file:///a.grad", 1, text);
  return { uri: item.uri, version: 1, text, parts: [{ item, start: 0, line: 0 }] };
}

/** What is said of a model comes after what is wrong with it, so that in parts the order is another. */
function sorted(seen: unknown): unknown {
  const { diagnostics, ...rest } = seen as { diagnostics: unknown[] };
  return { ...rest, diagnostics: diagnostics.map((each) => JSON.stringify(each)).sort() };
}

test("the parts of four models together are the sheet", () => {
  const parts = parted(sheet);
  expect(parts.parts).toHaveLength(4);
  expect(sorted(shown(parts))).toEqual(sorted(shown(whole(sheet))));
});

const piece = fc.constantFrom(
  "\nmodel X\n",
  "model ",
  "\n",
  "\r",
  "# ",
  "where the network is unrolled in time and we note that\n",
  "param q\n",
  "\\begin{pmatrix}",
  "\\end{pmatrix}",
  "(",
  "}",
  "h[t]",
  " = ",
  "",
);
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.nat(80)),
  text: piece,
});

test("an edited sheet in parts is as a fresh one in one", () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
      let text = sheet;
      let parts = parted(text);
      for (const { at, length, text: typed } of edits) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + typed + text.slice(start + length);
        parts = parted(text, parts);
      }
      expect(sorted(shown(parts))).toEqual(sorted(shown(whole(text))));
    }),
    { numRuns: 25, seed: 1 },
  );
});

describe("what an edit leaves alone", () => {
  const before = parted(sheet);
  const kept = (text: string): boolean[] => {
    const items = new Set(before.parts.map(({ item }) => item));
    return parted(text, before).parts.map(({ item }) => items.has(item));
  };

  test("the models before and after it", () => {
    expect(kept(sheet.replace("model Grid\n", "model Grid\n\n\n"))).toEqual([true, false, true, true]);
    expect(kept(sheet)).toEqual([true, true, true, true]);
  });

  test("the others, where one comes or goes", () => {
    expect(kept(sheet.replace("model Newton", "model Y\nmodel Newton"))).toEqual([true, true, false, true, true]);
    // The comment above a model stands in the part before it.
    const [comment, first, , ...others] = sheet.split(/(?=^model )/m);
    expect(kept([comment, first, ...others].join(""))).toEqual([true, true, true]);
  });

  test("nothing, where lines for all come first", () => {
    expect(kept(`size M\n${sheet}`)).toEqual([false]);
  });
});

test("a line belongs to the part that it stands in", () => {
  const parts = parted("# a\nmodel A\n\nmodel B\nx = 1");
  expect([0, 2, 3, 4, 99].map((line) => partAt(parts, line).line)).toEqual([0, 0, 3, 3, 3]);
  const { lines } = inPlace({ ...partAt(parts, 4), item: checked(partAt(parts, 4).item) });
  expect(lines.position(lines.offset({ line: 4, character: 2 }))).toEqual({ line: 4, character: 2 });
});
