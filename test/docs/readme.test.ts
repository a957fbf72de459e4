/** The README's sheet, and what the terminal says of it, to the letter. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createTextReport } from "../../server/src/cli/report-text.ts";
import { statusOf } from "../../server/src/cli/exit-status.ts";
import { createSnapshot, explained } from "../../server/src/features/snapshot.ts";
import { summaryOf } from "../../server/src/features/summary.ts";
import { readPage, sheetsIn } from "./documented-sheets.ts";

const page = readPage("../README.md");

test("the terminal says of the sheet what the README shows", () => {
  const [block, ...others] = sheetsIn(page);
  expect(others).toEqual([]);
  const sheet = explained(createSnapshot("elman.grad", 0, block!.text));
  const shown = /^```console\n\$ gradus check elman\.grad\n([\s\S]*?)^```$/m.exec(page)?.[1];
  expect(`${createTextReport({ hints: "kind", colour: false }, false).sheet(sheet)}\n`).toBe(shown);
  expect(statusOf(summaryOf(sheet))).toBe(1);
});

test("its links and pictures lead somewhere", () => {
  const targets = [...page.matchAll(/\]\(([\w./-]+)\)/g)].map(([, target]) => target!);
  expect(targets.length).toBeGreaterThan(8);
  expect(targets.filter((target) => !existsSync(join(import.meta.dirname, "../..", target)))).toEqual([]);
});
