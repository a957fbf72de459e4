/** What is drawn at a point: leaves, vectors and matrices with a structure, and the parameters of unknown functions. */
import {
  drawValues,
  hashKey,
  onlyPoint,
  streamOf,
  unbounded,
  uniform,
  type Range,
  type Samples,
} from "../engine/draw.ts";
import { drawParameters, termCount } from "../engine/unknown-functions.ts";
import type { FunctionForm, Structure } from "../semantics/model.ts";
import { turnedSine, type Arithmetic, type Big } from "./arithmetic.ts";
import {
  combine,
  countOf,
  filled,
  identity,
  map,
  minus,
  number,
  over,
  plus,
  product,
  times,
  transpose,
  type Tensor,
} from "./tensors.ts";
import { tensorDefinitions } from "./tensor-functions.ts";

/** One of the points that the engine evaluates: number `point` of those that `samples` asks for. */
export interface Point {
  readonly samples: Samples;
  readonly point: number;
}

/** A leaf: exactly the doubles that the engine draws. */
function drawLeaf(at: Point, key: string, range: Range, shape: readonly number[], { exactly }: Arithmetic): Tensor {
  const count = countOf(shape);
  const target = new Float64Array(1);
  const data = Array.from({ length: count }, (_, element) => {
    drawValues(range, hashKey(count === 1 ? key : `${key}#${element}`), onlyPoint(at.samples, at.point), target, 0);
    return exactly(target[0]!);
  });
  return { shape, data };
}

/** A free value with the structure that the sheet says it has. */
export function drawStructured(
  at: Point,
  key: string,
  range: Range | undefined,
  shape: readonly number[],
  structure: Structure | undefined,
  arithmetic: Arithmetic,
): Tensor {
  const leaf = (name: string, of: readonly number[]): Tensor => drawLeaf(at, name, range ?? unbounded, of, arithmetic);
  const side = shape[0] ?? 1;
  const two = number(arithmetic.number(2));
  const isTurned = (): boolean => drawLeaf(at, `${key} orientation`, unbounded, [], arithmetic).data[0]!.isNegative();
  if (shape.length === 0)
    return structure === "positive definite" && !range
      ? drawLeaf(at, key, positive, shape, arithmetic)
      : leaf(key, shape);
  switch (structure) {
    case undefined:
      return leaf(key, shape);
    case "symmetric": {
      const matrix = leaf(key, shape);
      return over(plus(matrix, transpose(matrix)), two);
    }
    case "positive definite": {
      const matrix = leaf(key, shape);
      return plus(product(matrix, transpose(matrix), arithmetic), identity(side, arithmetic));
    }
    case "orthogonal": {
      const reflection = (name: string, factor = two): Tensor => {
        const vector = drawLeaf(at, `${key} ${name}`, unbounded, [side], arithmetic);
        const outer = product(vector, transpose(vector), arithmetic);
        return minus(
          identity(side, arithmetic),
          over(times(factor, outer), product(transpose(vector), vector, arithmetic)),
        );
      };
      // Both orientations: of three reflections the last is none where this is positive.
      const third = reflection("third", isTurned() ? two : number(arithmetic.zero));
      return product(product(reflection("first"), reflection("second"), arithmetic), third, arithmetic);
    }
    case "invertible": {
      const first = isTurned() ? -3 : 3;
      const three = map(identity(side, arithmetic), (value, element) => value.times(element === 0 ? first : 3));
      return plus(leaf(key, shape), three);
    }
    case "diagonal":
      return tensorDefinitions.diag([leaf(key, [side])], arithmetic);
    case "lower triangular":
      return map(leaf(key, shape), (value, element) =>
        element % (shape[1] ?? 1) <= Math.floor(element / (shape[1] ?? 1)) ? value : arithmetic.zero,
      );
    case "upper triangular":
      return map(leaf(key, shape), (value, element) =>
        element % (shape[1] ?? 1) >= Math.floor(element / (shape[1] ?? 1)) ? value : arithmetic.zero,
      );
    case "unit": {
      const vector = leaf(key, shape);
      return over(vector, tensorDefinitions.norm([vector], arithmetic));
    }
    case "one-hot": {
      const { seed, first } = onlyPoint(at.samples, at.point);
      const chosen = Math.floor(countOf(shape) * uniform(streamOf(seed, hashKey(key)), first!, 0));
      return map(filled(shape, arithmetic.zero), (value, element) => (element === chosen ? arithmetic.one : value));
    }
    case "probability":
      return tensorDefinitions.softmax([leaf(key, shape)], arithmetic);
    case "stochastic": {
      const weights = map(leaf(key, shape), (value) => arithmetic.exp(value));
      const columns = shape[1] ?? 1;
      const sumOf = (row: number) =>
        weights.data.slice(row * columns, (row + 1) * columns).reduce((sum, value) => sum.plus(value));
      return map(weights, (value, element) => value.div(sumOf(Math.floor(element / columns))));
    }
    case "constant":
      return leaf(key, shape);
  }
}

const positive: Range = { ...unbounded, low: 0 };

