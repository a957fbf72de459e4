/**
 * Meaning: what a model's definitions, or a claim, say, as a text without places. Two of them with one text get one verdict,
 * wherever they stand and whatever comments stand between them, since nothing else of them is looked at.
 */
import type { Claim, Formula, Model } from "../semantics/model.ts";

/** All that a check reads of a model besides its claims and what is due: declarations, definitions, and what was inferred. */
export function definitionsMeaning(model: Model): string {
  const write = writer(model);
  const quantities = [...model.quantities.values()].map(
    ({ free, definitions, boundary, alias, coordinates, ...rest }) =>
      write(rest) + write([free, definitions, boundary, alias, coordinates]),
  );
  const functions = [...model.functions.values()].map(({ body, ...rest }) => write(rest) + write(body));
  return write([model.sizes, model.indices, model.loss?.key, model.layout]) + quantities.join("") + functions.join("");
}

/** What a claim says. */
export function claimMeaning(model: Model, claim: Claim): string {
  // Whose loops they are counts too: a range that the claim gives itself is meant as written.
  const loops = claim.loops.map((loop) => [model.indices.get(loop.name) === loop, loop.from === loop.to]);
  return writer(model)([{ ...claim }, loops]);
}

/** Writes plain data out, key by key, leaving out spans; quantities and functions stand under their names. */
function writer(model: Model): (value: unknown) => string {
  const names = new Map<unknown, string>();
  for (const quantity of model.quantities.values()) names.set(quantity, quantity.key);
  for (const [name, fn] of model.functions) names.set(fn, `${name}()`);
  const { fitted, elementwiseCalls } = model;
  const write = (value: unknown): string => {
    if (typeof value === "string") return JSON.stringify(value);
    if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
    const name = names.get(value);
    if (name !== undefined) return `<${name}>`;
    if (Array.isArray(value)) {
      let text = "[";
      for (const item of value) text += `${write(item)},`;
      return `${text}]`;
    }
    if (value instanceof Map || value instanceof Set) return write([...value]);
    let text = "{";
    for (const key in value) {
      // What a call's function means for its arguments follows from both.
      if (key === "span" || key.endsWith("Span") || (key === "body" && "function" in value)) continue;
      text += `${key}:${write(value[key as keyof typeof value])},`;
    }
    // What was inferred of a formula; the shapes of all others follow from those of quantities and functions.
    const shape = fitted.get(value as Formula);
    if (shape !== undefined) text += `fitted:${write(shape)},`;
    if (elementwiseCalls.has(value as Formula)) text += "elementwise";
    return `${text}}`;
  };
  return write;
}

/**
 * Pairs the objects of two readings of one model, or of one claim: each formula and each span of the first with what stands
 * in its place in the second. They must mean the same, so that they are built alike.
 */
export function pairUp(from: unknown, to: unknown, pairs: Map<object, object>): void {
  const open: [unknown, unknown][] = [[from, to]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [one, other] = next;
    if (typeof one !== "object" || one === null || pairs.has(one)) continue;
    pairs.set(one, other as object);
    if (one instanceof Map || one instanceof Set) open.push([[...one], [...(other as Iterable<unknown>)]]);
    else
      for (const key in one) open.push([one[key as keyof typeof one], (other as typeof one)[key as keyof typeof one]]);
  }
}
