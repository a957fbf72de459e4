/** The verdicts on sheets that are read without errors. */
import { expect } from "vitest";
import { verdictsOn } from "./second-opinion.ts";

/** On each claim of the sheet, in their order. */
export function verdictsIn(sheet: string): string[] {
  const { results, errors } = verdictsOn(sheet);
  expect(errors).toEqual([]);
  return results.map(({ verdict }) => verdict);
}
