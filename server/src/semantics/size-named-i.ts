/** `I` beside an `index i = 1..I`, where the identity was meant most likely. */
import { printDimension, type Shape } from "./dimensions.ts";
import type { Formula } from "./model.ts";

/** What to do about the size I in a number that stands where a matrix of this shape is wanted; undefined where there is none. */
export function adviseIdentity(formula: Formula, wanted: Shape): string | undefined {
  const [side, ...others] = wanted;
  if (!side || others.length !== 1 || !holdsSizeI(formula)) return undefined;
  return `\`I\` is a size of this sheet, so a number. Write the identity with its size below it, \`I_${printDimension(side)}\`, or call the size something else.`;
}

function holdsSizeI(formula: Formula): boolean {
  switch (formula.kind) {
    case "integer":
      return formula.value.kind === "size" && formula.value.name === "I";
    case "times":
      return holdsSizeI(formula.left) || holdsSizeI(formula.right);
    case "over":
      return holdsSizeI(formula.left);
    case "sum":
      return formula.terms.some(({ term }) => holdsSizeI(term));
    default:
      return false;
  }
}
