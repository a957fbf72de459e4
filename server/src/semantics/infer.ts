/** Infers the shape of a formula, and tells a mismatch on the very operand that causes it, before any number is computed. */
import { problem, type Fix, type Problem } from "../syntax/problem.ts";
import { broadcastAdvice } from "./broadcast.ts";
import type { ProblemCode } from "../syntax/problem-codes.ts";
import type { Span } from "../syntax/span.ts";
import {
  dimensionOf,
  one,
  printShape,
  sayShape,
  sameDimension,
  sameShape,
  scalarShape,
  transposed,
  type Dimension,
  type Shape,
} from "./dimensions.ts";
import { fit, fitBeside, isOpen, isOpenIdentity, isZero, type Fitted } from "./fit.ts";
import { inferCall, inferDerivative, inferTensor } from "./infer-functions.ts";
import { inferBlock, inferComponent, inferStack } from "./infer-parts.ts";
import type { Condition, Formula, Quantity } from "./model.ts";
import { holdsOpenOnes, meetingOnes } from "./open-ones.ts";
import { asFactor, joinedShape, productAdvice, productShape } from "./shape-rules.ts";
import { adviseIdentity } from "./size-named-i.ts";

/** Shapes as they are being found. */
export interface Shaping {
  readonly report: (problem: Problem) => void;
  /** What stands at a span, for messages to quote. */
  readonly text: (span: Span) => string;
  /** The span with its brackets complete. */
  readonly whole: (span: Span) => Span;
  readonly fixedSize: (name: string) => number | undefined;
  /** The dimension that an `I` has where nothing else says it: the only size of the model's vectors. */
  readonly onlyDimension: Dimension | undefined;
  readonly fitted: Fitted;
  readonly shapes: Map<Formula, Shape>;
  /** Calls of the sheet's own functions that work component by component. */
  readonly elementwiseCalls: Set<Formula>;
  /** Equations of the sheet's own functions, for arguments of certain shapes. */
  readonly bodies: Map<string, Formula>;
  readonly parameters: ReadonlyMap<string, Shape>;
}

/** A shape; "unknown" where a part's is not found yet or has a problem; "open" for I and blocks that wait for a size. */
export type Inferred = Shape | "unknown" | "open";

export const isKnown = (inferred: Inferred): inferred is Shape => typeof inferred !== "string";

type Kind<Name extends Formula["kind"]> = Extract<Formula, { kind: Name }>;

/** The shape of a formula; what is wrong is reported once, where it stands. */
export function infer(shaping: Shaping, formula: Formula): Inferred {
  const shape = inferAnew(shaping, formula);
  if (isKnown(shape)) shaping.shapes.set(formula, shape);
  return shape;
}

/** The shape of a quantity, unless it has none since its equation doesn't fit. */
export function shapeKnownOf({ shape, isMisshapen }: Quantity): Shape | undefined {
  return isMisshapen ? undefined : shape;
}

function inferAnew(shaping: Shaping, formula: Formula): Inferred {
  switch (formula.kind) {
    case "number":
    case "integer":
      return scalarShape;
    case "iverson":
      return inferCondition(shaping, formula.condition);
    case "element":
      return shapeKnownOf(formula.reference.quantity) ?? "unknown";
    case "parameter":
      return shaping.parameters.get(formula.name) ?? scalarShape;
    case "adjoint":
      return shapeKnownOf(formula.of.quantity) ?? "unknown";
    case "filled":
      return formula.shape ?? shaping.fitted.get(formula) ?? "open";
    case "identity":
      return formula.dimension ? [formula.dimension, formula.dimension] : "open";
    case "sum":
      return inferSum(shaping, formula);
    case "times":
      return inferTimes(shaping, formula);
    case "over":
      return inferOver(shaping, formula);
    case "power":
      return inferPower(shaping, formula);
    case "transpose": {
      const shape = infer(shaping, formula.operand);
      return isKnown(shape) ? transposed(shape) : shape;
    }
    case "elementwise": {
      const shape = infer(shaping, formula.argument);
      if (formula.name === "abs" && isKnown(shape)) warnOfBars(shaping, formula, shape);
      return shape;
    }
    case "stop":
      return infer(shaping, formula.operand);
    case "extremum":
      return formula.arguments
        .map((argument): Inferred => infer(shaping, argument))
        .reduce((left, right) => inferJoined(shaping, formula.span, left, right, "compared"));
    case "conditional":
      return inferConditional(shaping, formula);
    case "fold":
      return inferFold(shaping, formula);
    case "stack":
      return inferStack(shaping, formula.parts, formula.span);
    case "block":
      return inferBlock(shaping, formula);
    case "component":
      return inferComponent(shaping, formula);
    case "tensor":
      return inferTensor(shaping, formula);
    case "call":
      return inferCall(shaping, formula);
    case "derivative":
      return inferDerivative(shaping, formula);
    case "trouble":
      return "unknown";
  }
}

