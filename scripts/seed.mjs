/** A seed for the randomised tests, one that nobody chose. */
import { randomInt } from "node:crypto";

export function freshSeed() {
  return randomInt(2 ** 31);
}
