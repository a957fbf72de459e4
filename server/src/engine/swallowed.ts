/**
 * What doubles swallow: a term so small that it doesn't change its sum, a function so flat that it has reached its limit, a
 * product that underflows. Nothing that is computed from it tells any more whether it was right, and no bound on
 * rounding errors says so, since the error is small.
 */
import type { Values } from "./evaluate.ts";
import { codes } from "./operations.ts";
import type { NodeId, Tape } from "./tape.ts";

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
const { add, subtract, multiply, divide, power, absorb, absorbEither, apply, contract, scatter } = codes;

/** Those that make 0 of operands that are not 0 only by underflow. */
const underflowing: ReadonlySet<number> = new Set([multiply, divide, power, absorb, absorbEither]);
const swallowers: ReadonlySet<number> = new Set([add, subtract, ...underflowing, apply, contract, scatter]);

/** At so many points at most are nodes looked at together: as many as an integer has bits. */
export const mostPoints = 32;

/**
 * For each node up to the last of `outputs`: bit k says that at the k-th of these points something is swallowed in it, or in
 * what it is computed from.
 */
export function swallowedAt(
  tape: Tape,
  values: Values,
  outputs: readonly NodeId[],
  points: readonly number[],
): Int32Array {
  const last = Math.max(-1, ...outputs);
  const found = new Int32Array(last + 1);
  const everywhere = points.length === mostPoints ? -1 : (1 << points.length) - 1;
  for (let node = 0; node <= last; node++) {
    let bits = 0;
    const end = tape.inputStarts[node + 1]!;
    for (let k = tape.inputStarts[node]!; k < end; k++) bits |= found[tape.inputs[k]!]!;
    const code = tape.codes[node]!;
    if (bits !== everywhere && swallowers.has(code))
      for (let k = 0; k < points.length; k++)
        if ((bits & (1 << k)) === 0 && swallowsAt(tape, values, node, code, points[k]!)) bits |= 1 << k;
    found[node] = bits;
  }
  return found;
}

function swallowsAt(tape: Tape, values: Values, node: NodeId, code: number, point: number): boolean {
  if (code === contract || code === scatter) return sumsSwallow(tape, values, node, point);
  const count = (tape.starts[node + 1]! - tape.starts[node]!) * values.points;
  for (let at = point; at < count; at += values.points) if (swallows(tape, values, node, code, at)) return true;
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

/** Whether some terms that the sums of a contraction or a scatter may meet at the point are negligible beside others. */
function sumsSwallow(tape: Tape, values: Values, node: NodeId, point: number): boolean {
  let ratio = 1;
  for (let k = tape.inputStarts[node]!; k < tape.inputStarts[node + 1]!; k++) {
    const input = tape.inputs[k]!;
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
  return ratio < negligible;
}
