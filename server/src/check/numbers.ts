/** Numbers as people read them: four digits. */

/** Two numbers with as many digits as it takes to see them differ, four at least. */
export function printPair(first: number, second: number): readonly [string, string] {
  const plain = [printNumber(first), printNumber(second)] as const;
  if (plain[0] !== plain[1] || first === second) return plain;
  for (let digits = 5; digits <= 17; digits++) {
    const pair = [first.toPrecision(digits), second.toPrecision(digits)] as const;
    if (pair[0] !== pair[1]) return pair;
  }
  return plain;
}

/** `0.1312`, `2`, `1.25e-7`, `∞`. */
export function printNumber(value: number): string {
  if (Number.isNaN(value)) return "undefined";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(3);
}