// ── Unknown functions ───────────────────────────────────────────────────────────────────────────────────────────────

/** An unknown function of numbers: c + Σⱼ aⱼ sin(ωⱼ·x + βⱼ). */
export type UnknownFunction = (args: readonly Big[]) => Big;

/** A double as an integer and a power of two. */
type Dyadic = readonly [mantissa: bigint, halvings: number];

/** The unknown function of this key at the point. */
export function drawFunction(
  at: Point,
  key: string,
  arity: number,
  arithmetic: Arithmetic,
  form?: FunctionForm,
): UnknownFunction {
  if (form === "identity") return ([x]) => x!;
  if (form === "linear") {
    const slopes = Array.from({ length: arity }, (_, k) =>
      drawLeaf(at, `${key} slope ${k}`, unbounded, [], arithmetic),
    );
    return (args) => args.reduce((sum, x, k) => sum.plus(x.times(slopes[k]!.data[0]!)), arithmetic.zero);
  }
  const { bits, pi, toFixedPoint, fromFixedPoint } = arithmetic;
  const parameters = [...drawParameters(hashKey(`function ${key}`), arity, onlyPoint(at.samples, at.point))].map(
    dyadic,
  );
  const width = arity + 2;
  // Differences of several orders share most of their points.
  const known = new Map<string, Big>();
  return (args) => {
    if (args.some((arg) => !arg.isFinite() || arg.e > 5_000)) return arithmetic.number(NaN);
    const places = bits + 4 * Math.max(0, ...args.map((arg) => arg.e + 1));
    const fixed = args.map((arg) => toFixedPoint(arg, places));
    const key = `${places} ${fixed.map((arg) => arg.toString(36)).join(" ")}`;
    const before = known.get(key);
    if (before) return before;
    let total = scaled(parameters[termCount * width]!, 1n << BigInt(places));
    for (let term = 0; term < termCount; term++) {
      const [amplitude, phase, ...frequencies] = parameters.slice(term * width, (term + 1) * width);
      const angle = frequencies.reduce(
        (sum, frequency, k) => sum + scaled(frequency, fixed[k]!),
        scaled(phase!, 1n << BigInt(places)),
      );
      total += scaled(amplitude!, turnedSine(angle, places, pi(places), 0));
    }
    const value = fromFixedPoint(total, places);
    known.set(key, value);
    return value;
  };
}

function dyadic(value: number): Dyadic {
  let mantissa = value;
  let halvings = 0;
  for (; !Number.isInteger(mantissa); halvings++) mantissa *= 2;
  return [BigInt(mantissa), halvings];
}

function scaled([mantissa, halvings]: Dyadic, fixed: bigint): bigint {
  return (mantissa * fixed) >> BigInt(halvings);
}

/** An unknown function of vectors, A sin(Ω x + … + β) + c, with the number of waves that the engine gives it. */
export function drawVectorFunction(
  at: Point,
  key: string,
  domain: readonly (readonly number[])[],
  codomain: readonly number[],
  arithmetic: Arithmetic,
  form?: FunctionForm,
): (args: readonly Tensor[]) => Tensor {
  if (form === "identity") return ([x]) => x!;
  const counts = domain.map(countOf);
  const results = countOf(codomain);
  const flat = (arg: Tensor, k: number): Tensor => ({ shape: [counts[k]!], data: arg.data });
  if (form === "linear") {
    const slopes = counts.map((count, k) => drawLeaf(at, `${key} slope ${k}`, unbounded, [results, count], arithmetic));
    return (args) => {
      const parts = args.map((arg, k) => product(slopes[k]!, flat(arg, k), arithmetic).data);
      return { shape: codomain, data: parts.reduce((sum, part) => sum.map((value, at) => value.plus(part[at]!))) };
    };
  }
  const waves = counts.reduce((sum, count) => sum + count, 0) + 3;
  const leaf = (name: string, range: Range, shape: readonly number[]): Tensor =>
    drawLeaf(at, `${key} ${name}`, range, shape, arithmetic);
  const frequencies = counts.map((count, k) => leaf(`frequency ${k}`, frequency, [waves, count]));
  const [phases, amplitudes, level] = [
    leaf("phase", phase, [waves]),
    leaf("amplitude", frequency, [results, waves]),
    leaf("level", unbounded, [results]),
  ];
  return (args) => {
    const turns = args.map((arg, k) => product(frequencies[k]!, flat(arg, k), arithmetic));
    const angles = turns.reduce(
      (sum, turn) => combine(sum, { shape: [waves], data: turn.data }, (a, b) => a.plus(b)),
      phases,
    );
    const values = product(
      amplitudes,
      map(angles, (angle) => arithmetic.sin(angle)),
      arithmetic,
    );
    return { shape: codomain, data: plus({ shape: [results], data: values.data }, level).data };
  };
}

const frequency: Range = { low: -1.2, high: 1.2, lowOpen: false, highOpen: false };
const phase: Range = { low: 0, high: 2 * Math.PI, lowOpen: false, highOpen: false };
