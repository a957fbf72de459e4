/** What one would do with mathjs: the equations as its expressions, and central differences of the loss. */
import { all, create, type EvalFunction, type MathJsInstance, type Matrix } from "mathjs";

/** The inputs at one point, by name: `w_ix`, `x1`, …, `y1`, …, `h0`, `c0`. */
export type Point = Record<string, number>;

const cell = [
  "i = sigma(w_ix * x + w_ih * h)",
  "f = sigma(w_fx * x + w_fh * h)",
  "o = sigma(w_ox * x + w_oh * h)",
  "g = tanh(w_gx * x + w_gh * h)",
  "c = f * c + i * g",
  "h = o * tanh(c)",
];

/** The sheet's loss, 1/2 Σ (h - y)², of the univariate LSTM with so many steps. */
export function lossInMathjs(steps: number): (point: Point) => number {
  const math = create(all!);
  const step = cell.map((equation) => math.compile(equation));
  const sigma = (z: number): number => 1 / (1 + Math.exp(-z));
  return (point) => {
    const scope: Record<string, unknown> = { ...point, sigma, h: point["h0"], c: point["c0"] };
    let loss = 0;
    for (let t = 1; t <= steps; t++) {
      scope["x"] = point[`x${t}`];
      for (const equation of step) equation.evaluate(scope);
      loss += ((scope["h"] as number) - point[`y${t}`]!) ** 2 / 2;
    }
    return loss;
  };
}

/** ∂loss/∂v for each name, by central differences with a step of the cube root of the unit roundoff, relative to v. */
export function centralDifferences(loss: (point: Point) => number, point: Point, names: readonly string[]): number[] {
  return names.map((name) => {
    const value = point[name]!;
    const step = Math.cbrt(Number.EPSILON) * Math.max(1, Math.abs(value));
    const above = loss({ ...point, [name]: value + step });
    const below = loss({ ...point, [name]: value - step });
    return (above - below) / (2 * step);
  });
}

/** The vector LSTM's inputs at one point, as nested arrays. */
export interface VectorPoint {
  readonly weights: Readonly<Record<string, number[][] | number[]>>;
  readonly x: readonly number[][];
  readonly y: readonly number[][];
  readonly h0: number[];
  readonly c0: number[];
}

const vectorCell = [
  "i = sigma(W_i * x + U_i * h + b_i)",
  "f = sigma(W_f * x + U_f * h + b_f)",
  "o = sigma(W_o * x + U_o * h + b_o)",
  "g = tanh(W_g * x + U_g * h + b_g)",
  "c = f .* c + i .* g",
  "h = o .* map(c, tanh)",
].map((equation) => equation.replace(/tanh\((W.*)\)$/, "map($1, tanh)"));

/** A function that computes the vector LSTM's loss once, with mathjs matrices. */
export function vectorLossInMathjs({ weights, x, y, h0, c0 }: VectorPoint): () => number {
  const math: MathJsInstance = create(all!);
  const step: EvalFunction[] = vectorCell.map((equation) => math.compile(equation));
  const sigma = (z: Matrix): Matrix => z.map((entry: number) => 1 / (1 + Math.exp(-entry)));
  const matrices = Object.fromEntries(Object.entries(weights).map(([name, array]) => [name, math.matrix(array)]));
  const [inputs, targets] = [x.map((vector) => math.matrix(vector)), y.map((vector) => math.matrix(vector))];
  return () => {
    const scope: Record<string, unknown> = { ...matrices, sigma, h: math.matrix(h0), c: math.matrix(c0) };
    let loss = 0;
    for (const [t, input] of inputs.entries()) {
      scope["x"] = input;
      for (const equation of step) equation.evaluate(scope);
      loss += math.dot(targets[t]!, scope["h"] as Matrix);
    }
    return loss;
  };
}
