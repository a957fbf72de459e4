/**
 * Memory: what earlier checks of a sheet found, by what the claims and their definitions mean. An edit checks again what it
 * changed the meaning of, unless it was there some edits ago; what is remembered moves to where its lines are now.
 */
import type { Claim, Formula, Model } from "../semantics/model.ts";
import type { Span } from "../syntax/span.ts";
import { derivativesUnder, worldUnder } from "../unroll/branch.ts";
import type { Ground } from "./ground.ts";
import { claimComparer, claimMeaning, definitionsMeaning, pairUp, sameDefinitions } from "./meaning.ts";
import type { CheckOptions } from "./check.ts";
import type { ClaimResult } from "./verdict.ts";

/** What a sheet's checks leave to the next one. Nobody but this layer looks inside. */
export interface Memory {
  /** By the meaning of a model's definitions; the one that was come by last stands last. */
  readonly models: Map<string, RememberedModel>;
  /** The reading that was checked last. What is said again need not be written out to be found. */
  latest: Reading | undefined;
  /** The models that were written out last, by any of the memories that share this; the one that is edited is most likely among them. */
  readonly recent: { grounds: readonly RememberedGround[] };
}

/** A model as it was read, and under which names it and its claims are remembered. */
export interface Reading {
  readonly model: Model;
  readonly options: Pick<CheckOptions, "seed" | "sizes">;
  /** All that its verdicts depend on besides the claims. */
  readonly meaning: string;
  /** One for each claim of the model. */
  readonly claimMeanings: ReadonlyMap<Claim, string>;
}

interface RememberedModel {
  /** Nothing was wrong with it when it was written out. Else it is written out again, to find where that is now. */
  readonly isSound: boolean;
  /** By the meaning of the claims that are decided together, mostly one; in the same order. */
  readonly found: Map<string, Found>;
}

interface Found {
  /** As it was read when this was found. */
  readonly model: Model;
  readonly results: readonly ClaimResult[];
}

interface RememberedGround {
  readonly meaning: string;
  /** One for each variant of the sizes, as far as they were needed. */
  readonly variants: Ground[];
}

/** An empty memory. Those of one sheet's parts share the room for what is written out. */
export function createMemory(beside?: Memory): Memory {
  return { models: new Map(), latest: undefined, recent: beside?.recent ?? { grounds: [] } };
}

/** Under which names a model and its claims are remembered. */
export function readingOf(memory: Memory, model: Model, { seed, sizes }: CheckOptions): Reading {
  const { latest } = memory;
  const hasOptions = latest?.options.seed === seed && latest.options.sizes === sizes;
  const meaning =
    latest && hasOptions && sameDefinitions(latest.model, model)
      ? latest.meaning
      : `${seed} ${JSON.stringify([...(sizes ?? [])])} ${definitionsMeaning(model)}`;
  const same = latest && claimComparer(latest.model, model);
  const before = latest?.model.claims ?? [];
  const later = before.length - model.claims.length;
  const claimMeanings = new Map(
    model.claims.map((claim, at) => {
      // It stands where it stood, counted from the first claim or from the last.
      const places = later === 0 ? [at] : [at, at + later];
      const known = places.map((place) => before[place]).find((old) => old && same!(old, claim));
      return [claim, known ? latest!.claimMeanings.get(known)! : claimMeaning(model, claim)];
    }),
  );
  return (memory.latest = { model, options: { seed, ...(sizes && { sizes }) }, meaning, claimMeanings });
}

/** So many readings of a sheet, and of the claims of a model, are remembered besides what stands there: what is deleted is often typed again. */
const mostEarlier = 16;

/** A check of so many models is done: what was come by longest ago is forgotten. */
export function endCheck({ models }: Memory, count: number): void {
  forgetOldest(models, count + mostEarlier);
}

function forgetOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}

function putLast<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
}

export function recalledModel(memory: Memory, meaning: string): Pick<RememberedModel, "isSound"> | undefined {
  return memory.models.get(meaning);
}

