/**
 * Reverse mode. The adjoint program is recorded on the same tape as ordinary nodes, so that gradients are evaluated like
 * everything else and can be differentiated again.
 */
import * as build from "./build.ts";
import type { Reverse } from "./operation.ts";
import { rows } from "./operations.ts";
import { finish } from "./slices.ts";
import { inputOf, type NodeId, type Tape } from "./tape.ts";
import { doubled, nextTurn, type Workspace } from "./workspace.ts";

/**
 * Records ∂output/∂w for each w in `wrt` and returns the nodes; undefined where no path leads from w to the output, so that the
 * derivative is structurally 0. A w need not be a leaf: it is nudged, everything computed from it responds and nothing else
 * does. Each result is a node of its own, so that adjoints can be nudged too. Takes time linear in the
 * number of nodes that the output is computed from and that stand after the smallest w.
 */
export function backward(tape: Tape, output: NodeId, wrt: readonly NodeId[]): (NodeId | undefined)[] {
  return finish(backwardInSlices(tape, output, wrt));
}

/** The same in slices; nothing else may be written on the tape in between. */
export function* backwardInSlices(
  tape: Tape,
  output: NodeId,
  wrt: readonly NodeId[],
): Generator<void, (NodeId | undefined)[]> {
  const work = tape.workspace;
  nextTurn(work, tape.length);
  const between = yield* nodesBetween(tape, output, wrt);
  const { states, turn, contributions, adjoints } = work;
  const isActive = (input: NodeId): boolean => states[input]! >= turn + depends;
  let node = output;
  let adjoint: NodeId = none;
  const reverse: Reverse = {
    tape,
    build,
    get node() {
      return node;
    },
    get adjoint() {
      return adjoint;
    },
    input: (k) => inputOf(tape, node, k),
    active: (k) => isActive(inputOf(tape, node, k)),
    give(k, contribution) {
      const input = inputOf(tape, node, k);
      if (isActive(input)) contribute(work, input, contribution);
    },
  };
  if (between.length > 0) contribute(work, output, build.constant(tape, 1));
  for (let at = between.length - 1; at >= 0; at--) {
    node = between[at]!;
    const last = contributions[node]!;
    if (last === none) continue;
    adjoint = work.given[last]!;
    if (work.links[last] !== none) adjoint = build.add(tape, allUpTo(work, last));
    else if (states[node] === turn + wanted && node !== output) adjoint = build.copy(tape, adjoint);
    adjoints[node] = adjoint;
    if (anyActive(tape, node, isActive)) rows[tape.codes[node]!]!.adjoint(reverse);
    if (at % nodesPerSlice === nodesPerSlice - 1) yield;
  }
  return wrt.map((w) => (isActive(w) && adjoints[w] !== none ? adjoints[w] : undefined));
}

/** Some milliseconds' worth, of nodes to differentiate and of nodes to look at. */
const nodesPerSlice = 4_000;
const nodesPerLook = 50_000;

function anyActive({ inputs, inputStarts }: Tape, node: NodeId, isActive: (input: NodeId) => boolean): boolean {
  for (let at = inputStarts[node]!; at < inputStarts[node + 1]!; at++) if (isActive(inputs[at]!)) return true;
  return false;
}

// ── The nodes between ───────────────────────────────────────────────────────────────────────────────────────────────

/** The output is computed from this node. */
const reached = 1;
/** And a derivative passes to it from one that is wanted. */
const depends = 2;
/** Its adjoint is wanted. */
const wanted = 3;

/** For each operation, in bit k whether a derivative passes to input k; all inputs after the third are like it. */
const passing = rows.map(({ passes }) => [0, 1, 2].reduce((bits, k) => bits | (passes(k) ? 1 << k : 0), 0));

/** The nodes through which derivatives pass from what is wanted to the output, both included, in ascending order. */
function* nodesBetween(tape: Tape, output: NodeId, wrt: readonly NodeId[]): Generator<void, readonly NodeId[]> {
  const { codes, inputs, inputStarts, workspace } = tape;
  const { states, turn, contributions, adjoints } = workspace;
  const low = wrt.reduce((least, node) => Math.min(least, node), output);
  const found: NodeId[] = [output];
  states[output] = turn + reached;
  for (let at = 0; at < found.length; at++) {
    const node = found[at]!;
    const first = inputStarts[node]!;
    const bits = passing[codes[node]!]!;
    for (let k = first; k < inputStarts[node + 1]!; k++) {
      const input = inputs[k]!;
      if (input < low || states[input]! >= turn || ((bits >> Math.min(k - first, 2)) & 1) === 0) continue;
      states[input] = turn + reached;
      found.push(input);
    }
    if (at % nodesPerLook === nodesPerLook - 1) yield;
  }
  for (const w of wrt) if (w <= output && states[w]! >= turn) states[w] = turn + wanted;
  const between: NodeId[] = [];
  // Where they are few, it is cheaper to sort them than to look at all that lie between.
  const sorted = 20 * found.length < output - low ? Int32Array.from(found).sort() : undefined;
  const count = sorted ? sorted.length : output - low + 1;
  for (let at = 0; at < count; at++) {
    if (at % nodesPerLook === nodesPerLook - 1) yield;
    const node = sorted ? sorted[at]! : low + at;
    if (states[node]! < turn) continue;
    const first = inputStarts[node]!;
    const bits = passing[codes[node]!]!;
    for (let k = first; k < inputStarts[node + 1]! && states[node] === turn + reached; k++)
      if (states[inputs[k]!]! >= turn + depends && (bits >> Math.min(k - first, 2)) & 1) states[node] = turn + depends;
    if (states[node] === turn + reached) continue;
    contributions[node] = none;
    adjoints[node] = none;
    between.push(node);
  }
  return between.at(-1) === output ? between : [];
}

// ── Contributions ───────────────────────────────────────────────────────────────────────────────────────────────────

const none = -1;

function contribute(work: Workspace, node: NodeId, contribution: NodeId): void {
  if (work.count === work.given.length) {
    work.given = doubled(work.given);
    work.links = doubled(work.links);
  }
  work.given[work.count] = contribution;
  work.links[work.count] = work.contributions[node]!;
  work.contributions[node] = work.count++;
}

/** All contributions to one node, those of its earliest uses first. */
function allUpTo({ given, links }: Workspace, last: number): readonly NodeId[] {
  const found: NodeId[] = [];
  for (let at = last; at !== none; at = links[at]!) found.push(given[at]!);
  return found;
}