/** Reports a mismatch and stands for the shape that is not known. */
export function mismatch(
  shaping: Shaping,
  span: Span,
  message: string,
  code: ProblemCode = "shape/mismatch",
  fixes: readonly Fix[] = [],
): "unknown" {
  shaping.report(problem(code, span, message, { fixes }));
  return "unknown";
}

const leftBar = /^(?:\||∣|｜|❘|ǀ|\\[lr]?vert(?![A-Za-z]))/;

/** `|A|` of a square matrix is its determinant to most readers. */
function warnOfBars(shaping: Shaping, { span, argument }: Kind<"elementwise">, shape: Shape): void {
  const isSquare = shape.length === 2 && sameDimension(shape[0]!, shape[1]!);
  if (!isSquare || !leftBar.test(shaping.text(span))) return;
  const inside = shaping.text(argument.span);
  const before = shaping.text({ start: Math.max(0, span.start - 8), end: span.start });
  const sizing = /\\(?:left|[bB]igg?l?)\s*$/.exec(before)?.[0].length ?? 0;
  const fix = (name: string) => ({
    title: `Write ${name}(…)`,
    edits: [
      { span: { start: span.start - sizing, end: argument.span.start }, text: `${name}(` },
      { span: { start: argument.span.end, end: span.end }, text: ")" },
    ],
  });
  shaping.report(
    problem(
      "shape/bars-on-matrix",
      span,
      `Bars are the absolute value, here of each entry of a matrix. Write \`det(${inside})\` for the determinant, \`abs(${inside})\` for the absolute values.`,
      { fixes: [fix("det"), fix("abs")] },
    ),
  );
}

/** Fits what is open to a shape, or says that it can't be. */
function fitOrReport(shaping: Shaping, formula: Formula, shape: Shape): boolean {
  if (fit(shaping.fitted, formula, shape, cellShapes(shaping))) return true;
  reportMisfit(shaping, formula, shape);
  return false;
}

/** Says that something of open size can't have the shape that it should have. */
export function reportMisfit(shaping: Shaping, formula: Formula, shape: Shape): void {
  const advice =
    formula.kind === "block"
      ? "The sizes of its `0` and `I` don't follow from that: write them, `zeros(H, D)` and `I_D`."
      : "Write its size: `I_D`.";
  mismatch(shaping, formula.span, `This should have shape ${printShape(shape)} here, and it can't. ${advice}`);
}

export function cellShapes(shaping: Shaping): (cell: Formula) => Shape | undefined {
  return (cell) => {
    const shape = infer(shaping, cell);
    return isKnown(shape) ? shape : undefined;
  };
}

// ── Arithmetic ──────────────────────────────────────────────────────────────────────────────────────────────────────

