/**
 * Unknown functions, drawn as φ(x) = c + Σⱼ aⱼ sin(ωⱼ·x + βⱼ) with parameters of their own at each point: smooth, bounded with
 * bounded derivatives (so that deep recurrences do not overflow), without symmetry, and with exact partial derivatives of
 * every order, each one a change of amplitudes and a number of quarter turns.
 */
import { streamOf, uniform, type KeyHash, type Samples } from "./draw.ts";

/** How many sines are added up. */
export const termCount = 5;

/**
 * The parameters of one unknown function at all points: `termCount` terms of `arity + 2` columns each (amplitude, phase, one
 * frequency for each argument) and the constant c in a last column; each column holds one number for each point.
 */
export type UnknownParameters = Float64Array;

/** Draws the parameters of the function of `arity` arguments that has this key. */
export function drawParameters(key: KeyHash, arity: number, samples: Samples): UnknownParameters {
  const { towards, points, first } = samples;
  if (!towards) return drawAt(key, arity, samples);
  const only = { ...samples, points: 1 };
  const [from, to] = [first ?? 0, towards.point].map((number) => drawAt(key, arity, { ...only, first: number }));
  const parameters = new Float64Array(from!.length * points);
  for (const [column, start] of from!.entries())
    for (const [point, share] of towards.shares.entries())
      parameters[column * points + point] = (1 - share) * start + share * to![column]!;
  return parameters;
}

function drawAt(key: KeyHash, arity: number, samples: Samples): UnknownParameters {
  const { seed, points, first = 0, pattern = "generic" } = samples;
  const columns = termCount * (arity + 2);
  const parameters = new Float64Array((columns + 1) * points);
  const stream = streamOf(seed, key);
  const loudness = pattern === "small" ? 0.25 : 1;
  for (let point = 0; point < points; point++) {
    let total = 0;
    for (let column = 0; column < columns; column++) {
      const chance = uniform(stream, first + point, column);
      const signed = chance < 0.5 ? -1 : 1;
      const part = chance < 0.5 ? 2 * chance : 2 * chance - 1;
      let value: number;
      switch (column % (arity + 2)) {
        case 0:
          value = loudness * signed * (0.15 + 0.3 * part);
          total += Math.abs(value);
          break;
        case 1:
          value = 2 * Math.PI * chance;
          break;
        default:
          value = signed * (0.4 + 1.2 * part);
      }
      parameters[column * points + point] = value;
    }
    const chance = uniform(stream, first + point, columns);
    const constant = pattern === "positive" ? total + 0.3 + chance : loudness * (chance - 0.5);
    parameters[columns * points + point] = constant;
  }
  return parameters;
}
