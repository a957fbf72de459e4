/** Infers the shapes of calls, of functions of vectors and matrices, and of derivatives. */
import { problem, type Problem } from "../syntax/problem.ts";
import { printDimension, printShape, sayShape, sameShape, type Dimension, type Shape } from "./dimensions.ts";
import { fit, fitEach } from "./fit.ts";
import {
  cellShapes,
  infer,
  inferJoined,
  isKnown,
  mismatch,
  shapeKnownOf,
  type Inferred,
  type Shaping,
} from "./infer.ts";
import type { Formula } from "./model.ts";
import { holdsOpenOnes, shapeOfOnes } from "./open-ones.ts";
import { derivativeShape, stackShape } from "./shape-rules.ts";
import { tensorFunction } from "./tensor-functions.ts";
import { partsOf, some, withParts } from "./walk.ts";

type Kind<Name extends Formula["kind"]> = Extract<Formula, { kind: Name }>;

export function inferTensor(shaping: Shaping, formula: Kind<"tensor">): Inferred {
  const shapes: Shape[] = [];
  for (const argument of formula.arguments) {
    const shape = infer(shaping, argument);
    if (shape === "unknown") return "unknown";
    if (isKnown(shape)) shapes.push(shape);
    else {
      const settled = settleOpen(shaping, argument);
      if (!settled) return "unknown";
      shapes.push(settled);
    }
  }
  const shape = tensorFunction(formula.name).shape(shapes);
  if (typeof shape !== "string") {
    if (formula.name === "softmax" && shape.length === 2) sayByRows(shaping, formula);
    return shape;
  }
  return mismatch(
    shaping,
    formula.span,
    `${shape}, and this has ${shapes
      .map((each) => `shape ${printShape(each)}`)
      .join(" and ")
      .replaceAll("shape a", "a")}.${rowByRow(shaping, formula, shapes)}`,
    "shape/argument",
  );
}

/** What is meant of a matrix is most often the same of each row. */
function rowByRow(shaping: Shaping, { name, arguments: given }: Kind<"tensor">, [shape]: readonly Shape[]): string {
  if (shape?.length !== 2 || name !== "logsumexp") return "";
  return ` Row by row it is \`log(exp(${shaping.text(given[0]!.span)}) ones(${printDimension(shape[1]!)}))\`.`;
}

/** Some libraries take the softmax of all entries, or of columns: what is meant here is said where it counts. */
function sayByRows({ report, text, whole }: Shaping, { span, arguments: [matrix] }: Kind<"tensor">): void {
  const inner = whole(matrix!.span);
  const written = text(matrix!.span);
  const [open, close] = /^[\p{L}\p{N}_]+$/u.test(written) ? ["", ""] : ["(", ")"];
  const turned = [
    { span: { start: inner.start, end: inner.start }, text: open },
    { span: { start: inner.end, end: inner.end }, text: `${close}ᵀ` },
    { span: { start: span.end, end: span.end }, text: "ᵀ" },
  ].filter((edit) => edit.text !== "");
  const columns = `softmax(${open}${written}${close}ᵀ)ᵀ`;
  report(
    problem(
      "shape/softmax-of-rows",
      span,
      `The softmax of a matrix is that of each row. That of each column is \`${columns}\`.`,
      {
        fixes: [{ title: "Take the softmax of each column", edits: turned }],
      },
    ),
  );
}

/** An open formula that nothing sizes: the model's only dimension, if it has just one. */
export function settleOpen(shaping: Shaping, formula: Formula): Shape | undefined {
  const { onlyDimension: each } = shaping;
  if (each && formula.kind === "block") {
    const shape = fitEach(shaping.fitted, formula.rows, each, cellShapes(shaping));
    if (shape) return shape;
  } else if (each && holdsOpenOnes(formula)) {
    const shape = shapeOfOnes(formula, each, cellShapes(shaping));
    if (shape && fit(shaping.fitted, formula, shape, cellShapes(shaping))) return shape;
  } else if (each && fit(shaping.fitted, formula, [each, each], cellShapes(shaping))) return [each, each];
  const advice =
    formula.kind === "block"
      ? "Nothing here says how large the `0` and `I` of this block are. Write their sizes: `zeros(H, D)`, `I_D`."
      : holdsOpenOnes(formula)
        ? "Nothing here says how many ones these are. Write their number below: `𝟏_D`."
        : "Nothing here says how large `I` is. Write its size: `I_D`.";
  mismatch(shaping, formula.span, advice);
  return undefined;
}

export function inferCall(shaping: Shaping, formula: Kind<"call">): Inferred {
  const { function: fn } = formula;
  const shapes = formula.arguments.map((argument) => infer(shaping, argument));
  if (!shapes.every(isKnown)) return "unknown";
  const ordersOfScalars = fn.domain.every((domain) => domain.length === 0) && fn.codomain.length === 0;
  if (fn.body) return inferBody(shaping, formula, shapes);
  if (ordersOfScalars)
    return shapes
      .map((shape): Inferred => shape)
      .reduce((left, right) =>
        inferJoined(shaping, formula.span, left, right, "arguments of one function that works on components"),
      );
  for (const [at, shape] of shapes.entries()) {
    const wanted = fn.domain[at]!;
    if (sameShape(shape, wanted)) continue;
    const argument = formula.arguments[at]!;
    return mismatch(
      shaping,
      argument.span,
      `\`${fn.name}\` takes ${printShape(wanted)} here, and \`${shaping.text(argument.span)}\` ${sayShape(shape)}.`,
      "shape/argument",
    );
  }
  return differentiated(shaping, formula, fn.codomain, fn.domain);
}

