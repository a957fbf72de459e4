/** The bench runs, from its bundles to its JSON, and what it finds are numbers. What they are is not judged here. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { expect, test } from "vitest";
import { pages, rewritePage, type Results } from "../../bench/results.ts";
import { figure, growthExponent, quantile } from "../../bench/measure.ts";
import { printTable, type Cell } from "../../bench/table.ts";
import { typing } from "../../bench/typing.ts";

const root = join(import.meta.dirname, "../..");

test("every part gives whole tables of finite numbers", () => {
  const file = join(root, ".cache/bench/quick.json");
  execFileSync(process.execPath, ["bench/run.mjs", "--quick", "--json", file], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const results = JSON.parse(readFileSync(file, "utf8")) as Results;
  expect(Object.keys(results)).toEqual(["start", "typing", "length", "engine", "peers", "explain", "trust"]);
  for (const { machine, tables } of Object.values(results)) {
    expect(machine.node).toBe(process.versions.node);
    for (const { rows, columns } of tables) {
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        expect(row.length).toBeLessThanOrEqual(columns.length);
        // How a time grows may come out below 0 where a quick run is short and the machine has other work.
        for (const [at, cell] of row.entries()) {
          const { name } = columns[at]!;
          const least = name.startsWith("exponent") ? -Infinity : 0;
          for (const number of numbersIn(cell)) expect(number, name).toBeGreaterThanOrEqual(least);
        }
      }
    }
  }
  const verdicts = results["length"]!.tables[0]!.rows.map((row) => row.at(-1));
  expect(verdicts).toEqual(["9 of 9 hold", "9 of 9 hold"]);
}, 900_000);

/** A number that is none, the bench refuses to write; what JSON says as null is an empty cell. */
function numbersIn(cell: Cell | null | undefined): number[] {
  if (typeof cell === "number") return [cell];
  return typeof cell === "object" && cell !== null ? [cell.lower, cell.median, cell.upper] : [];
}

test("the documentation shows the figures that are kept", async () => {
  const kept = JSON.parse(readFileSync(join(root, "bench/results.json"), "utf8")) as Results;
  expect(Object.keys(kept).sort()).toEqual(["engine", "explain", "length", "peers", "start", "trust", "typing"]);
  const texts = pages.map((name) => readFileSync(join(root, name), "utf8"));
  for (const name of Object.keys(kept)) expect(texts.join("\n")).toContain(`<!-- bench ${name} -->`);
  for (const page of texts)
    expect(await format(rewritePage(page, kept), { parser: "markdown", printWidth: 120 })).toBe(page);
});

test("quartiles, growth and tables", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(figure([1, 2, 3, 4, 5], 10)).toEqual({ median: 30, lower: 20, upper: 40, runs: 5 });
  expect(figure([])).toBeUndefined();
  expect(growthExponent([10, 20, 40].map((x) => [x, 3 * x * x]))).toBeCloseTo(2, 12);
  const columns = [{ name: "what" }, { name: "time", unit: "ms" }];
  const printed = printTable({ title: "T", columns, rows: [["a", figure([1, 2, 3])], ["b"]], notes: [] });
  expect(printed.split("\n")).toEqual([
    "### T",
    "",
    "| what |      time (ms) |",
    "| ---- | -------------: |",
    "| a    | 2 [1.50, 2.50] |",
    "| b    |              – |",
    "",
  ]);
});

test("typing gives back the text that was there", () => {
  const sheet = readFileSync(join(root, "examples/lstm.grad"), "utf8");
  let text = sheet;
  let whole = 0;
  for (const { start, end, text: typed } of typing(sheet, 200)) {
    text = text.slice(0, start) + typed + text.slice(end);
    if (text === sheet) whole++;
  }
  // After each stretch that is typed again.
  expect(whole).toBeGreaterThan(3);
});
