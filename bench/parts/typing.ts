/** From a keystroke to the verdict on it, through the bundled server over stdio. */
import { setTimeout as pause } from "node:timers/promises";
import { startServer, type Latency } from "../editor.ts";
import { figure, quantile } from "../measure.ts";
import type { Part, Scale } from "../part.ts";
import { example, longFile } from "../sheets.ts";
import type { Cell, Row } from "../table.ts";
import { typing, type Edit } from "../typing.ts";

/** Nobody types without pausing; the server may do what it puts off meanwhile. */
const pauseMilliseconds = 40;

export const keystrokes: Part = {
  name: "typing",
  about: "keystroke to verdict over 200 edits of each homework sheet and of a file of 100 models",
  async run(scale) {
    const rows: Row[] = [];
    for (const name of ["lstm", "mdrnn", "momentum"]) {
      const text = example(name);
      rows.push(await typed(`${name}.grad`, text, typing(text, count(scale)), scale));
    }
    const models = scale.quick ? 4 : 100;
    const middle = Math.floor(models / 2);
    const long = longFile(models);
    const edits = typing(long, count(scale), (model) => model === middle);
    const lines = long.split("\n").length;
    rows.push(await typed(`${models} models, ${lines} lines; edits in the middle`, long, edits, scale));
    return [
      {
        title: "From keystroke to verdict",
        columns: [
          { name: "sheet" },
          { name: "p50", unit: "ms" },
          { name: "p95", unit: "ms" },
          { name: "first 20 edits, p50", unit: "ms" },
          { name: "main thread p50", unit: "ms" },
          { name: "main thread p95", unit: "ms" },
        ],
        rows,
        notes: [],
      },
    ];
  },
};

function count({ quick }: Scale): number {
  return quick ? 10 : 200;
}

/** One row: the percentiles of each session are figures over several sessions, each with a server of its own. */
async function typed(title: string, text: string, edits: readonly Edit[], { quick }: Scale): Promise<Row> {
  const sessions: Latency[][] = [];
  for (let session = 0; session < (quick ? 1 : 3); session++) sessions.push(await typeAll(text, edits));
  const percentile = (q: number, of: (latency: Latency) => number | undefined, first?: number): Cell | undefined =>
    figure(
      sessions.flatMap((latencies) => {
        const known = latencies.slice(0, first).flatMap((latency) => of(latency) ?? []);
        return known.length === 0 ? [] : [quantile(known, q)];
      }),
    );
  return [
    title,
    percentile(0.5, ({ wall }) => wall),
    percentile(0.95, ({ wall }) => wall),
    percentile(0.5, ({ wall }) => wall, 20),
    percentile(0.5, ({ mainThread }) => mainThread),
    percentile(0.95, ({ mainThread }) => mainThread),
  ];
}

async function typeAll(text: string, edits: readonly Edit[]): Promise<Latency[]> {
  const editor = await startServer();
  await editor.open(text);
  const latencies: Latency[] = [];
  for (const edit of edits) {
    await pause(pauseMilliseconds);
    latencies.push(await editor.type(edit));
  }
  await editor.quit();
  return latencies;
}
