/** Runs annotated sheets: draws what is true of each one afresh, and compares whole texts. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { annotate, stripAnnotations, type Annotation } from "./annotations.ts";

/**
 * Makes a test of every `*.grad` in the folder. `UPDATE=1` writes what was drawn instead of comparing it, for a reader of
 * the diff to judge; where `CI` is set, that is refused.
 */
export function testFixtures(folder: string, look: (text: string) => readonly Annotation[]): void {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".grad"))
    .sort();
  test.each(names)("%s", (name) => {
    const path = join(folder, name);
    const expected = readFileSync(path, "utf8");
    const text = stripAnnotations(expected);
    const drawn = annotate(text, look(text));
    if (process.env["UPDATE"] === "1") {
      if (process.env["CI"]) throw new Error("UPDATE is refused where CI is set: expectations are written by people.");
      writeFileSync(path, drawn);
    } else expect(drawn).toBe(expected);
  });
}
