/** Seeds for the randomised tests. */
import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { root } from "./processes.mjs";

/** A seed that nobody chose. */
export function freshSeed() {
  return randomInt(2 ** 31);
}

/** A seed of this commit's own: each commit tries other cases, and the same commit always the same. */
export function seedOfCommit() {
  try {
    const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8", stdio: "pipe" });
    return Number.parseInt(commit.slice(0, 7), 16);
  } catch {
    return freshSeed();
  }
}