export function rememberModel({ models }: Memory, meaning: string, isSound: boolean): void {
  putLast(models, meaning, models.get(meaning) ?? { isSound, found: new Map() });
}

/** What was found of these claims, for where they stand now. */
export function recall(
  memory: Memory,
  meaning: string,
  claimsMeaning: string,
  model: Model,
  claims: readonly Claim[],
): readonly ClaimResult[] | undefined {
  const found = memory.models.get(meaning)?.found.get(claimsMeaning);
  return found?.results.map((result, at) => movedResult(found.model, result, model, claims[at]!));
}

export function remember(
  memory: Memory,
  meaning: string,
  claimsMeaning: string,
  model: Model,
  results: readonly ClaimResult[],
): void {
  const { found } = memory.models.get(meaning)!;
  putLast(found, claimsMeaning, { model, results });
  forgetOldest(found, model.claims.length + mostEarlier);
}

/** A result found under one reading of the sheet, with the spans of another. */
function movedResult(from: Model, result: ClaimResult, to: Model, claim: Claim): ClaimResult {
  if (claim === result.claim) return result;
  const { explanation, remarks } = result;
  let pairs: Map<object, object> | undefined;
  const moved = (span: Span): Span => {
    if (!pairs) {
      pairs = pairsOf(from, to);
      pairUp(result.claim, claim, pairs);
    }
    return (pairs.get(span) as Span | undefined) ?? span;
  };
  return {
    ...result,
    claim,
    fault: claim.rightSpan,
    remarks: remarks.map((remark) => (remark.about ? { ...remark, about: moved(remark.about) } : remark)),
    ...(explanation && {
      explanation: {
        ...explanation,
        related: explanation.related.map((related) => ({ ...related, span: moved(related.span) })),
      },
    }),
  };
}

/** What stands in the definitions of one reading where it stands in those of the other. */
function pairsOf(from: Model, to: Model): Map<object, object> {
  const pairs = new Map<object, object>();
  pairUp(from.quantities, to.quantities, pairs);
  pairUp(from.functions, to.functions, pairs);
  return pairs;
}

// ── Grounds ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Grounds of this many models are kept: of the one that is edited, of the same at the points that confirm its repairs, and of one before it. */
const mostGrounds = 3;

/** Of long models, fewer: so many nodes are kept besides the model that is edited, or typing in one would soon fill the memory. */
const mostNodesBeside = 300_000;

/** What is written out of a model so far, to be added to; nothing where it was not among the last ones. */
export function rememberedGrounds(memory: Memory, meaning: string, model: Model): Ground[] {
  const known = memory.recent.grounds.find((ground) => ground.meaning === meaning);
  const sound = known?.variants.every(isSound) ? known.variants : [];
  const variants = sound.map((ground) => groundUnder(ground, model));
  let nodes = 0;
  const others = memory.recent.grounds.filter((ground) => {
    if (ground === known) return false;
    nodes += ground.variants.reduce((sum, { world }) => sum + world.tape.length, 0);
    return nodes <= mostNodesBeside;
  });
  memory.recent.grounds = [{ meaning, variants }, ...others].slice(0, mostGrounds);
  return variants;
}

/** A ground under another reading of its model. Forks alone know where in the text they stand. */
function groundUnder(ground: Ground, model: Model): Ground {
  const { world, shared } = ground;
  const pairs = world.forks.length > 0 ? pairsOf(world.model, model) : undefined;
  const counterpart = (formula: Formula) => pairs!.get(formula) as Formula;
  const found = pairs ? derivativesUnder(shared, counterpart) : shared.found;
  return { ...ground, world: worldUnder(world, model, counterpart), shared: { ...shared, found } };
}

/** Nothing failed in it: what did would have to be told of where it stands now. */
function isSound({ world }: Ground): boolean {
  return world.failures.size === 0 && world.missing.size === 0;
}