/** The shape of a derivative of a function of vectors: the axes of its value, then those of each argument that it is taken by. */
function differentiated(
  shaping: Shaping,
  { span, function: fn, orders }: Kind<"call">,
  value: Shape,
  by: readonly Shape[],
): Inferred {
  const result: Dimension[] = [...value];
  for (const [at, order] of orders.entries()) for (let times = 0; times < order; times++) result.push(...by[at]!);
  if (result.length <= 2) return result;
  return mismatch(shaping, span, `This derivative of \`${fn.name}\` has more than two axes.`, "shape/argument");
}

/**
 * A function of the sheet means what its equation means for these arguments; or, where that is one between numbers, it works
 * component by component. Its derivatives by vectors are gradients and Jacobians, or slopes of components, accordingly.
 */
function inferBody(shaping: Shaping, formula: Kind<"call">, shapes: readonly Shape[]): Inferred {
  const { parameters, formula: body } = formula.function.body!;
  if (shapes.every((shape) => shape.length === 0))
    return shaping.shapes.get(body) ?? infer({ ...shaping, parameters: new Map() }, body);
  let misfit: Problem | undefined;
  const silent: Shaping = {
    ...shaping,
    report: (found) => (misfit ??= found),
    parameters: new Map(parameters.map((name, at) => [name, shapes[at]!])),
  };
  const key = `${formula.function.name}(${shapes.map(printShape).join(", ")})`;
  const own = shaping.bodies.get(key) ?? copyOf(body);
  shaping.bodies.set(key, own);
  const inferred = shaping.shapes.get(own) ?? infer(silent, own);
  const whole = inferred === "open" ? (settleOpen(silent, own) ?? "unknown") : inferred;
  if (!misfit && !isKnown(whole)) return "unknown";
  const isDifferentiated = formula.orders.some((order) => order > 0);
  if (!misfit && isKnown(whole) && !(isDifferentiated && isOfComponents(silent, body, 0))) {
    formula.body = own;
    return differentiated(shaping, formula, whole, shapes);
  }
  if (misfit && !isOfComponents(silent, body, 1)) {
    const given = formula.arguments.map(({ span }, at) => `\`${shaping.text(span)}\` ${sayShape(shapes[at]!)}`);
    const message = `The equation of \`${formula.function.name}\` doesn't fit where ${given.join(" and ")}. ${misfit.message}`;
    const related = [{ span: misfit.span, message: "This is the part that doesn't fit" }];
    shaping.report(problem("shape/argument", formula.span, message, { related }));
    return "unknown";
  }
  shaping.elementwiseCalls.add(formula);
  return shapes
    .map((shape): Inferred => shape)
    .reduce((left, right) =>
      inferJoined(shaping, formula.span, left, right, "arguments of one function that works on components"),
    );
}

/** The same formula as objects of its own, for which other shapes can be found. */
function copyOf(formula: Formula): Formula {
  const parts = partsOf(formula);
  return parts.length === 0 ? { ...formula } : withParts(formula, parts.map(copyOf));
}

/**
 * Whether all that an equation does with its parameters is arithmetic on numbers, beside values of at most so many axes: then
 * it makes sense for the components of vectors.
 */
function isOfComponents(shaping: Shaping, formula: Formula, axes: 0 | 1): boolean {
  if (!some(formula, ({ kind }) => kind === "parameter")) {
    const shape = infer(shaping, formula);
    return isKnown(shape) && shape.length <= axes;
  }
  switch (formula.kind) {
    case "parameter":
      return true;
    case "power":
      if (formula.mayTranspose) return false;
      break;
    case "call":
      if (formula.function.domain.some((shape) => shape.length > 0)) return false;
      if (formula.function.body && !isOfComponents(shaping, formula.function.body.formula, axes)) return false;
      break;
    case "sum":
    case "times":
    case "over":
    case "elementwise":
    case "extremum":
    case "conditional":
    case "iverson":
    case "stop":
    case "fold":
      break;
    default:
      return false;
  }
  return partsOf(formula).every((part) => isOfComponents(shaping, part, axes));
}

export function inferDerivative(shaping: Shaping, formula: Kind<"derivative">): Inferred {
  const y = infer(shaping, formula.of);
  const xs = formula.by.map(({ quantity }) => shapeKnownOf(quantity));
  if (!isKnown(y) || xs.some((shape) => !shape)) return "unknown";
  const x = formula.by.length === 1 ? xs[0]! : stackShape(xs as Shape[]);
  if (!x)
    return mismatch(
      shaping,
      formula.span,
      "A derivative by several quantities wants numbers and vectors below.",
      "shape/derivative",
    );
  const shape = derivativeShape(y, x, formula.layout);
  return typeof shape === "string" ? mismatch(shaping, formula.span, `${shape}.`, "shape/derivative") : shape;
}
