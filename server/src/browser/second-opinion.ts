/** Loads the oracle in a web worker: a script of its own, read when the first question comes up. */
import type { SecondOpinion } from "../check/second-opinion.ts";

declare const gradusOracle: SecondOpinion;

/** Loads the bundle at an address, and waits for it: a check has nothing to say before the answer. */
export function loadSecondOpinion(address: string): SecondOpinion {
  importScripts(address);
  return gradusOracle;
}