function inferSum(shaping: Shaping, formula: Kind<"sum">): Inferred {
  const terms = formula.terms.map(({ term }) => ({ term, shape: infer(shaping, term) }));
  const first = terms.find(({ shape }) => isKnown(shape) && shape.length > 0);
  if (!first || !isKnown(first.shape)) {
    if (terms.some(({ shape }) => shape === "unknown")) return "unknown";
    return terms.some(({ shape }) => shape === "open") ? "open" : scalarShape;
  }
  for (const { term, shape } of terms) {
    const identity = isKnown(shape) && shape.length === 0 ? adviseIdentity(term, first.shape) : undefined;
    if (identity !== undefined) return mismatch(shaping, term.span, identity);
    if (shape === "open" || (isZero(term) && terms.length > 1)) {
      if (!fitOrReport(shaping, term, first.shape)) return "unknown";
    } else if (isKnown(shape) && shape.length > 0 && !sameShape(shape, first.shape)) {
      const [ours, theirs] = [shaping.text(term.span), shaping.text(first.term.span)];
      const turned = sameShape(transposed(shape), first.shape) ? `Did you mean \`(${ours})ᵀ\`?` : undefined;
      const pair = [
        { formula: first.term, shape: first.shape },
        { formula: term, shape },
      ] as const;
      const spread = turned === undefined ? broadcastAdvice(pair, shaping.text) : undefined;
      const hint = turned ?? spread?.advice;
      const clash = `\`${ours}\` ${sayShape(shape)}, but \`${theirs}\` ${sayShape(first.shape)}, so they can't be added.`;
      return mismatch(
        shaping,
        term.span,
        hint === undefined ? clash : `${clash} ${hint}`,
        "shape/mismatch",
        spread?.fixes,
      );
    }
  }
  return first.shape;
}

function inferTimes(shaping: Shaping, formula: Kind<"times">): Inferred {
  const left = infer(shaping, formula.left);
  const right = infer(shaping, formula.right);
  if (left === "unknown" || right === "unknown") return "unknown";
  if (formula.elementwise)
    return inferJoined(shaping, formula.span, left, right, "multiplied component by component", formula);
  if (left === "open" || right === "open") return inferOpenProduct(shaping, formula, left, right);
  const shape = productShape(left, right);
  if (shape) return shape;
  const operand = withoutNumbers(shaping, formula.left);
  const span = shaping.whole({ start: operand.start, end: formula.span.end });
  const advice = productAdvice(left, right, shaping.text(operand), shaping.text(formula.right.span));
  return mismatch(shaping, span, advice, "shape/product");
}

/** In `2 W z` it is W and z that don't fit: the span of a product without the numbers at its front. */
function withoutNumbers(shaping: Shaping, product: Formula): Span {
  let first = product;
  while (first.kind === "times" && !first.elementwise) {
    if (shaping.shapes.get(first.left)?.length === 0) {
      const rest = { start: first.right.span.start, end: product.span.end };
      return shaping.whole(rest).start === rest.start ? rest : product.span;
    }
    first = first.left;
  }
  return product.span;
}

/** `I A`, `[I, 0; 0, I] B`: the open factor takes its size from the other. */
function inferOpenProduct(shaping: Shaping, formula: Kind<"times">, left: Inferred, right: Inferred): Inferred {
  if (left === "open" && right === "open") {
    // `β I` nested in a product of identities: all are of one size, still open.
    return "open";
  }
  const [open, given, givenIsLeft] =
    left === "open" ? [formula.left, right as Shape, false] : [formula.right, left as Shape, true];
  if (given.length === 0) return "open";
  const neighbour = givenIsLeft ? formula.left : formula.right;
  if (open.kind === "block" && neighbour.kind === "block") {
    const beside = fitBeside(shaping.fitted, open.rows, neighbour.rows, !givenIsLeft, cellShapes(shaping));
    if (beside) return (givenIsLeft ? productShape(given, beside) : productShape(beside, given)) ?? "unknown";
  }
  const dimension = givenIsLeft ? (given[1] ?? one) : given[0]!;
  if (holdsOpenOnes(open) && !isOpenIdentity(open)) return inferProductOfOnes(shaping, formula, open, dimension);
  if (isOpenIdentity(open)) return fitOrReport(shaping, open, [dimension, dimension]) ? given : "unknown";
  // A block of open size is taken to be square, as the Jacobians of steps are.
  if (!fitOrReport(shaping, open, [dimension, dimension])) return "unknown";
  return given;
}

