/** The page for those who check a class: its sheet, what the terminal says of two hand-ins, and its script, run. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { jsonReport } from "../../server/src/cli/report-json.ts";
import { createTextReport } from "../../server/src/cli/report-text.ts";
import { createSnapshot, explained } from "../../server/src/features/snapshot.ts";
import { readPage } from "./documented-sheets.ts";

const page = readPage("checking-a-class.md");
const assignment = /^ {2}```gradus\n([\s\S]*?)^ {2}```$/m.exec(page)![1]!.replace(/^ {2}/gm, "");

/** Two hand-ins of the page's assignment. */
const sheets = Object.entries({
  "ada.grad": "bar h[t] = bar h[t+1] (1 - h[t+1]^2) w + [t = T] 2 h[T]\nbar w = sum[t](bar h[t] (1 - h[t]^2) h[t-1])\n",
  "emmy.grad": "bar h[t] = bar h[t+1] (1 - h[t+1]^2) w + [t = T] 2 h[T]\nbar w = sum[t](bar h[t] (1 - h[t]^2) h[t])\n",
}).map(([name, lines]) => explained(createSnapshot(name, 0, assignment + lines)));

test("what is handed out is understood, and all of it is open", () => {
  const { problems, result } = explained(createSnapshot("assignment.grad", 0, assignment));
  expect(problems).toEqual([]);
  expect(result.models.map(({ open }) => open.length)).toEqual([2]);
});

test("the terminal says of two hand-ins what the page shows", () => {
  const shown = /^```console\n\$ gradus check ada\.grad emmy\.grad\n([\s\S]*?)^```$/m.exec(page)![1];
  const report = createTextReport({ hints: "kind", colour: false }, true);
  expect(`${[...sheets.map((sheet) => report.sheet(sheet)), report.total(sheets)].join("\n")}\n`).toBe(shown);
});

test("the script prints the points", () => {
  const script = /node -e '\n([\s\S]*?)'\n/.exec(page)![1]!;
  const points = execFileSync(process.execPath, ["-e", script], {
    input: jsonReport(sheets, "kind"),
    encoding: "utf8",
  });
  expect(points).toBe("ada.grad 2 of 2\nemmy.grad 1 of 2\n");
});
