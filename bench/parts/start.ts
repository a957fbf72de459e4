/** From starting the server's process to the first verdict, and how large the bundles are. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { startServer } from "../editor.ts";
import { figure } from "../measure.ts";
import type { Part, Scale } from "../part.ts";
import { bundles } from "../project.ts";
import { example } from "../sheets.ts";
import type { Row, Table } from "../table.ts";

export const start: Part = {
  name: "start",
  about: "process start to first verdict, and the sizes of the bundles",
  run: async (scale) => [await firstVerdict(scale), sizes()],
};

async function firstVerdict({ quick }: Scale): Promise<Table> {
  const runs = quick ? 2 : 11;
  const rows: Row[] = [];
  const bare = Array.from({ length: runs }, () => {
    const before = performance.now();
    spawnSync(process.execPath, ["-e", "0"]);
    return performance.now() - before;
  });
  rows.push(["Node itself: an empty program, start to end", figure(bare)]);
  for (const name of quick ? ["lstm"] : ["lstm", "mdrnn", "momentum"]) {
    const initialized: number[] = [];
    const verdicts: number[] = [];
    const mainThread: number[] = [];
    for (let run = 0; run < runs; run++) {
      const before = performance.now();
      const editor = await startServer();
      initialized.push(performance.now() - before);
      await editor.open(example(name));
      verdicts.push(performance.now() - before);
      const spent = editor.mainThreadTime();
      if (spent !== undefined) mainThread.push(spent);
      await editor.quit();
    }
    rows.push([`${name}.grad: to the answer to \`initialize\``, figure(initialized)]);
    rows.push([`${name}.grad: to the first verdict`, figure(verdicts), figure(mainThread)]);
  }
  return {
    title: "From process start to first verdict",
    columns: [{ name: "" }, { name: "time", unit: "ms" }, { name: "server's main thread", unit: "ms" }],
    rows,
    notes: [],
  };
}

function sizes(): Table {
  const rows = readdirSync(bundles)
    .filter((name) => name.endsWith(".js"))
    .map((name): Row => {
      const content = readFileSync(join(bundles, name));
      return [name, content.length / 1000, gzipSync(content).length / 1000];
    });
  return {
    title: "Bundles",
    columns: [{ name: "file" }, { name: "size", unit: "kB" }, { name: "compressed by gzip", unit: "kB" }],
    rows,
    notes: ["`oracle.js` is read only when doubles can't decide a claim."],
  };
}
