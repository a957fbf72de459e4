/** Random edits: the server never stumbles, and where the editing ends, the sheet is as if it had just been opened. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runs } from "../support/fuzzing.ts";
import { startEditor, type Editor, type Sheet } from "./client.ts";
import { vscode } from "./profiles.ts";
import { elman } from "./sheets.ts";

let editor: Editor;
beforeAll(async () => {
  editor = await startEditor(vscode);
});
afterAll(async () => {
  expect(editor.logged).toEqual([]);
  expect(await editor.quit()).toBe(0);
});

interface Edit {
  /** Where, as a part of the text's length. */
  readonly from: number;
  readonly length: number;
  readonly text: string;
}

const pieces = [
  "",
  "\n",
  "\r\n",
  " ",
  "(",
  ")",
  "[t]",
  "=",
  "bar ",
  "+ ",
  "h[t-1]",
  "for t < T",
  "model ",
  "∂",
  "# ",
  "ℓ'",
  "\u0304",
  "\ud835",
  "𝑥",
  "\ufeff",
  "h[0] = 0\n",
  "{",
  "\\frac",
];

const edit: fc.Arbitrary<Edit> = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
  text: fc.oneof(
    fc.constantFrom(...pieces),
    fc.array(fc.constantFrom(...pieces), { maxLength: 4 }).map((some) => some.join("")),
  ),
});

function apply(sheet: Sheet, { from, length, text }: Edit): void {
  const start = Math.floor(from * sheet.text.length);
  const end = Math.min(sheet.text.length, start + length);
  sheet.edit(standable(sheet.text, start), standable(sheet.text, end), text);
}

/** The protocol knows no place between the two characters of a Windows line end: an edit there is made before them. */
function standable(text: string, offset: number): number {
  return text[offset - 1] === "\r" && text[offset] === "\n" ? offset - 1 : offset;
}

/** All that an editor shows of a sheet. */
async function shown(sheet: Sheet): Promise<unknown> {
  const verdict = await sheet.verdict();
  const seen = {
    claims: verdict.claims,
    diagnostics: await sheet.diagnostics(),
    lenses: await sheet.lenses(),
    symbols: await sheet.symbols(),
  };
  return JSON.parse(JSON.stringify(seen).replaceAll(sheet.uri, ""));
}

test("an edited sheet is as a fresh one", async () => {
  let name = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(edit, fc.boolean()), { minLength: 1, maxLength: 12 }), async (edits) => {
      const edited = editor.open(elman, `edited-${name}.grad`);
      for (const [change, waits] of edits) {
        apply(edited, change);
        if (waits) await Promise.all([edited.verdict(), edited.hover(Math.floor(change.from * edited.text.length))]);
      }
      const fresh = editor.open(edited.text, `fresh-${name++}.grad`);
      expect(await shown(edited)).toEqual(await shown(fresh));
      edited.close();
      fresh.close();
    }),
    runs(60),
  );
});
