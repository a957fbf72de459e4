/** A place that is followed through edits stays at its text. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { movedPlace } from "../../client/src/moved-place.ts";
import { indexLines } from "../../server/src/syntax/span.ts";
import { runs } from "../support/fuzzing.ts";

/** The place at ¦ after what stands between ⟦ and ⟧ is replaced. */
function moved(drawn: string, replacement: string): string {
  const marks = /[⟦⟧¦]/g;
  const text = drawn.replace(marks, "");
  const at = (mark: string) => drawn.slice(0, drawn.indexOf(mark)).replace(marks, "").length;
  const [start, end] = [at("⟦"), at("⟧")];
  const { position } = indexLines(text);
  const place = movedPlace(position(at("¦")), { start: position(start), end: position(end), text: replacement });
  const after = text.slice(0, start) + replacement + text.slice(end);
  const offset = indexLines(after).offset(place);
  return `${after.slice(0, offset)}¦${after.slice(offset)}`;
}

describe("a place", () => {
  test.each([
    ["before the edit stays", "¦bar c = ⟦a⟧", "a b", "¦bar c = a b"],
    ["behind it on its line moves along", "⟦⟧¦bar c", "  ", "  ¦bar c"],
    ["goes down with new lines", "a\n⟦⟧¦bar c", "b\nd\n", "a\nb\nd\n¦bar c"],
    ["goes up with lines that are gone", "⟦a\nb\n⟧¦bar c", "", "¦bar c"],
    ["on a line that is joined to another", "a⟦\n⟧b ¦bar c", " ", "a b ¦bar c"],
    ["in what is replaced is where that was", "x ⟦a ¦b⟧ y", "long text", "x ¦long text y"],
    ["behind a text of several lines", "x ⟦a⟧ ¦b", "one\r\ntwo", "x one\r\ntwo ¦b"],
  ])("%s", (_, drawn, replacement, expected) => {
    expect(moved(drawn, replacement)).toBe(expected);
  });

  test("that no edit touches keeps the text behind it", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", " "), maxLength: 12 });
    fc.assert(
      fc.property(text, text, text, text, (before, gone, between, inserted) => {
        const rest = `${between}|rest`;
        const at = before.length + gone.length + between.length;
        const place = indexLines(before + gone + rest).position(at);
        const { position } = indexLines(before + gone + rest);
        const edit = { start: position(before.length), end: position(before.length + gone.length), text: inserted };
        const after = before + inserted + rest;
        expect(after.slice(indexLines(after).offset(movedPlace(place, edit)))).toBe("|rest");
      }),
      runs(200),
    );
  });
});
