/** Diagnostics, exactly as drawn under their lines; and the order in which their parts are told. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  messageOf,
  problemDiagnostics,
  verdictDiagnostics,
  type Diagnostic,
} from "../../server/src/features/diagnostics.ts";
import { testFixtures } from "../support/fixtures.ts";
import { elman, sheetOf } from "./look.ts";

describe("sheets", () => {
  testFixtures(join(import.meta.dirname, "../fixtures/features/diagnostics"), (text) => {
    const sheet = sheetOf(text);
    return [...problemDiagnostics(sheet), ...verdictDiagnostics(sheet, "kind")].map((diagnostic) => ({
      span: diagnostic.span,
      lines: drawn(sheet.lines.position.bind(undefined), diagnostic),
    }));
  });

  function drawn(position: (offset: number) => { line: number }, diagnostic: Diagnostic): string[] {
    const [first, ...rest] = messageOf(diagnostic).split("\n");
    const related = diagnostic.related.map(({ span, message }) => `line ${position(span.start).line + 1}: ${message}`);
    return [`${diagnostic.severity} ${diagnostic.code} ${first}`, ...rest, ...related];
  }
});

test("a message says what is wrong, then the point that shows it, then what to do", () => {
  const [failing] = verdictDiagnostics(sheetOf(elman.replace(" + bar a[t+1] w", "")), "kind");
  const [what, point, advice] = messageOf(failing!).split("\n");
  expect(what).toMatch(/^This is not the adjoint of `h\[t\]`/);
  expect(point).toMatch(/^t = \d, T = 4: yours -?[\d.e-]+, true -?[\d.e-]+$/);
  expect(advice).toContain("`a[t+1]`");
});
