/** Growth: the polynomial in the sizes that counts follow, found from exact counts, and which bounds it keeps. */

/** Exponents of the sizes, in the order of their names. */
export interface Monomial {
  readonly exponents: readonly number[];
  readonly coefficient: number;
}

/** The highest power of one size that is looked for. */
export const highestDegree = 4;

/** At how many values of each size something is counted: one more than the degree needs, since the extra one must fit. */
const side = highestDegree + 2;

/** The vectors of sizes at which something is counted: each size from `starts[v]` on in steps of one, the last fastest. */
export function gridFrom(starts: readonly number[]): number[][] {
  let grid: number[][] = [[]];
  for (const start of starts)
    grid = grid.flatMap((sizes) => Array.from({ length: side }, (_, step) => [...sizes, start + step]));
  return grid;
}

/**
 * The polynomial through counts on the grid from `starts`, one count for each of its vectors. Undefined where the counts
 * follow no polynomial of degree at most `highestDegree` in each size.
 */
export function interpolate(starts: readonly number[], counts: readonly number[]): Monomial[] | undefined {
  if (counts.some(Number.isNaN)) return undefined;
  const coefficients = [...counts];
  for (const [axis, start] of starts.entries()) alongAxis(coefficients, start, side ** (starts.length - 1 - axis));
  const monomials: Monomial[] = [];
  const largest = Math.max(0, ...coefficients.map(Math.abs));
  for (const [at, exponents] of gridFrom(starts.map(() => 0)).entries()) {
    const coefficient = coefficients[at]!;
    if (Math.abs(coefficient) <= 1e-7 * Math.max(1, largest)) continue;
    if (exponents.some((exponent) => exponent > highestDegree)) return undefined;
    monomials.push({ exponents, coefficient });
  }
  return monomials;
}

/** Replaces values along an axis, `stride` apart, by the coefficients of the polynomial through them. */
function alongAxis(values: number[], start: number, stride: number): void {
  for (let first = 0; first < values.length; first++) {
    if (Math.floor(first / stride) % side !== 0) continue;
    const line = Array.from({ length: side }, (_, step) => values[first + step * stride]!);
    for (const [power, coefficient] of coefficientsThrough(line, start).entries())
      values[first + power * stride] = coefficient;
  }
}

/** Newton's divided differences at start, start + 1, …, expanded into powers. */
function coefficientsThrough(line: readonly number[], start: number): number[] {
  const differences = [...line];
  for (let order = 1; order < side; order++)
    for (let at = side - 1; at >= order; at--) differences[at] = (differences[at]! - differences[at - 1]!) / order;
  let coefficients = new Array<number>(side).fill(0);
  for (let order = side - 1; order >= 0; order--) {
    // Horner: multiply by (x - node) and add the next difference.
    const node = start + order;
    const next = new Array<number>(side).fill(0);
    for (let power = 0; power < side; power++) {
      if (power > 0) next[power]! += coefficients[power - 1]!;
      next[power]! -= node * coefficients[power]!;
    }
    next[0]! += differences[order]!;
    coefficients = next;
  }
  return coefficients;
}

/** Whether a monomial grows no faster than the bound: some mean of the bound's monomials has all its powers. */
export function isBoundedBy(monomial: readonly number[], bound: readonly (readonly number[])[]): boolean {
  for (const first of bound)
    for (const second of bound)
      for (let share = 0; share <= 12; share++) {
        const weight = share / 12;
        if (monomial.every((power, at) => power <= weight * first[at]! + (1 - weight) * second[at]! + 1e-9))
          return true;
      }
  return false;
}

/** `G^2 D H`, for sizes of these names. */
export function printMonomial(exponents: readonly number[], names: readonly string[]): string {
  const factors = exponents.flatMap((power, at) =>
    power === 0 ? [] : [power === 1 ? names[at]! : `${names[at]!}^${power}`],
  );
  return factors.length === 0 ? "1" : factors.join(" ");
}

/** `2 D H + H^2`. */
export function printPolynomial(monomials: readonly Monomial[], names: readonly string[]): string {
  const degree = ({ exponents }: Monomial) => exponents.reduce((sum, power) => sum + power, 0);
  const terms = [...monomials]
    .sort((a, b) => degree(b) - degree(a))
    .map(({ exponents, coefficient }) => {
      const factor =
        Math.abs(coefficient - Math.round(coefficient)) < 1e-6
          ? String(Math.round(coefficient))
          : String(Number(coefficient.toPrecision(6)));
      const power = printMonomial(exponents, names);
      if (power === "1") return factor;
      return factor === "1" ? power : factor === "-1" ? `-${power}` : `${factor} ${power}`;
    });
  return terms.length === 0 ? "0" : terms.join(" + ").replaceAll("+ -", "- ");
}
