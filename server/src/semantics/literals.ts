/**
 * Numbers as they are written. What a double does not hold, `1e-360` or more digits than it has, is read as a product and
 * a sum of numbers that doubles do hold, so that nothing of it is lost before the second opinion looks at it.
 */
import type { Span } from "../syntax/span.ts";
import type { Formula } from "./model.ts";

/** Every number of so many digits, and from 1e-290 to 1e290, is told from all others by its double. */
const heldDigits = 15;

/** So many further digits are more than any double has. */
const middleDigits = 3;
const farthest = 290;

/** More factors than these are written as a power of one. */
const mostFactors = 4;

/** The meaning of a written number, such as `0.1` or `1e-360`. */
export function readNumber(text: string, span: Span): Formula {
  const number = (value: number): Formula => ({ kind: "number", span, value });
  const { digits, exponent } = partsOf(text);
  const held = partsOf(String(Number(text)));
  if (digits === "" || (held.digits === digits && held.exponent === exponent)) return number(Number(text));
  const place = exponent + digits.length - 1;
  // As if the first digit were that of the ones. The digits in the middle stand alone, so that what comes after them is too
  // small for the sum: doubles swallow it whole, which is noticed.
  const ends = [0, heldDigits];
  for (let end = heldDigits + middleDigits; end - heldDigits < digits.length; end += heldDigits) ends.push(end);
  const terms = ends
    .map((start, at) => ({ start, chunk: digits.slice(start, ends[at + 1]) }))
    .filter(({ chunk }) => /[1-9]/.test(chunk))
    .map(({ start, chunk }) => number(Number(`${chunk}e${1 - start - chunk.length}`)));
  const sum: Formula =
    terms.length === 1 ? terms[0]! : { kind: "sum", span, terms: terms.map((term) => ({ sign: 1, term })) };
  return place === 0 ? sum : times(sum, powerOfTen(place, span));
}

/** The digits of a number without zeros around them, and the power of ten that the last one counts. */
function partsOf(text: string): { digits: string; exponent: number } {
  const [mantissa = "", power = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const all = `${whole}${fraction}`.replace(/^0+/, "");
  const digits = all.replace(/0+$/, "");
  return { digits, exponent: Number(power) - fraction.length + all.length - digits.length };
}

function powerOfTen(exponent: number, span: Span): Formula {
  const number = (value: number): Formula => ({ kind: "number", span, value });
  const size = Math.abs(exponent);
  const factors = Math.ceil(size / farthest);
  const sign = exponent < 0 ? "-" : "";
  if (factors > mostFactors)
    return {
      kind: "power",
      span,
      base: number(10),
      exponent: number(exponent),
      elementwise: false,
      mayTranspose: false,
    };
  const share = Math.ceil(size / factors);
  return Array.from({ length: factors }, (_, at) =>
    number(Number(`1e${sign}${at < factors - 1 ? share : size - share * (factors - 1)}`)),
  ).reduce(times);
}

function times(left: Formula, right: Formula): Formula {
  return { kind: "times", span: left.span, left, right, elementwise: false };
}
