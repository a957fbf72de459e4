/** Loads the oracle in a web worker: a script of its own, read when the first question comes up. */
import type { SecondOpinion } from "../check/second-opinion.ts";

declare const gradusOracle: SecondOpinion;

/** Loads the bundle at an address when first asked, and waits for it: a check has nothing to say before the answer. */
export function secondOpinionAt(address: string): () => SecondOpinion {
  let isLoaded = false;
  return () => {
    if (!isLoaded) importScripts(address);
    isLoaded = true;
    return gradusOracle;
  };
}
