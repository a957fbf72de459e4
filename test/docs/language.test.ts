/**
 * The reference, run: each sheet in `docs/language.md` and `docs/counting.md` has exactly the verdicts, errors, warnings and remarks that
 * are written behind its lines.
 *
 *     bar h[t] = w bar h[t+1]     #! fails
 *     bar z = 0                   #! holds, remark [claim/zero], remark [adjoint/no-path]
 *     a = b = c                   #! holds, fails
 */
import { describe, expect, test } from "vitest";
import { checkText, foundIn, inOrder, marksIn, readPage, sheetsIn } from "./documented-sheets.ts";

const pages = ["language.md", "counting.md"].map((name) => ({ name, blocks: sheetsIn(readPage(name)) }));

describe.each(pages)("each sheet of $name", ({ blocks }) => {
  test.each(blocks.map((block) => [`line ${block.line}`, block] as const))("%s", (_, { text, prelude }) => {
    const sheet = checkText(`${prelude}${text}`);
    expect(inOrder(foundIn(sheet))).toEqual(inOrder(marksIn(sheet.text)));
  });
});

test("the sheets show every verdict", () => {
  const marks = pages.flatMap(({ blocks }) => blocks.flatMap(({ text }) => marksIn(text)));
  const kinds = marks.map((mark) => mark.replace(/^\d+ (\w+).*/, "$1"));
  expect(new Set(kinds)).toEqual(
    new Set(["holds", "fails", "information", "undecided", "open", "error", "warning", "remark"]),
  );
});
