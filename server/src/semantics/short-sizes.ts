/**
 * Short sizes: what can be read off the form of a model at any length (which equations need which, and what a line lacks)
 * is read off it at a dozen steps, however long the recurrence is that the sheet asks for.
 */
import type { Sizes } from "./indices.ts";
import type { Model } from "./model.ts";

/** Lengths up to this are not made any shorter. */
const shortEnough = 60;

/** What a long size becomes: enough for a course that is the usual one, between two ends. */
const shortSize = 12;

/** Places that sheets name by number lie this near to an end, or the length matters. */
const nearEnds = 3;

/**
 * The sizes to fix in place of `fixed`: a long one as a short one. The same where none is long, or where a shorter model might
 * be another one: several sizes are long, an index is divided, or a place in the middle is named by its number.
 */
export function shortSizes(model: Model, fixed: Sizes = new Map()): Sizes {
  const long: string[] = [];
  for (const { name, value } of model.sizes.values())
    if ((fixed.get(name) ?? value ?? 0) > shortEnough) long.push(name);
  const [only] = long;
  if (only === undefined || long.length > 1) return fixed;
  if (model.sizes.get(only)!.isLength !== true || dependsOnLength([model.definitions, model.claims, model.due]))
    return fixed;
  const taken = new Set([...model.sizes.values()].map(({ name, value }) => fixed.get(name) ?? value));
  let size = shortSize;
  while (taken.has(size)) size++;
  return new Map([...fixed, [only, size]]);
}

/** Whether an index in some plain data is divided or raised to a power, or is a number that is not near an end. */
function dependsOnLength(data: unknown): boolean {
  const seen = new Set<object>();
  const queue: unknown[] = [data];
  for (let item = queue.pop(); item !== undefined; item = queue.pop()) {
    if (typeof item !== "object" || item === null || seen.has(item)) continue;
    seen.add(item);
    if ("kind" in item && item.kind === "literal" && "value" in item && Math.abs(Number(item.value)) > nearEnds)
      return true;
    if ("kind" in item && item.kind === "operation" && "op" in item && item.op !== "+" && item.op !== "-") return true;
    for (const part of item instanceof Map ? item.values() : item instanceof Set ? item : Object.values(item))
      if (part !== undefined && part !== null) queue.push(part);
  }
  return false;
}
