/** Prints formulas that nobody wrote, as a person would write them in a sheet. */
import { printReference } from "../check/explanation.ts";
import { printDimension } from "../semantics/dimensions.ts";
import { printIndex } from "../semantics/indices.ts";
import type { Formula, Loop } from "../semantics/model.ts";

/** How tightly a formula binds: what binds less than its surroundings needs parentheses. */
type Strength = 0 | 1 | 2 | 3 | 4;

const sum = 0;
const hadamard = 1;
const product = 2;
const prefix = 3;
const atom = 4;

/** The formula as text; undefined where it has a part that there is no short notation for. */
export function printFormula(formula: Formula): string | undefined {
  return printed(formula)?.text;
}

/** The formula as a factor of a product: a sum stands in parentheses. */
export function printFactor(formula: Formula): string | undefined {
  return wrap(formula, hadamard, (text) => ({ text, strength: atom }))?.text;
}

interface Printed {
  readonly text: string;
  readonly strength: Strength;
}

function printed(formula: Formula): Printed | undefined {
  switch (formula.kind) {
    case "number":
      return { text: String(formula.value), strength: atom };
    case "integer":
      return { text: printIndex(formula.value), strength: formula.value.kind === "operation" ? sum : atom };
    case "element":
      return { text: printReference(formula.reference), strength: atom };
    case "adjoint":
      return { text: `bar ${printReference(formula.of)}`, strength: atom };
    case "identity":
      return { text: "I", strength: atom };
    case "filled":
      return {
        text: `${formula.value === 0 ? "zeros" : "ones"}(${formula.shape.map(printDimension).join(", ")})`,
        strength: atom,
      };
    case "sum":
      return printSum(formula);
    case "times":
      return formula.elementwise
        ? join(formula.left, " ⊙ ", formula.right, hadamard, product)
        : join(formula.left, " ", formula.right, product, prefix);
    case "over":
      // `a / b c` would be read in two ways, so a fraction stands in parentheses beside other factors.
      return wrap(formula.left, product, (above) =>
        wrap(formula.right, prefix, (below) => ({
          text: `${above} / ${below}`,
          strength: formula.right.kind === "number" ? product : hadamard,
        })),
      );
    case "power":
      return wrap(formula.base, atom, (base) =>
        wrap(formula.exponent, atom, (exponent) => ({ text: `${base}^${exponent}`, strength: prefix })),
      );
    case "transpose":
      return wrap(formula.operand, atom, (operand) => ({ text: `${operand}ᵀ`, strength: atom }));
    case "elementwise":
      return call(`${formula.name}${"'".repeat(formula.order)}`, [formula.argument]);
    case "tensor":
      return call(formula.name, formula.arguments);
    case "call":
      return printCall(formula);
    case "fold":
      return wrap(formula.body, sum, (body) => ({
        text: `${formula.which === "sum" ? "sum" : "prod"}[${formula.binders.map(printBinder).join(", ")}](${body})`,
        strength: atom,
      }));
    default:
      return undefined;
  }
}

function printBinder(loop: Loop): string {
  return `${loop.name}=${printIndex(loop.from)}..${printIndex(loop.to)}`;
}

function wrap(formula: Formula, least: Strength, make: (text: string) => Printed | undefined): Printed | undefined {
  const inner = printed(formula);
  return inner && make(inner.strength < least ? `(${inner.text})` : inner.text);
}

/** The right side of a product binds tighter than the product, so that it is read from left to right. */
function join(left: Formula, op: string, right: Formula, own: Strength, tighter: Strength): Printed | undefined {
  return wrap(left, own, (one) => wrap(right, tighter, (other) => ({ text: `${one}${op}${other}`, strength: own })));
}

function printSum({ terms }: Extract<Formula, { kind: "sum" }>): Printed | undefined {
  let text = "";
  for (const [at, { sign, term }] of terms.entries()) {
    const inner = printed(term);
    if (!inner) return undefined;
    const part = inner.strength === sum ? `(${inner.text})` : inner.text;
    text += at === 0 ? (sign === 1 ? part : `-${part}`) : `${sign === 1 ? " + " : " - "}${part}`;
  }
  return { text, strength: terms.length === 1 && terms[0]!.sign === 1 ? prefix : sum };
}

function call(name: string, parts: readonly Formula[]): Printed | undefined {
  const texts = parts.map(printFormula);
  return texts.every((text) => text !== undefined)
    ? { text: `${name}(${texts.join(", ")})`, strength: atom }
    : undefined;
}

/** `ℓ'(h)`, `∇ℓ[t](h)`, `∇₂f(a, b)`. */
function printCall(formula: Extract<Formula, { kind: "call" }>): Printed | undefined {
  const { function: fn, indices, orders } = formula;
  const family = indices.length === 0 ? "" : `[${indices.map(printIndex).join(",")}]`;
  const total = orders.reduce((sum, order) => sum + order, 0);
  const isScalar = fn.domain.every((shape) => shape.length === 0) && fn.arity === 1;
  if (isScalar) return call(`${fn.name}${family}${"'".repeat(total)}`, formula.arguments);
  if (total > 1) return undefined;
  const by = fn.arity > 1 ? subscript(orders.indexOf(1) + 1) : "";
  return call(`${total === 1 ? `∇${by}` : ""}${fn.name}${family}`, formula.arguments);
}

function subscript(number: number): string {
  return String.fromCharCode(0x2080 + number);
}
