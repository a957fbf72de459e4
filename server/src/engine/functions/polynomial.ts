/** Polynomials in one variable, as lists of coefficients from the constant term up. */

export type Polynomial = readonly number[];

/** The value at x, by Horner's rule. */
export function valueOf(polynomial: Polynomial, x: number): number {
  let value = 0;
  for (let k = polynomial.length - 1; k >= 0; k--) value = value * x + polynomial[k]!;
  return value;
}

/** The sum of the magnitudes of the terms at x. */
export function magnitudeOf(polynomial: Polynomial, x: number): number {
  let value = 0;
  for (let k = polynomial.length - 1; k >= 0; k--) value = value * Math.abs(x) + Math.abs(polynomial[k]!);
  return value;
}

export function sum(one: Polynomial, other: Polynomial): Polynomial {
  const [long, short] = one.length >= other.length ? [one, other] : [other, one];
  return long.map((coefficient, k) => coefficient + (short[k] ?? 0));
}

export function product(one: Polynomial, other: Polynomial): Polynomial {
  const result = new Array<number>(one.length + other.length - 1).fill(0);
  one.forEach((a, j) => other.forEach((b, k) => (result[j + k]! += a * b)));
  return result;
}

export function derivative(polynomial: Polynomial): Polynomial {
  return polynomial.length > 1 ? polynomial.slice(1).map((coefficient, k) => (k + 1) * coefficient) : [0];
}

/** Member `count` of the sequence that starts with `first` and goes on by `next`. */
export function nth(count: number, first: Polynomial, next: (before: Polynomial, k: number) => Polynomial): Polynomial {
  let member = first;
  for (let k = 0; k < count; k++) member = next(member, k);
  return member;
}
