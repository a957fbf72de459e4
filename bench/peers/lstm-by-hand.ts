/**
 * The vector LSTM of `sheets/vector-lstm.grad` as one writes it by hand for this one purpose: a forward and a backward
 * pass over typed arrays, all points of a number side by side, nothing allocated on the way.
 */

/** Numbers stand as on a tape: row by row, and for each entry one number for each point. */
export interface Inputs {
  readonly steps: number;
  readonly hidden: number;
  readonly inputs: number;
  readonly points: number;
  /** For the gates i, f, o and the candidate g. */
  readonly W: readonly Float64Array[];
  readonly U: readonly Float64Array[];
  readonly b: readonly Float64Array[];
  /** For each step. */
  readonly x: readonly Float64Array[];
  readonly y: readonly Float64Array[];
  readonly h0: Float64Array;
  readonly c0: Float64Array;
}

export interface Outputs {
  readonly loss: Float64Array;
  readonly W: readonly Float64Array[];
  readonly U: readonly Float64Array[];
  readonly b: readonly Float64Array[];
}

const gates = [0, 1, 2, 3] as const;

/** Returns a function that computes the loss and all gradients, into the same arrays each time. */
export function prepareByHand(given: Inputs): () => Outputs {
  const { steps, hidden, inputs, points, W, U, b, x, y, h0, c0 } = given;
  const size = hidden * points;
  const rows = (count: number): Float64Array[] => Array.from({ length: count }, () => new Float64Array(size));
  const gate = gates.map(() => rows(steps));
  const c = rows(steps);
  const squashed = rows(steps);
  const h = rows(steps);
  const loss = new Float64Array(points);
  const like = (arrays: readonly Float64Array[]): Float64Array[] =>
    arrays.map(({ length }) => new Float64Array(length));
  const out: Outputs = { loss, W: like(W), U: like(U), b: like(b) };
  const barH = new Float64Array(size);
  const barC = new Float64Array(size);
  const barZ = gates.map(() => new Float64Array(size));

  function forward(): void {
    loss.fill(0);
    for (let t = 0; t < steps; t++) {
      const before = t === 0 ? h0 : h[t - 1]!;
      for (const k of gates) {
        const z = gate[k]![t]!;
        z.set(b[k]!);
        addProduct(z, W[k]!, x[t]!, hidden, inputs, points);
        addProduct(z, U[k]!, before, hidden, hidden, points);
        if (k === 3) for (let n = 0; n < size; n++) z[n] = Math.tanh(z[n]!);
        else for (let n = 0; n < size; n++) z[n] = 1 / (1 + Math.exp(-z[n]!));
      }
      const [i, f, o, g] = [gate[0]![t]!, gate[1]![t]!, gate[2]![t]!, gate[3]![t]!];
      const [cBefore, cNow, tanhNow, hNow, target] = [t === 0 ? c0 : c[t - 1]!, c[t]!, squashed[t]!, h[t]!, y[t]!];
      for (let n = 0; n < size; n++) {
        cNow[n] = f[n]! * cBefore[n]! + i[n]! * g[n]!;
        tanhNow[n] = Math.tanh(cNow[n]!);
        hNow[n] = o[n]! * tanhNow[n]!;
      }
      for (let row = 0; row < hidden; row++)
        for (let p = 0; p < points; p++) loss[p]! += target[row * points + p]! * hNow[row * points + p]!;
    }
  }

  function backward(): void {
    for (const array of [...out.W, ...out.U, ...out.b, barH, barC]) array.fill(0);
    for (let t = steps - 1; t >= 0; t--) {
      const before = t === 0 ? h0 : h[t - 1]!;
      const cBefore = t === 0 ? c0 : c[t - 1]!;
      const [i, f, o, g] = [gate[0]![t]!, gate[1]![t]!, gate[2]![t]!, gate[3]![t]!];
      const [zi, zf, zo, zg] = [barZ[0]!, barZ[1]!, barZ[2]!, barZ[3]!];
      const [tanhNow, target] = [squashed[t]!, y[t]!];
      for (let n = 0; n < size; n++) {
        const dh = barH[n]! + target[n]!;
        const dc = barC[n]! + dh * o[n]! * (1 - tanhNow[n]! * tanhNow[n]!);
        zi[n] = dc * g[n]! * i[n]! * (1 - i[n]!);
        zf[n] = dc * cBefore[n]! * f[n]! * (1 - f[n]!);
        zo[n] = dh * tanhNow[n]! * o[n]! * (1 - o[n]!);
        zg[n] = dc * i[n]! * (1 - g[n]! * g[n]!);
        barC[n] = dc * f[n]!;
      }
      barH.fill(0);
      for (const k of gates) {
        const z = barZ[k]!;
        const db = out.b[k]!;
        for (let n = 0; n < size; n++) db[n]! += z[n]!;
        addOuter(out.W[k]!, z, x[t]!, hidden, inputs, points);
        addOuter(out.U[k]!, z, before, hidden, hidden, points);
        addTransposedProduct(barH, U[k]!, z, hidden, hidden, points);
      }
    }
  }

  return () => {
    forward();
    backward();
    return out;
  };
}

/** z += A v. */
function addProduct(
  z: Float64Array,
  A: Float64Array,
  v: Float64Array,
  rows: number,
  columns: number,
  points: number,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const a = (row * columns + column) * points;
      for (let p = 0; p < points; p++) z[row * points + p]! += A[a + p]! * v[column * points + p]!;
    }
  }
}

/** v += Aᵀ z. */
function addTransposedProduct(
  v: Float64Array,
  A: Float64Array,
  z: Float64Array,
  rows: number,
  columns: number,
  points: number,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const a = (row * columns + column) * points;
      for (let p = 0; p < points; p++) v[column * points + p]! += A[a + p]! * z[row * points + p]!;
    }
  }
}

/** A += z vᵀ. */
function addOuter(
  A: Float64Array,
  z: Float64Array,
  v: Float64Array,
  rows: number,
  columns: number,
  points: number,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const a = (row * columns + column) * points;
      for (let p = 0; p < points; p++) A[a + p]! += z[row * points + p]! * v[column * points + p]!;
    }
  }
}
