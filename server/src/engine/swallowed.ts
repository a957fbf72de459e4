/**
 * What doubles swallow: a term so small that it doesn't change its sum, a function so flat that it has reached its limit, a
 * product that underflows. Nothing that is computed from it tells any more whether it was right, and no bound on
 * rounding errors says so, since the error is small.
 */
import type { Values } from "./evaluate.ts";
import { codes } from "./operations.ts";
import { inputOf, type NodeId, type Tape } from "./tape.ts";

/** A term smaller than this part of its sum leaves it as it is. */
const negligible = 2 ** -54;

/** Functions with limits, and these. */
const limits: Readonly<Record<string, readonly number[]>> = {
  σ: [0, 1],
  tanh: [-1, 1],
  erf: [-1, 1],
  exp: [0],
  sech: [0],
};

/** Operations that can lose an operand. */
const { add, subtract, multiply, divide, power, apply, contract, scatter } = codes;
const swallowers: ReadonlySet<number> = new Set([add, subtract, multiply, divide, power, apply, contract, scatter]);

/** Those that make 0 of operands that are not 0 only by underflow. */
const underflowing: ReadonlySet<number> = new Set([multiply, divide, power]);

/** The nodes, up to the last of `outputs`, at which something is swallowed at every point. */
export function swallowing(tape: Tape, values: Values, outputs: readonly NodeId[]): ReadonlySet<NodeId> {
  const found = new Set<NodeId>();
  const last = Math.max(-1, ...outputs);
  const { points } = values;
  for (let node = 0; node <= last; node++) {
    const code = tape.codes[node]!;
    if (!swallowers.has(code)) continue;
    if (code === contract || code === scatter) {
      if (sumsSwallow(tape, values, node)) found.add(node);
      continue;
    }
    const count = (tape.starts[node + 1]! - tape.starts[node]!) * points;
    for (let at = 0; at < count;) {
      if (swallows(tape, values, node, code, at)) {
        if (++at % points === 0) {
          found.add(node);
          break;
        }
      } else at += points - (at % points);
    }
  }
  return found;
}

/** Whether one of the nodes is computed from one of those in the set. */
export function isReached(tape: Tape, outputs: readonly NodeId[], set: ReadonlySet<NodeId>): boolean {
  if (set.size === 0) return false;
  const first = Math.min(...set);
  const seen = new Set(outputs);
  const queue = [...outputs];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (set.has(node)) return true;
    const arity = tape.inputStarts[node + 1]! - tape.inputStarts[node]!;
    for (let k = 0; k < arity; k++) {
      const next = inputOf(tape, node, k);
      if (next < first || seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return false;
}

/** Whether something is swallowed at a place, counted from where the node's numbers start. */
function swallows(tape: Tape, { data, points }: Values, node: NodeId, code: number, at: number): boolean {
  const value = data[tape.starts[node]! * points + at]!;
  const [first, end] = [tape.inputStarts[node]!, tape.inputStarts[node + 1]!];
  if (code === apply) {
    const { name, order } = tape.knownDerivatives[tape.attributes[node]!]!;
    return order === 0 && limits[name]?.includes(value) === true;
  }
  const isProduct = underflowing.has(code);
  if (isProduct && value !== 0) return false;
  const least = negligible * Math.abs(value);
  let isEveryNonzero = true;
  for (let k = first; k < end; k++) {
    const input = data[tape.starts[tape.inputs[k]!]! * points + at]!;
    if (input === 0) isEveryNonzero = false;
    else if (!isProduct && Math.abs(input) < least) return true;
  }
  return isProduct && isEveryNonzero;
}

/** Whether, at every point, some terms that the sums of a contraction or a scatter may meet are negligible beside others. */
function sumsSwallow(tape: Tape, values: Values, node: NodeId): boolean {
  const inputs = [...tape.inputs.subarray(tape.inputStarts[node], tape.inputStarts[node + 1])];
  for (let point = 0; point < values.points; point++) {
    let ratio = 1;
    for (const input of inputs) {
      let [least, most] = [Infinity, 0];
      const end = tape.starts[input + 1]! * values.points;
      for (let at = tape.starts[input]! * values.points + point; at < end; at += values.points) {
        const size = Math.abs(values.data[at]!);
        if (size === 0) continue;
        if (size < least) least = size;
        if (size > most) most = size;
      }
      if (most > 0) ratio *= least / most;
    }
    if (ratio >= negligible) return false;
  }
  return true;
}