/** `𝟏ᵀ x`, `(v 𝟏ᵀ) x`, `A 𝟏`: as many ones as there are rows or columns beside them. `v 𝟏ᵀ` stays open. */
function inferProductOfOnes(shaping: Shaping, formula: Kind<"times">, open: Formula, dimension: Dimension): Inferred {
  const shapeOf = cellShapes(shaping);
  for (const { part, shape } of meetingOnes(open, dimension, open === formula.left, shapeOf))
    shaping.fitted.set(part, shape);
  const [left, right] = [infer(shaping, formula.left), infer(shaping, formula.right)];
  if (!isKnown(left) || !isKnown(right)) return "open";
  return productShape(left, right) ?? inferTimes(shaping, formula);
}

/** The shape of an operation on components, whose operands have one shape or are numbers. */
export function inferJoined(
  shaping: Shaping,
  span: Span,
  left: Inferred,
  right: Inferred,
  how: string,
  pair?: Kind<"times">,
): Inferred {
  if (left === "unknown" || right === "unknown") return "unknown";
  if (left === "open" || right === "open") {
    const shape = left === "open" ? right : left;
    if (!pair || !isKnown(shape)) return "open";
    const open = left === "open" ? pair.left : pair.right;
    return shape.length === 0 || fitOrReport(shaping, open, shape) ? (shape.length === 0 ? "open" : shape) : "unknown";
  }
  const shape = joinedShape(left, right);
  if (shape) return shape;
  const outer = pair && outerProductIn(shaping, pair, left);
  if (outer) return mismatch(shaping, outer.span, outer.message);
  return mismatch(
    shaping,
    span,
    `Shapes ${printShape(left)} and ${printShape(right)} can't be ${how}: they must be the same.`,
  );
}

/** `a ⊙ b cᵀ` is `a ⊙ (b cᵀ)`, since ⊙ is the weaker one; where a and b are alike, `(a ⊙ b) cᵀ` was meant. */
function outerProductIn(
  shaping: Shaping,
  { left, right }: Kind<"times">,
  wanted: Shape,
): { span: Span; message: string } | undefined {
  if (right.kind !== "times" || right.elementwise) return undefined;
  const column = shaping.shapes.get(right.left);
  const row = shaping.shapes.get(right.right);
  if (!column || !row || !sameShape(column, wanted) || !productShape(column, row)) return undefined;
  const [a, b, c] = [left, right.left, right.right].map(({ span }) => asFactor(shaping.text(span)));
  const message = `\`⊙\` is weaker than the product \`${shaping.text(right.span)}\`, which is a matrix of all products here, while \`${a}\` ${sayShape(wanted)}. Write \`(${a} ⊙ ${b}) ${c}\`.`;
  return { span: shaping.whole(right.span), message };
}

function inferOver(shaping: Shaping, formula: Kind<"over">): Inferred {
  const above = infer(shaping, formula.left);
  const below = infer(shaping, formula.right);
  if (above === "unknown" || below === "unknown") return "unknown";
  if (below === "open")
    return mismatch(shaping, formula.right.span, "One divides by numbers; for a matrix write its inverse, `A⁻¹`.");
  if (below.length === 0) return above;
  if (formula.elementwise && above === "open") return fitOrReport(shaping, formula.left, below) ? below : "unknown";
  if (formula.elementwise) return inferJoined(shaping, formula.span, above, below, "divided component by component");
  const text = shaping.text(formula.right.span);
  return mismatch(
    shaping,
    formula.right.span,
    `\`${text}\` ${sayShape(below)}, and one divides by numbers. Write \`./\` to divide component by component${below.length === 2 ? ", or multiply by the inverse" : ""}.`,
  );
}

