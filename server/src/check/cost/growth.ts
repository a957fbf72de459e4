/** Growth: the polynomial in the sizes that counts follow, found from exact counts, and which bounds it keeps. */

/** Exponents of the sizes, in the order of their names. */
export interface Monomial {
  readonly exponents: readonly number[];
  readonly coefficient: number;
}

/** The highest power of one size that is looked for. */
export const highestDegree = 4;

/**
 * The polynomial through counts on a grid: `count` gives the number at each vector of sizes, each from `starts[v]` on in
 * steps of one. Undefined where the counts follow no polynomial of degree at most `highestDegree` in each size.
 */
export function interpolate(
  starts: readonly number[],
  count: (sizes: readonly number[]) => number,
): Monomial[] | undefined {
  // One point more than the degree needs: the extra one must fit.
  const side = highestDegree + 2;
  let values = new Map<string, number>();
  const visit = (sizes: number[]): void => {
    if (sizes.length === starts.length) values.set(sizes.join(), count(sizes));
    else for (let step = 0; step < side; step++) visit([...sizes, starts[sizes.length]! + step]);
  };
  visit([]);
  if ([...values.values()].some(Number.isNaN)) return undefined;
  for (const [axis, start] of starts.entries()) values = alongAxis(values, axis, start, side);
  const monomials: Monomial[] = [];
  const largest = Math.max(0, ...[...values.values()].map(Math.abs));
  for (const [key, coefficient] of values) {
    if (Math.abs(coefficient) <= 1e-7 * Math.max(1, largest)) continue;
    const exponents = key === "" ? [] : key.split(",").map(Number);
    if (exponents.some((exponent) => exponent > highestDegree)) return undefined;
    monomials.push({ exponents, coefficient });
  }
  return monomials;
}

/** Replaces values along one axis by the coefficients of the polynomial through them. */
function alongAxis(
  values: ReadonlyMap<string, number>,
  axis: number,
  start: number,
  side: number,
): Map<string, number> {
  const lines = new Map<string, { key: number[]; line: number[] }>();
  for (const [text, value] of values) {
    const key = text === "" ? [] : text.split(",").map(Number);
    const step = key[axis]! - start;
    const rest = key.map((size, at) => (at === axis ? 0 : size)).join();
    const entry = lines.get(rest) ?? { key, line: [] };
    entry.line[step] = value;
    lines.set(rest, entry);
  }
  const result = new Map<string, number>();
  for (const { key, line } of lines.values())
    for (const [power, coefficient] of coefficientsThrough(line, start, side).entries())
      result.set(key.map((size, at) => (at === axis ? power : size)).join(), coefficient);
  return result;
}

/** Newton's divided differences at start, start + 1, …, expanded into powers. */
function coefficientsThrough(line: readonly number[], start: number, side: number): number[] {
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
