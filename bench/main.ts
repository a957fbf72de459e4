/** The bench's command line: runs the parts that are asked for, prints their tables and keeps the figures as JSON. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Argument, Command } from "commander";
import { format } from "prettier";
import { engine } from "./parts/engine.ts";
import { explain } from "./parts/explain.ts";
import { length } from "./parts/length.ts";
import { peers } from "./parts/peers.ts";
import { start } from "./parts/start.ts";
import { trust } from "./parts/trust.ts";
import { keystrokes } from "./parts/typing.ts";
import type { Part } from "./part.ts";
import { machine, root } from "./project.ts";
import { pages, rewritePage, type Results } from "./results.ts";
import { printTable } from "./table.ts";

const parts: readonly Part[] = [start, keystrokes, length, engine, peers, explain, trust];

interface Flags {
  readonly quick: boolean;
  readonly json: string;
  readonly save: boolean;
}

const kept = join(root, "bench/results.json");

const program = new Command("npm run bench --")
  .description("Measures Gradus and what one would use without it.")
  .addArgument(new Argument("[parts...]", "which parts, all of them by default").choices(parts.map(({ name }) => name)))
  .option("--quick", "seconds instead of minutes: to see that it runs, not to be quoted", false)
  .option("--json <file>", "where the figures are written", ".cache/bench/results.json")
  .option("--save", "put the figures into bench/results.json, too, and their tables into the documentation", false)
  .addHelpText("after", `\nParts:\n${parts.map(({ name, about }) => `  ${name.padEnd(9)} ${about}`).join("\n")}`)
  .action(async (names: string[], { quick, json, save }: Flags) => {
    const fresh: Results = {};
    for (const part of parts) {
      if (names.length > 0 && !names.includes(part.name)) continue;
      const tables = await part.run({ quick });
      fresh[part.name] = { machine: machine(), tables };
      for (const table of tables) console.log(printTable(table));
    }
    const file = resolve(root, json);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, printResults(fresh));
    if (!save) return;
    const all = { ...(JSON.parse(readFileSync(kept, "utf8")) as Results), ...fresh };
    writeFileSync(kept, await format(printResults(all), { parser: "json", printWidth: 120 }));
    for (const name of pages) {
      const page = join(root, name);
      const rewritten = rewritePage(readFileSync(page, "utf8"), all);
      writeFileSync(page, await format(rewritten, { parser: "markdown", printWidth: 120 }));
    }
  });
await program.parseAsync();

function printResults(results: Results): string {
  return `${JSON.stringify(results, refuseNonsense, 2)}\n`;
}

/** JSON would write NaN as if there were nothing to say. */
function refuseNonsense(key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`${key} is ${value}`);
  return value;
}