function inferPower(shaping: Shaping, formula: Kind<"power">): Inferred {
  const base = infer(shaping, formula.base);
  if (!isKnown(base) || base.length === 0) return base;
  if (formula.mayTranspose) {
    if (base.length === 2 && sameDimension(base[0]!, base[1]!)) {
      const { span } = formula;
      const at = { start: formula.base.span.end, end: span.end };
      shaping.report(
        problem(
          "shape/transpose-or-power",
          span,
          "T is a size, so `^T` might be a power; on a matrix it is read as the transpose. Write `ᵀ` for the transpose, `^(T)` for the power.",
          {
            fixes: [
              { title: "Write ᵀ", edits: [{ span: at, text: "ᵀ" }] },
              { title: "Write ^(T)", edits: [{ span: at, text: "^(T)" }] },
            ],
          },
        ),
      );
    }
    return transposed(base);
  }
  const exponent = infer(shaping, formula.exponent);
  if (isKnown(exponent) && exponent.length > 0)
    return mismatch(shaping, formula.exponent.span, "An exponent is a number.");
  if (base.length === 2 && !formula.elementwise && !sameDimension(base[0]!, base[1]!))
    return mismatch(
      shaping,
      formula.span,
      `Only a square matrix has powers, and this ${sayShape(base)}. Write \`.^\` for the power of each entry.`,
    );
  return base;
}

/** A condition on components has their shape: it holds for some and not for others. */
function inferCondition(shaping: Shaping, { span, onValues }: Condition): Inferred {
  return onValues
    .map(({ left, right }) => inferJoined(shaping, span, infer(shaping, left), infer(shaping, right), "compared"))
    .reduce<Inferred>((all, next) => inferJoined(shaping, span, all, next, "parts of one condition"), scalarShape);
}

function inferConditional(shaping: Shaping, formula: Kind<"conditional">): Inferred {
  const condition = inferCondition(shaping, formula.condition);
  const branches = inferBranches(shaping, formula);
  return inferJoined(shaping, formula.span, condition, branches, "a condition and what it chooses from");
}

function inferBranches(shaping: Shaping, formula: Kind<"conditional">): Inferred {
  const [then, otherwise] = [infer(shaping, formula.then), infer(shaping, formula.otherwise)];
  const fits = (branch: Formula, shape: Inferred) =>
    isKnown(shape) && (isZero(branch) || isOpen(branch)) && shape.length > 0;
  if (fits(formula.then, otherwise))
    return fitOrReport(shaping, formula.then, otherwise as Shape) ? otherwise : "unknown";
  if (fits(formula.otherwise, then)) return fitOrReport(shaping, formula.otherwise, then as Shape) ? then : "unknown";
  return inferJoined(shaping, formula.span, then, otherwise, "the two branches of one value");
}

/** Of what an equation says for each component, which is a number. */
function inferTable(shaping: Shaping, { binders, body }: Kind<"fold">, own: Inferred): Inferred {
  if (!isKnown(own)) return own;
  if (own.length > 0)
    return mismatch(shaping, body.span, `The left side is a component, which is a number, and this ${sayShape(own)}.`);
  const axes = binders.map(({ to }) => dimensionOf(to, shaping.fixedSize));
  return axes.every((axis) => axis !== undefined) ? axes : "unknown";
}

function inferFold(shaping: Shaping, formula: Kind<"fold">): Inferred {
  const body = infer(shaping, formula.body);
  if (formula.which === "stack") return inferTable(shaping, formula, body);
  // An empty sum or product has no term to take its shape from.
  if (isKnown(body)) shaping.fitted.set(formula, body);
  if (formula.which === "sum" || !isKnown(body) || body.length === 0) return body;
  if (body.length === 2 && sameDimension(body[0]!, body[1]!)) return body;
  return mismatch(
    shaping,
    formula.body.span,
    `A product over a range multiplies numbers or square matrices, and this ${sayShape(body)}.`,
  );
}
