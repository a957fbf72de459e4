/** Judges the programs from one number up to another, and prints what came of it as JSON. */
import { judgeAll } from "./trusting.ts";

const [from, to] = process.argv.slice(2).map(Number) as [number, number];
console.log(JSON.stringify(judgeAll(from, to)));
