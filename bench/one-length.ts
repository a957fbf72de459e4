/** Checks the LSTM sheet at one length, in a process of its own, whose memory is then the check's; prints JSON. */
import { analysed, checked, createSnapshot } from "../server/src/features/snapshot.ts";
import { summaryOf } from "../server/src/features/summary.ts";
import { defaultOptions } from "../server/src/check/check.ts";
import { keepHeapTight } from "../server/src/node/heap.ts";
import { repeated, type Repeat, type Times } from "./measure.ts";
import { example } from "./sheets.ts";

export interface OneLength {
  /** The first check of the process, in milliseconds. */
  readonly first: number;
  readonly times: Times;
  /** The most memory that the process ever held, in bytes, after its first check. */
  readonly memory: number;
  readonly nodes: number;
  readonly points: number;
  readonly claims: ReturnType<typeof summaryOf>["claims"];
}

// As the program does.
keepHeapTight();
const [length, repeat] = process.argv.slice(2) as [string, string];
const options = { ...defaultOptions, sizes: new Map([["T", Number(length)]]) };
const text = example("lstm");

/** Parsing and analysing are left out: they don't depend on the length. */
function check(): ReturnType<typeof checked> {
  const snapshot = createSnapshot("", 0, text, options);
  analysed(snapshot);
  return checked(snapshot);
}

const before = performance.now();
const sheet = check();
const first = performance.now() - before;
const memory = process.resourceUsage().maxRSS * 1024;
const sample = sheet.result.models[0]?.sample?.();
const result: OneLength = {
  first,
  memory,
  times: repeated(check, JSON.parse(repeat) as Repeat, 2),
  nodes: sample?.world.tape.length ?? 0,
  points: sample?.values.points ?? 0,
  claims: summaryOf(sheet).claims,
};
console.log(JSON.stringify(result));
