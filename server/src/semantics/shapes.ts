/** Shapes of a model: inferred for what is not declared, then checked everywhere. */
import { problem, type Problem } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { sayShape, sameShape, scalarShape, type Dimension, type Shape } from "./dimensions.ts";
import { fit, isOpen, isZero, type Fitted } from "./fit.ts";
import { settleOpen } from "./infer-functions.ts";
import { cellShapes, infer, reportMisfit, type Inferred, type Shaping } from "./infer.ts";
import type { Claim, Definition, Formula, Quantity } from "./model.ts";
import { quote, withWholeBrackets } from "./quote.ts";
import { fixedSize, type Scope } from "./scope.ts";
import { areTransposed } from "./shape-rules.ts";
import { adviseIdentity } from "./size-named-i.ts";

export interface Shapes {
  readonly fitted: Fitted;
  /** Shapes of all formulas, for counting operations and for showing. */
  readonly shapes: Map<Formula, Shape>;
  readonly elementwiseCalls: Set<Formula>;
}

/** Finds the shapes of all quantities and reports what doesn't fit. Marks what then can't be computed. */
export function shapeModel(
  scope: Scope,
  definitions: readonly Definition[],
  claims: readonly Claim[],
  due: readonly Formula[],
  text: string,
): Shapes {
  const shapes: Shapes = { fitted: new Map(), shapes: new Map(), elementwiseCalls: new Set() };
  const bodies = new Map<string, Formula>();
  const shaping = (report: (problem: Problem) => void): Shaping => ({
    report,
    text: (span) => quote(text, span),
    whole: (span) => withWholeBrackets(text, span),
    fixedSize: fixedSize(scope),
    onlyDimension: onlyDimension(scope),
    fitted: shapes.fitted,
    shapes: shapes.shapes,
    elementwiseCalls: shapes.elementwiseCalls,
    bodies,
    parameters: new Map(),
  });
  inferQuantities(
    scope,
    definitions,
    shaping(() => {}),
  );
  for (const definition of definitions) checkDefinition(scope, definition, shaping);
  for (const claim of claims) checkClaim(scope, claim, shaping);
  for (const formula of due) infer(shaping(scope.report), formula);
  for (const { boundary, shape } of scope.quantities.values())
    if (boundary && shape && isOpen(boundary.value))
      fitSilently(
        shapes,
        shaping(() => {}),
        boundary.value,
        shape,
      );
  return shapes;
}

/** The one size of vectors that the model has, if it has just one. */
function onlyDimension(scope: Scope): Dimension | undefined {
  const sizes = [...scope.sizes.values()].filter(({ isLength }) => !isLength);
  const [size] = sizes;
  return sizes.length === 1 && size
    ? new Map([size.value === undefined || size.value === 1 ? [size.name, 1] : ["", size.value]])
    : undefined;
}

// ── Inference ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Goes over the equations until nothing new is found; what then is still open takes part in no vector, so it is a scalar. */
function inferQuantities(scope: Scope, definitions: readonly Definition[], shaping: Shaping): void {
  for (const quantity of scope.quantities.values())
    if (quantity.definitions.length === 0) quantity.shape ??= scalarShape;
  for (;;) {
    let found = false;
    for (const { quantity, formula, leftSpan } of definitions) {
      if (quantity.shape || (isZero(formula) && quantity.definitions.length > 1)) continue;
      const shape = infer(shaping, formula);
      if (typeof shape === "string") continue;
      quantity.shape = shape;
      quantity.shapeSpan = leftSpan;
      found = true;
    }
    if (found) continue;
    const open = definitions.find(({ quantity }) => !quantity.shape);
    if (!open) return;
    // An `I` or a block that nothing sizes has the model's only dimension, or it is told that its size is missing.
    const settled = infer(shaping, open.formula) === "open" ? settleOpen(shaping, open.formula) : undefined;
    open.quantity.shape = settled ?? scalarShape;
    if (!settled && isMisfit(shaping, open.formula)) open.quantity.isMisshapen = true;
  }
}

/** Whether something in a formula can't have a shape, whatever stands for its open parts. */
function isMisfit(shaping: Shaping, formula: Formula): boolean {
  let misfits = false;
  infer({ ...shaping, report: ({ severity }) => (misfits ||= severity === "error") }, formula);
  return misfits;
}

