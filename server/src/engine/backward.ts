/**
 * Reverse mode. The adjoint program is recorded on the same tape as ordinary nodes, so that gradients are evaluated like
 * everything else and can be differentiated again.
 */
import * as build from "./build.ts";
import type { Reverse } from "./operation.ts";
import { rows } from "./operations.ts";
import { inputOf, type NodeId, type Tape } from "./tape.ts";

/**
 * Records ∂output/∂w for each w in `wrt` and returns the nodes; undefined where no path leads from w to the output, so that the
 * derivative is structurally 0. A w need not be a leaf: it is nudged, everything computed from it responds and nothing else
 * does. Each result is a node of its own, so that adjoints can be nudged too. Takes time linear in the length of the tape between the smallest w and the output.
 */
export function backward(tape: Tape, output: NodeId, wrt: readonly NodeId[]): (NodeId | undefined)[] {
  const low = wrt.reduce((least, node) => Math.min(least, node), output);
  const wanted = new Uint8Array(output - low + 1);
  for (const w of wrt) if (w <= output) wanted[w - low] = 1;
  const depends = dependence(tape, low, output, wanted);
  const pending = createPending(output - low + 1);
  const adjoints = new Int32Array(output - low + 1).fill(-1);
  let node = output;
  let adjoint = -1;
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
    active: (k) => inputOf(tape, node, k) >= low && depends[inputOf(tape, node, k) - low] === 1,
    give: (k, contribution) => pending.add(inputOf(tape, node, k) - low, contribution),
  };
  if (depends[output - low] === 1) pending.add(output - low, build.constant(tape, 1));
  for (; node >= low; node--) {
    const contributions = pending.of(node - low);
    if (contributions.length === 0) continue;
    adjoint = contributions[0]!;
    if (contributions.length > 1) adjoint = build.add(tape, contributions);
    else if (wanted[node - low] === 1 && node !== output) adjoint = build.copy(tape, adjoint);
    adjoints[node - low] = adjoint;
    if (anyActive(reverse)) rows[tape.codes[node]!]!.adjoint(reverse);
  }
  return wrt.map((w) => {
    const found = w <= output ? adjoints[w - low]! : -1;
    return found === -1 ? undefined : found;
  });
}

function anyActive({ tape, node, active }: Reverse): boolean {
  const count = tape.inputStarts[node + 1]! - tape.inputStarts[node]!;
  for (let k = 0; k < count; k++) if (active(k)) return true;
  return false;
}

/** For each node from `low` to `output`, 1 if it is wanted or a derivative passes to it from one that is. */
function dependence(tape: Tape, low: NodeId, output: NodeId, wanted: Uint8Array): Uint8Array {
  const { codes, inputs, inputStarts } = tape;
  const depends = wanted.slice();
  for (let node = low; node <= output; node++) {
    const first = inputStarts[node]!;
    for (let k = first; k < inputStarts[node + 1]! && depends[node - low] === 0; k++) {
      const input = inputs[k]!;
      if (input >= low && depends[input - low] === 1 && rows[codes[node]!]!.passes(k - first)) depends[node - low] = 1;
    }
  }
  return depends;
}

/** Contributions to adjoints that are not complete yet: one linked list for each node, in arrays that grow. */
interface Pending {
  add(position: number, contribution: NodeId): void;
  /** All contributions to one node, those of its earliest uses first; valid until the next call. */
  of(position: number): readonly NodeId[];
}

function createPending(size: number): Pending {
  const heads = new Int32Array(size).fill(-1);
  let contributions = new Int32Array(64);
  let links = new Int32Array(64);
  let count = 0;
  const found: NodeId[] = [];
  return {
    add(position, contribution) {
      if (count === links.length) {
        contributions = doubled(contributions);
        links = doubled(links);
      }
      contributions[count] = contribution;
      links[count] = heads[position]!;
      heads[position] = count++;
    },
    of(position) {
      found.length = 0;
      for (let at = heads[position]!; at !== -1; at = links[at]!) found.push(contributions[at]!);
      return found;
    },
  };
}

function doubled(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length);
  larger.set(column);
  return larger;
}
