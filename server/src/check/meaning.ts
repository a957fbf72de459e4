/**
 * Meaning: what a model's definitions, or a claim, say, as a text without places. Two of them with one text get one verdict,
 * wherever they stand and whatever comments stand between them, since nothing else of them is looked at.
 */
import type { Claim, Formula, Model } from "../semantics/model.ts";

/** All that a check reads of a model besides its claims and what is due: declarations, definitions, and what was inferred. */
export function definitionsMeaning(model: Model): string {
  return writer(model)(definitionsOf(model));
}

/** What a claim says. */
export function claimMeaning(model: Model, claim: Claim): string {
  return writer(model)(said(model, claim));
}

/** Whether the definitions of two readings mean the same. It takes no text to tell. */
export function sameDefinitions(one: Model, other: Model): boolean {
  return comparer(one, other)(definitionsOf(one), definitionsOf(other));
}

/** Tells whether claims of two readings say the same. */
export function claimComparer(one: Model, other: Model): (claim: Claim, another: Claim) => boolean {
  const same = comparer(one, other);
  return (claim, another) => same(said(one, claim), said(other, another));
}

function definitionsOf(model: Model): unknown {
  const quantities = [...model.quantities.values()].map((quantity) => ({ ...quantity }));
  const functions = [...model.functions.values()].map((fn) => ({ ...fn }));
  return [model.sizes, model.indices, model.loss?.key, model.layout, quantities, functions];
}

/** Whose loops a claim has counts too: a range that the claim gives itself is meant as written. */
function said(model: Model, claim: Claim): unknown {
  return [claim, claim.loops.map((loop) => [model.indices.get(loop.name) === loop, loop.from === loop.to])];
}

/** Quantities and functions stand under their names. */
function namesIn(model: Model): ReadonlyMap<unknown, string> {
  const names = new Map<unknown, string>();
  for (const quantity of model.quantities.values()) names.set(quantity, quantity.key);
  for (const [name, fn] of model.functions) names.set(fn, `${name}()`);
  return names;
}

/** Whether a field says something: places don't, and what a call's function means for its arguments follows from both. */
function isSaid(value: object, key: string): boolean {
  return key !== "span" && !key.endsWith("Span") && !(key === "body" && "function" in value);
}

/** Writes plain data out, key by key, leaving out spans. */
function writer(model: Model): (value: unknown) => string {
  const names = namesIn(model);
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
    for (const key in value) if (isSaid(value, key)) text += `${key}:${write(value[key as keyof typeof value])},`;
    // What was inferred of a formula; the shapes of all others follow from those of quantities and functions.
    const shape = fitted.get(value as Formula);
    if (shape !== undefined) text += `fitted:${write(shape)},`;
    if (elementwiseCalls.has(value as Formula)) text += "elementwise";
    return `${text}}`;
  };
  return write;
}

/** Compares what `writer` would write of one model and of another. */
function comparer(one: Model, other: Model): (value: unknown, another: unknown) => boolean {
  const [names, otherNames] = [namesIn(one), namesIn(other)];
  const same = (value: unknown, another: unknown): boolean => {
    if (typeof value !== "object" || typeof another !== "object" || value === null || another === null)
      return Object.is(value, another);
    const [name, otherName] = [names.get(value), otherNames.get(another)];
    if (name !== undefined || otherName !== undefined) return name === otherName;
    if (Array.isArray(value)) {
      if (!Array.isArray(another) || value.length !== another.length) return false;
      for (let at = 0; at < value.length; at++) if (!same(value[at], another[at])) return false;
      return true;
    }
    if (value instanceof Map || value instanceof Set)
      return (another instanceof Map || another instanceof Set) && same([...value], [...another]);
    let fields = 0;
    for (const key in value) {
      if (!isSaid(value, key)) continue;
      if (!(key in another) || !same(value[key as keyof typeof value], another[key as keyof typeof another]))
        return false;
      fields++;
    }
    for (const key in another) if (isSaid(another, key)) fields--;
    return (
      fields === 0 &&
      same(one.fitted.get(value as Formula), other.fitted.get(another as Formula)) &&
      one.elementwiseCalls.has(value as Formula) === other.elementwiseCalls.has(another as Formula)
    );
  };
  return same;
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
