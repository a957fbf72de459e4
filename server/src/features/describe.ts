/** What the names of a sheet are, in sentences: for hovers, completion and signatures. */
import { printRange } from "../engine/draw.ts";
import { printShape, type Shape } from "../semantics/dimensions.ts";
import { printIndex } from "../semantics/indices.ts";
import type { Loop, Model, Quantity, SheetFunction, Size } from "../semantics/model.ts";
import type { Block } from "./markup.ts";

/** A definition longer than this is shown by its beginning. */
const longestExcerpt = 600;

export function describeQuantity(quantity: Quantity, model: Model): string {
  const { name, trouble } = quantity;
  return `\`${name}\` is ${roleOf(quantity, model)}${shapeNote(quantity)}${drawnNote(quantity)}.${trouble === undefined ? "" : `\nIt has no value: ${trouble}.`}`;
}

/** The shape of each of its elements; that of a number goes without saying. */
function shapeNote({ shape }: Quantity): string {
  return shape && shape.length > 0 ? `, of shape \`${printShape(shape)}\`` : "";
}

/** What is known of its values, said by its own declaration or by one that reaches over it: `const a, b > 0`. */
function drawnNote({ free, structure, definitions }: Quantity): string {
  if (definitions.length > 0) return "";
  const ranges = new Set(free.map(({ range }) => (range ? printRange(range) : "")));
  const [only = ""] = ranges.size === 1 ? ranges : [];
  return `${structure ? `, ${structure}` : ""}${only ? `, drawn \`${only}\`` : ""}`;
}

const declaredRoles = {
  param: "a parameter: a weight, free and shared by all steps",
  input: "an input: data, or an initial state",
  const: "a constant: free, and not a weight",
  defined: "defined by nothing",
} as const;

/** A defined name may have declared elements too, such as an initial state. */
function roleOf(quantity: Quantity, model: Model): string {
  const { name, kind, alias, madeOfAdjoints, definitions, free } = quantity;
  if (definitions.length === 0) return declaredRoles[kind];
  if (quantity === model.loss) return "the loss";
  if (alias) return `another name of the adjoint of \`${alias.of.quantity.name}\``;
  if (madeOfAdjoints) return "a helper made of adjoints";
  const given = free.map(({ positions }) => `\`${name}[${positions.map(printIndex).join(",")}]\``);
  return given.length > 0
    ? `defined by the sheet; ${given.join(", ")} ${given.length === 1 ? "is" : "are"} free`
    : "defined by the sheet";
}

/** The lines that define a quantity, as written, then the boundary that may complete them. */
export function originOf(text: string, { definitions, boundary }: Quantity): Block[] {
  const spans = [...definitions.map(({ span }) => span), ...(boundary ? [boundary.span] : [])];
  if (spans.length === 0) return [];
  const lines = spans.map(({ start, end }) => text.slice(start, end)).join("\n");
  return [{ kind: "sheet", text: lines.length > longestExcerpt ? `${lines.slice(0, longestExcerpt)}…` : lines }];
}

export function describeIndex({ name, from, to }: Loop): string {
  return `\`${name}\` is an index: it runs from \`${printIndex(from)}\` to \`${printIndex(to)}\`.`;
}

export function describeSize({ name, value }: Size): string {
  return value === undefined
    ? `\`${name}\` is a size: a positive whole number, unknown.`
    : `\`${name}\` is a size, fixed at ${value}.`;
}

export function describeFunction(own: SheetFunction): string {
  const { name, arity, familyArity, domain, body } = own;
  if (body) return `\`${name}\` is a function that the sheet defines.`;
  const family = familyArity > 0 ? "a family of unknown smooth functions" : "an unknown smooth function";
  const numbers = domain.every((shape) => shape.length === 0);
  const argument = numbers ? `of ${arity === 1 ? "one number" : `${arity} numbers`}` : `\`${printType(own)}\``;
  return `\`${name}\` is ${family} ${argument}: what holds, holds for any.`;
}

/** `ℝ^H × ℝ → ℝ`. */
export function printType({ domain, codomain }: SheetFunction): string {
  return `${domain.map(printSpace).join(" × ")} → ${printSpace(codomain)}`;
}

export function printSpace(shape: Shape): string {
  if (shape.length === 0) return "ℝ";
  const dimensions = printShape(shape);
  return /^\w+$/.test(dimensions) ? `ℝ^${dimensions}` : `ℝ^(${dimensions})`;
}