// ── Checks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

type WithReport = (report: (problem: Problem) => void) => Shaping;

/** Runs a check and says whether it reported anything. */
function watched(scope: Scope, withReport: WithReport, run: (shaping: Shaping) => void): string | undefined {
  let reason: string | undefined;
  run(
    withReport((found) => {
      scope.report(found);
      if (found.severity === "error") reason ??= "its shapes don't fit";
    }),
  );
  return reason;
}

function checkDefinition(scope: Scope, definition: Definition, withReport: WithReport): void {
  const { quantity, formula, leftSpan } = definition;
  const trouble = watched(scope, withReport, (shaping) => {
    const own = infer(shaping, formula);
    if (own === "open" && quantity.shape!.length === 0 && quantity.definitions.length === 1)
      return settleOpen(shaping, formula);
    if (quantity.isMisshapen) return;
    const right = fitted(shaping, formula, own, quantity.shape!);
    if (quantity === scope.loss && quantity.shape!.length > 0)
      shaping.report(
        problem(
          "shape/mismatch",
          formula.span,
          `A loss is one number, and this ${sayShape(quantity.shape!)}. Add up its components: \`sum(…)\`.`,
        ),
      );
    if (typeof right === "string" || sameShape(right, quantity.shape!)) return;
    const message = `\`${shaping.text(leftSpan)}\` ${sayShape(quantity.shape!)}, but its right side ${sayShape(right)}.`;
    shaping.report(problem("shape/mismatch", formula.span, message, { related: shapeOrigin(quantity) }));
  });
  if (trouble !== undefined) definition.trouble ??= trouble;
}

function shapeOrigin(quantity: Quantity): { span: Span; message: string }[] {
  return quantity.shapeSpan
    ? [{ span: quantity.shapeSpan, message: `\`${quantity.name}\` has its shape from here` }]
    : [];
}

function checkClaim(scope: Scope, claim: Claim, withReport: WithReport): void {
  if (claim.trouble !== undefined || claim.kind === "cost") return;
  const trouble = watched(scope, withReport, (shaping) => {
    for (const { quantity, value } of claim.given) fitted(shaping, value, infer(shaping, value), quantity.shape!);
    let left = infer(shaping, claim.left);
    let right = infer(shaping, claim.right);
    if (left === "open" && right === "open") left = settleOpen(shaping, claim.left) ?? "unknown";
    right = fitted(shaping, claim.right, right, left);
    left = fitted(shaping, claim.left, left, right);
    right = fitted(shaping, claim.right, right, left);
    if (typeof left === "string" || typeof right === "string" || sameShape(left, right)) return;
    if (areTransposed(left, right)) claim.transposed = true;
    else {
      const ones =
        left.length > 0 && right.length === 0 && "If every component is meant to be this number, write `ones(…)`.";
      const advice = right.length === 0 ? adviseIdentity(claim.right, left) : adviseIdentity(claim.left, right);
      const hint = advice ?? (ones || undefined);
      shaping.report(
        problem(
          "shape/mismatch",
          claim.rightSpan,
          `\`${shaping.text(claim.leftSpan)}\` ${sayShape(left)}, but this side ${sayShape(right)}.${hint === undefined ? "" : ` ${hint}`}`,
        ),
      );
    }
  });
  if (trouble !== undefined) claim.trouble = trouble;
}

/** Fits a side of open size to the other side's shape. */
function fitted(shaping: Shaping, formula: Formula, own: Inferred, other: Inferred): Inferred {
  if (typeof other === "string" || (!isOpen(formula) && own !== "open")) return own;
  if (fit(shaping.fitted, formula, other, cellShapes(shaping))) return other;
  if (own !== "open") return own;
  // Beside a number nothing says how large it is; beside anything else it must be of that shape.
  if (other.length === 0) return settleOpen(shaping, formula) ?? "unknown";
  const settled = settleOpen({ ...shaping, report: () => {} }, formula);
  if (settled && sameShape(settled, other)) return other;
  reportMisfit(shaping, formula, other);
  return "unknown";
}

function fitSilently(shapes: Shapes, shaping: Shaping, formula: Formula, shape: Shape): void {
  fit(shapes.fitted, formula, shape, cellShapes(shaping));
}
