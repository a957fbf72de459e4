/**
 * Forks: conditions on values, `max`, functions with a kink. What a claim says of a way that no point took, nobody knows:
 * wider points are drawn until both ways of each fork are seen, and what stays unseen is remarked.
 */
import type { Pattern } from "../engine/draw.ts";
import type { Values } from "../engine/evaluate.ts";
import { codes } from "../engine/operations.ts";
import { elementsOf, shapeOf, type NodeId, type Tape } from "../engine/tape.ts";
import type { Formula } from "../semantics/model.ts";
import type { Span } from "../syntax/span.ts";
import type { Fork } from "../unroll/world.ts";
import type { Tally } from "./decide.ts";
import type { Remark } from "./verdict.ts";

/** The ways that were taken at some point, for each place in the text and each choice that is made there. */
export type Sightings = Map<Formula, Sighting[]>;

interface Sighting {
  readonly span: Span;
  readonly choice: number;
  above: boolean;
  below: boolean;
}

/** What is drawn for the sake of a fork whose second way was not seen. */
export const wideningPatterns: readonly Pattern[] = ["wide", "small", "wide"];

/** Notes which ways the points took. */
export function look(forks: readonly Fork[], values: Values, tape: Tape, sightings: Sightings): void {
  for (const { formula, span, node, other, choice = 0 } of forks) {
    let here = sightings.get(formula);
    if (!here) sightings.set(formula, (here = []));
    const seen = (here[choice] ??= { span, choice, above: false, below: false });
    if (seen.above && seen.below) continue;
    const start = values.offset(node);
    const against = other === undefined ? undefined : values.offset(other);
    const count = elementsOf(shapeOf(tape, node)) * values.points;
    for (let at = 0; at < count; at++) {
      const value = values.data[start + at]!;
      const threshold = against === undefined ? 0 : values.data[against + at]!;
      if (value > threshold) seen.above = true;
      else if (value <= threshold) seen.below = true;
    }
  }
}

export function hasUnseen(sightings: Sightings): boolean {
  return [...sightings.values()].some((here) => here.some(isHalfSeen));
}

function isHalfSeen({ above, below }: Sighting): boolean {
  return above !== below;
}

/**
 * Says of each claim that depends on a fork of which one way was never seen that nothing is known of that way. The sides of
 * its instances stand on the tape from number `from` on.
 */
export function remarkUnseen(
  tallies: readonly Tally[],
  forks: readonly Fork[],
  sightings: Sightings,
  tape: Tape,
  variant: number,
  from: number,
): void {
  for (const [formula, here] of sightings) {
    const seen = here.find(isHalfSeen);
    if (!seen) continue;
    const marked = dependents(
      tape,
      forks.filter((fork) => fork.formula === formula && (fork.choice ?? 0) === seen.choice),
    );
    const remark: Remark = { code: "claim/one-way", message: wordsFor(formula, seen.above), about: seen.span };
    for (const { instances, remarks } of tallies)
      if (
        remarks.every(({ message }) => message !== remark.message) &&
        instances[variant]?.slice(from).some(({ left, right }) => marked[left] === 1 || marked[right] === 1)
      )
        remarks.push(remark);
  }
}

/** What was seen only one way, as a sentence. */
function wordsFor(formula: Formula, above: boolean): string {
  const tail = "so the other case is unchecked, if it can occur at all.";
  switch (formula.kind) {
    case "elementwise":
      return `At every point tried, what \`${formula.name}\` is applied to was ${above ? "positive" : "negative"}, ${tail}`;
    case "extremum":
      return `At every point tried, \`${formula.which}\` chose the ${above === (formula.which === "max") ? "first" : "last"} of its arguments, ${tail}`;
    default:
      if ("condition" in formula && formula.condition.onValues.length > 1)
        return `At every point tried, a part of this condition was ${above ? "true" : "false"}, ${tail}`;
      return `At every point tried, this condition was ${above ? "true" : "false"}, ${tail}`;
  }
}

/** 1 for each node whose value depends on which way one of these forks takes. */
function dependents(tape: Tape, forks: readonly Fork[]): Uint8Array {
  const marked = new Uint8Array(tape.length);
  const choosers = new Set<number>();
  for (const { formula, node } of forks) {
    if (formula.kind === "elementwise" || formula.kind === "extremum") choosers.add(node);
    else marked[node] = 1;
  }
  const { codes: kinds, inputs, inputStarts } = tape;
  for (let node = 0; node < tape.length; node++) {
    const [first, end] = [inputStarts[node]!, inputStarts[node + 1]!];
    for (let at = first; at < end && marked[node] === 0; at++) {
      const input = inputs[at]!;
      if (marked[input] === 1 || (choosers.has(input) && choosing.has(kinds[node]!))) marked[node] = 1;
    }
  }
  return marked;
}

// ── Ways ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The forks on which these nodes depend. */
export function forksBehind(forks: readonly Fork[], tape: Tape, nodes: readonly NodeId[]): Fork[] {
  if (forks.length === 0) return [];
  const seen = new Uint8Array(tape.length);
  const isChosenBy = new Uint8Array(tape.length);
  for (const node of nodes) seen[node] = 1;
  const { codes: kinds, inputs, inputStarts } = tape;
  for (let node = Math.max(-1, ...nodes); node >= 0; node--) {
    if (seen[node] === 0) continue;
    const isChoosing = choosing.has(kinds[node]!);
    for (let at = inputStarts[node]!; at < inputStarts[node + 1]!; at++) {
      seen[inputs[at]!] = 1;
      if (isChoosing) isChosenBy[inputs[at]!] = 1;
    }
  }
  return forks.filter(({ formula, node }) =>
    formula.kind === "elementwise" || formula.kind === "extremum" ? isChosenBy[node] === 1 : seen[node] === 1,
  );
}

/** By what is chosen at each of these forks: the points of an evaluation, in their order. A side is one function where one way is taken. */
export function pointsByWay(forks: readonly Fork[], values: Values, tape: Tape): Map<string, number[]> {
  const ways = new Map<string, number[]>();
  for (let point = 0; point < values.points; point++) {
    let way = "";
    for (const { node, other } of forks) {
      const count = elementsOf(shapeOf(tape, node)) * values.points;
      const start = values.offset(node);
      const against = other === undefined ? undefined : values.offset(other);
      for (let at = point; at < count; at += values.points) {
        const value = values.data[start + at]!;
        const threshold = against === undefined ? 0 : values.data[against + at]!;
        way += value > threshold ? "+" : value <= threshold ? "-" : "?";
      }
    }
    const points = ways.get(way);
    if (points) points.push(point);
    else ways.set(way, [point]);
  }
  return ways;
}

/** Operations that take one way or the other at their arguments. */
const choosing: ReadonlySet<number> = new Set([
  codes.maximum,
  codes.minimum,
  codes.above,
  codes.apply,
  codes.differentiated,
]);
