/** What a check costs as the recurrence gets longer: time, time for each node and point, memory. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { cost, figure, growthExponent, type Repeat } from "../measure.ts";
import type { OneLength } from "../one-length.ts";
import type { Part } from "../part.ts";
import { root } from "../project.ts";
import type { Row } from "../table.ts";

export const length: Part = {
  name: "length",
  about: "check time, ns per node and point, and memory of the LSTM sheet at T = 10 to 100,000",
  run({ quick }) {
    const lengths = quick ? [5, 10] : [10, 100, 1_000, 10_000, 100_000];
    const rows: Row[] = [];
    const growth: [number, number][] = [];
    for (const T of lengths) {
      const repeat: Repeat = quick
        ? { runs: 2, milliseconds: 0, most: 2 }
        : { runs: T < 10_000 ? 7 : 3, milliseconds: 1_000, most: 200 };
      const one = inOwnProcess(T, repeat);
      const { times, nodes, points, claims } = one;
      const isWhole = claims.undecided === 0;
      if (isWhole) growth.push([T, cost(times) / points]);
      rows.push([
        T.toLocaleString("en-US"),
        nodes,
        points,
        one.first,
        figure(times.wall),
        figure(times.processor),
        isWhole ? figure(times.processor, 1e6 / (nodes * points)) : undefined,
        one.memory / 2 ** 20,
        isWhole ? `${claims.holds} of ${claims.total} hold` : `${claims.undecided} of ${claims.total} undecided`,
      ]);
    }
    const exponent = growth.length < 2 ? "unknown" : growthExponent(growth.slice(quick ? 0 : 1)).toFixed(2);
    const from = growth[quick ? 0 : 1]?.[0];
    return [
      {
        title: "The LSTM sheet at length T",
        columns: [
          { name: "T" },
          { name: "nodes" },
          { name: "points" },
          { name: "first check", unit: "ms" },
          { name: "check, warm", unit: "ms" },
          { name: "processor", unit: "ms" },
          { name: "per node and point", unit: "ns" },
          { name: "memory at most", unit: "MiB" },
          { name: "verdict" },
        ],
        rows,
        notes: [
          `The processor time for each point grows with T from ${from?.toLocaleString("en-US")} on as T^${exponent}.`,
        ],
      },
    ];
  },
};

function inOwnProcess(T: number, repeat: Repeat): OneLength {
  const program = join(root, ".cache/bench/one-length.mjs");
  const output = execFileSync(process.execPath, ["--expose-gc", program, String(T), JSON.stringify(repeat)], {
    encoding: "utf8",
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(output) as OneLength;
}
