/**
 * What reaches an output: a choice that is not made lets nothing through, and neither does a factor beside 0. So the condition
 * of a conditional within another one, say, reaches an output only at points where the outer one chooses it.
 */
import type { Values } from "./evaluate.ts";
import { codes } from "./operations.ts";
import type { NodeId, Tape } from "./tape.ts";

const { select, multiply, absorb, absorbEither, contract } = codes;
const products: ReadonlySet<number> = new Set([multiply, absorb, absorbEither, contract]);

/** At so many points at most are nodes looked at together: as many as an integer has bits. */
export const mostPoints = 32;

/** For each node up to the last of `outputs`: bit k says that some output depends on it at point k, of the first 32. */
export function liveAt(tape: Tape, values: Values, outputs: readonly NodeId[]): Int32Array {
  const last = Math.max(-1, ...outputs);
  const found = new Int32Array(last + 1);
  const everywhere = bitsWhere(Math.min(values.points, mostPoints), () => true);
  for (const node of outputs) found[node] = everywhere;
  for (let node = last; node >= 0; node--) {
    const bits = found[node]!;
    if (bits === 0) continue;
    const code = tape.codes[node]!;
    const inputs = [...tape.inputs.subarray(tape.inputStarts[node], tape.inputStarts[node + 1])];
    for (const [place, input] of inputs.entries()) found[input]! |= bits & passed(tape, values, code, inputs, place);
  }
  return found;
}

/** The points at which an operation lets through what its operand at this place is. */
function passed(tape: Tape, values: Values, code: number, inputs: readonly NodeId[], place: number): number {
  if (code === select && place > 0) {
    const isChosen = (condition: number) => (place === 1) === (condition !== 0);
    return pointsWith(tape, values, inputs[0]!, isChosen);
  }
  if (!products.has(code)) return -1;
  let bits = -1;
  for (const [other, input] of inputs.entries())
    if (other !== place) bits &= pointsWith(tape, values, input, (factor) => factor !== 0);
  return bits;
}

/** The points at which some component of a node is so. */
function pointsWith(tape: Tape, { data, points }: Values, node: NodeId, isSo: (value: number) => boolean): number {
  const [start, end] = [tape.starts[node]! * points, tape.starts[node + 1]! * points];
  return bitsWhere(Math.min(points, mostPoints), (point) => {
    for (let at = start + point; at < end; at += points) if (isSo(data[at]!)) return true;
    return false;
  });
}

function bitsWhere(count: number, isSo: (bit: number) => boolean): number {
  let bits = 0;
  for (let bit = 0; bit < count; bit++) if (isSo(bit)) bits |= 1 << bit;
  return bits;
}
