/** Prints formulas that nobody wrote, as a person would write them in the sheet. */
import { printDimension } from "../semantics/dimensions.ts";
import type { Formula } from "../semantics/model.ts";
import { printIndex } from "../semantics/indices.ts";
import type { Notation } from "./notation.ts";

/** How tightly a formula binds: what binds less than its surroundings needs parentheses. */
type Strength = 0 | 1 | 2 | 3 | 4;

const sum = 0;
const hadamard = 1;
const product = 2;
const prefix = 3;
const atom = 4;

/** The formula as text; undefined where it has a part that there is no short notation for. */
export function printFormula(formula: Formula, notation: Notation): string | undefined {
  return printed(formula, notation)?.text;
}

/** The formula as a factor of a product: a sum stands in parentheses. */
export function printFactor(formula: Formula, notation: Notation): string | undefined {
  return wrap(formula, notation, hadamard, (text) => ({ text, strength: atom }))?.text;
}

interface Printed {
  readonly text: string;
  readonly strength: Strength;
}

function printed(formula: Formula, notation: Notation): Printed | undefined {
  const within = (part: Formula, least: Strength, make: (text: string) => Printed | undefined) =>
    wrap(part, notation, least, make);
  switch (formula.kind) {
    case "number":
      return { text: String(formula.value), strength: atom };
    case "integer":
      return { text: printIndex(formula.value), strength: formula.value.kind === "operation" ? sum : atom };
    case "element":
      return { text: notation.reference(formula.reference), strength: atom };
    case "adjoint":
      return { text: notation.adjoint(formula.of), strength: atom };
    case "derivative": {
      const [by] = formula.by;
      if (formula.of.kind !== "element" || formula.by.length !== 1 || !by) return undefined;
      return { text: notation.derivative(formula.of.reference, by, formula.immediate), strength: atom };
    }
    case "identity":
      return { text: "I", strength: atom };
    case "filled":
      if (!formula.shape) return { text: notation.isLatex ? "\\mathbf{1}" : "𝟏", strength: atom };
      return {
        text: `${formula.value === 0 ? "zeros" : "ones"}(${formula.shape.map(printDimension).join(", ")})`,
        strength: atom,
      };
    case "sum":
      return printSum(formula, notation);
    case "times":
      return formula.elementwise
        ? join(formula, notation, notation.hadamard, hadamard, product)
        : join(formula, notation, " ", product, prefix);
    case "over":
      if (notation.isLatex)
        return within(formula.left, sum, (above) =>
          within(formula.right, sum, (below) => ({ text: `\\frac{${above}}{${below}}`, strength: atom })),
        );
      // `a / b c` would be read in two ways, so a fraction stands in parentheses beside other factors.
      return within(formula.left, product, (above) =>
        within(formula.right, prefix, (below) => ({
          text:
            formula.left.kind === "number" && (formula.right.kind === "number" || formula.right.kind === "integer")
              ? `${above}/${below}`
              : `${above} / ${below}`,
          strength: formula.left.kind === "number" && formula.right.kind === "number" ? product : hadamard,
        })),
      );
    case "power":
      if (isInverse(formula))
        return within(formula.base, atom, (base) => ({ text: notation.inverse(base), strength: prefix }));
      return within(formula.base, atom, (base) =>
        within(formula.exponent, atom, (exponent) => ({ text: notation.power(base, exponent), strength: prefix })),
      );
    case "transpose":
      return within(formula.operand, atom, (operand) => ({ text: notation.transposed(operand), strength: atom }));
    case "elementwise":
      return call(`${notation.elementwise(formula.name)}${"'".repeat(formula.order)}`, [formula.argument], notation);
    case "tensor":
      if (formula.name === "norm")
        return within(formula.arguments[0]!, sum, (inner) => ({
          text: notation.isLatex ? `\\|${inner}\\|` : `‖${inner}‖`,
          strength: atom,
        }));
      return call(formula.name, formula.arguments, notation);
    case "call":
      return printCall(formula, notation);
    case "fold": {
      const { which, binders } = formula;
      if (which === "stack") return undefined;
      return within(formula.body, sum, (body) => ({
        text: `${notation.fold(which, binders)}(${body})`,
        strength: atom,
      }));
    }
    default:
      return undefined;
  }
}

/** Of a matrix that has a name. */
function isInverse({ base, exponent }: Extract<Formula, { kind: "power" }>): boolean {
  if (base.kind !== "element" || base.reference.quantity.shape?.length !== 2 || exponent.kind !== "sum") return false;
  const [only, ...more] = exponent.terms;
  return only?.sign === -1 && more.length === 0 && only.term.kind === "number" && only.term.value === 1;
}

function wrap(
  formula: Formula,
  notation: Notation,
  least: Strength,
  make: (text: string) => Printed | undefined,
): Printed | undefined {
  const inner = printed(formula, notation);
  return inner && make(inner.strength < least ? `(${inner.text})` : inner.text);
}

/** The right side of a product binds tighter than the product, so that it is read from left to right. */
function join(
  { left, right }: Extract<Formula, { kind: "times" }>,
  notation: Notation,
  op: string,
  own: Strength,
  tighter: Strength,
): Printed | undefined {
  return wrap(left, notation, own, (one) =>
    wrap(right, notation, tighter, (other) => ({ text: `${one}${op}${other}`, strength: own })),
  );
}

function printSum({ terms }: Extract<Formula, { kind: "sum" }>, notation: Notation): Printed | undefined {
  let text = "";
  for (const [at, { sign, term }] of terms.entries()) {
    const inner = printed(term, notation);
    if (!inner) return undefined;
    const part = inner.strength === sum ? `(${inner.text})` : inner.text;
    text += at === 0 ? (sign === 1 ? part : `-${part}`) : `${sign === 1 ? " + " : " - "}${part}`;
  }
  return { text, strength: terms.length === 1 && terms[0]!.sign === 1 ? prefix : sum };
}

function call(name: string, parts: readonly Formula[], notation: Notation): Printed | undefined {
  const texts = parts.map((part) => printFormula(part, notation));
  return texts.every((text) => text !== undefined)
    ? { text: `${name}(${texts.join(", ")})`, strength: atom }
    : undefined;
}

/** `ℓ'(h)`, `∇ℓ[t](h)`, `∇₂f(a, b)`. */
function printCall(formula: Extract<Formula, { kind: "call" }>, notation: Notation): Printed | undefined {
  const { function: fn, indices, orders } = formula;
  const total = orders.reduce((sum, order) => sum + order, 0);
  const isScalar = fn.domain.every((shape) => shape.length === 0) && fn.arity === 1;
  if (isScalar) return call(notation.call(fn, indices, total), formula.arguments, notation);
  if (total > 1) return undefined;
  const by = fn.arity > 1 ? subscript(orders.indexOf(1) + 1) : "";
  return call(
    `${total === 1 ? `${notation.isLatex && by === "" ? "\\nabla " : "∇"}${by}` : ""}${notation.call(fn, indices, 0)}`,
    formula.arguments,
    notation,
  );
}

function subscript(number: number): string {
  return String.fromCharCode(0x2080 + number);
}
