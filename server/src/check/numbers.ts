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

/** The same for numbers in decimal, such as `-5.7160e-361`, that doubles don't hold or can't tell apart. */
export function printDecimals(first: string, second: string): readonly [string, string] {
  const most = Math.max(first.length, second.length);
  for (let digits = 4; digits < most; digits++) {
    const pair = [shortened(first, digits), shortened(second, digits)] as const;
    if (pair[0] !== pair[1]) return pair;
  }
  return [shortened(first, 4), shortened(second, 4)];
}

/** The first digits of a decimal, zeros in front not counted. */
function shortened(text: string, digits: number): string {
  const [mantissa = "", power] = text.split("e");
  let left = digits;
  const kept = [...mantissa].filter((letter, at) => {
    const counts = /[1-9]/.test(letter) || (letter === "0" && /[1-9]/.test(mantissa.slice(0, at)));
    return !counts || left-- > 0 || at < mantissa.split(".")[0]!.length;
  });
  return `${/[1-9]/.test(mantissa) ? kept.join("") : "0"}${power === undefined ? "" : `e${power.replace("+", "")}`}`;
}
