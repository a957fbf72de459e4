/** Infers the shapes of calls, of functions of vectors and matrices, and of derivatives. */
import { printShape, sayShape, sameShape, type Dimension, type Shape } from "./dimensions.ts";
import { fit, fitEach } from "./fit.ts";
import { cellShapes, infer, inferJoined, isKnown, mismatch, type Inferred, type Shaping } from "./infer.ts";
import type { Formula } from "./model.ts";
import { derivativeShape, stackShape } from "./shape-rules.ts";
import { tensorFunction } from "./tensor-functions.ts";

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
  if (typeof shape !== "string") return shape;
  return mismatch(
    shaping,
    formula.span,
    `${shape}, and this has ${shapes
      .map((each) => `shape ${printShape(each)}`)
      .join(" and ")
      .replaceAll("shape a", "a")}.`,
    "shape/argument",
  );
}

/** An open formula that nothing sizes: the model's only dimension, if it has just one. */
export function settleOpen(shaping: Shaping, formula: Formula): Shape | undefined {
  const { onlyDimension: each } = shaping;
  if (each && formula.kind === "block") {
    const shape = fitEach(shaping.fitted, formula.rows, each, cellShapes(shaping));
    if (shape) return shape;
  } else if (each && fit(shaping.fitted, formula, [each, each], cellShapes(shaping))) return [each, each];
  const advice =
    formula.kind === "block"
      ? "Nothing here says how large the `0` and `I` of this block are. Write their sizes: `zeros(H, D)`, `I_D`."
      : "Nothing here says how large `I` is. Write its size: `I_D`.";
  mismatch(shaping, formula.span, advice);
  return undefined;
}

export function inferCall(shaping: Shaping, formula: Kind<"call">): Inferred {
  const { function: fn, orders } = formula;
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
  const result: Dimension[] = [...fn.codomain];
  for (const [at, order] of orders.entries())
    for (let times = 0; times < order; times++) result.push(...fn.domain[at]!);
  if (result.length > 2)
    return mismatch(
      shaping,
      formula.span,
      `This derivative of \`${fn.name}\` has more than two axes.`,
      "shape/argument",
    );
  return result;
}

/** A function of the sheet means what its body means for these arguments, or else it works component by component. */
function inferBody(shaping: Shaping, formula: Kind<"call">, shapes: readonly Shape[]): Inferred {
  const { parameters, formula: body } = formula.function.body!;
  if (shapes.every((shape) => shape.length === 0)) return infer({ ...shaping, parameters: new Map() }, body);
  let failed = false;
  const silent: Shaping = {
    ...shaping,
    report: () => (failed = true),
    parameters: new Map(parameters.map((name, at) => [name, shapes[at]!])),
  };
  const whole = infer(silent, body);
  if (!failed && isKnown(whole) && formula.orders.every((order) => order === 0)) return whole;
  shaping.elementwiseCalls.add(formula);
  return shapes
    .map((shape): Inferred => shape)
    .reduce((left, right) =>
      inferJoined(shaping, formula.span, left, right, "arguments of one function that works on components"),
    );
}

export function inferDerivative(shaping: Shaping, formula: Kind<"derivative">): Inferred {
  const y = infer(shaping, formula.of);
  const xs = formula.by.map(({ quantity }) => quantity.shape);
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
