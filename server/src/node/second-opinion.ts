/** Loads the oracle under Node: a file of its own beside the program, read when the first question comes up. */
import { createRequire } from "node:module";
import { join } from "node:path";
import type { SecondOpinion } from "../check/second-opinion.ts";

let loaded: SecondOpinion | undefined;

/** The second opinion. The bundler leaves this file where it was not asked for, so that a start does not pay for it. */
export function secondOpinion(): SecondOpinion {
  return (loaded ??= createRequire(__filename)(join(__dirname, "oracle.js")) as SecondOpinion);
}
