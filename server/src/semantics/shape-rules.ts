/** Shape rules: what products, powers and derivatives of given shapes have, and how a mismatch is told. */
import { normalised, one, plus, sayShape, sameDimension, sameShape, transposed, type Shape } from "./dimensions.ts";
import type { Layout } from "./model.ts";

/** The product of two shapes as mathematics writes it by juxtaposition; undefined where there is none. */
export function productShape(left: Shape, right: Shape): Shape | undefined {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  if (left.length === 1) {
    // A column times a row is their outer product; two columns have no product.
    return right.length === 2 && sameDimension(right[0]!, one) ? [left[0]!, right[1]!] : undefined;
  }
  if (!sameDimension(left[1]!, right[0]!)) return undefined;
  const rows = left[0]!;
  if (right.length === 1) return normalised([rows]);
  return normalised([rows, right[1]!]);
}

/** The shape of elementwise operations: equal ones, or a scalar with anything. */
export function joinedShape(left: Shape, right: Shape): Shape | undefined {
  if (left.length === 0) return right;
  if (right.length === 0 || sameShape(left, right)) return left;
  return undefined;
}

/** The shape of ∂y/∂x; a sentence where there is none. */
export function derivativeShape(y: Shape, x: Shape, layout: Layout): Shape | string {
  if (y.length === 0) return layout === "numerator" ? transposed(x) : x;
  if (x.length === 0) return y;
  if (y.length === 1 && x.length === 1) return layout === "denominator" ? [x[0]!, y[0]!] : [y[0]!, x[0]!];
  const what = x.length === 2 ? "a matrix" : "a vector";
  const of = y.length === 2 ? "a matrix" : "a vector";
  return `The derivative of ${of} by ${what} has more than two axes. Write it for components: \`∂y[i]/∂W[j,k]\``;
}

/** The shape of a stack of coordinates. */
export function stackShape(parts: readonly Shape[]): Shape | undefined {
  if (parts.some((part) => part.length > 1)) return undefined;
  return [parts.map((part) => part[0] ?? one).reduce(plus)];
}

/** Why two factors have no product, and what would fit. */
export function productAdvice(left: Shape, right: Shape, leftSource: string, rightSource: string): string {
  const [leftText, rightText] = [asFactor(leftSource), asFactor(rightSource)];
  const said = `\`${leftText}\` ${sayShape(left)} and \`${rightText}\` ${sayShape(right)}, so they have no product`;
  if (left.length === 1 && right.length === 1)
    return sameShape(left, right)
      ? `${said}. Write \`${leftText} ⊙ ${rightText}\` for the product of components, \`${transposeText(leftText)} ${rightText}\` for the sum of these, \`${leftText} ${transposeText(rightText)}\` for the matrix of all products.`
      : `${said}. Write \`${leftText} ${transposeText(rightText)}\` for the matrix of all products of components.`;
  const fits: string[] = [];
  if (left.length === 2 && productShape(transposed(left), right))
    fits.push(`\`${transposeText(leftText)} ${rightText}\``);
  if (right.length > 0 && productShape(left, transposed(right)))
    fits.push(`\`${leftText} ${transposeText(rightText)}\``);
  if (fits.length === 0 && productShape(right, left)) fits.push(`\`${rightText} ${leftText}\``);
  return fits.length > 0
    ? `${said}. Did you mean ${fits.join(" or ")}?`
    : `${said}: the columns of the first must match the rows of the second.`;
}

/** A sum or a product of components in parentheses, a condition in brackets; anything else as it stands. */
export function asFactor(text: string): string {
  if (/^[^[({]*[<>≤≥≠]/.test(text)) return `[${text}]`;
  let depth = 0;
  let outside = "";
  for (const letter of text) {
    if (")]}".includes(letter)) depth--;
    if (depth === 0) outside += letter;
    if ("([{".includes(letter)) depth++;
  }
  return /[+⊙]|.-|\.[*/]|\\odot(?![A-Za-z])/.test(outside) ? `(${text})` : text;
}

const transposeMark = /ᵀ$|\^(?:[T⊤]|\\top|\{(?:[T⊤]|\\top)\})$/;

/** The transpose of a factor, in the notation of its text. */
export function transposeText(text: string): string {
  const isOne = !/[\s+\-*/]/.test(text) || /^\([^()]*\)$|^\[[^[\]]*\]$/.test(text);
  if (transposeMark.test(text) && !/\s/.test(text)) return text.replace(transposeMark, "");
  const mark = text.includes("\\") ? "^\\top" : "ᵀ";
  return isOne ? `${text}${mark}` : `(${text})${mark}`;
}

/** Whether one shape is the other's transpose and not the same. */
export function areTransposed(left: Shape, right: Shape): boolean {
  return !sameShape(left, right) && left.length > 0 && sameShape(transposed(left), right);
}
