/** Writes a formula out on the tape, for given values of its indices. */
import { backward } from "../engine/backward.ts";
import {
  add,
  compare,
  constant,
  constantValue,
  copy,
  divide,
  elementwise,
  maximum,
  minimum,
  multiply,
  negate,
  power,
  select,
  stop,
  total,
  unknownFunction,
} from "../engine/build.ts";
import { hasKink } from "../engine/elementwise.ts";
import { elementsOf, shapeOf, type NodeId, type Shape, type Tape } from "../engine/tape.ts";
import { constantDimension, evaluateDimension, type Shape as DimensionList } from "../semantics/dimensions.ts";
import { evaluateIndex, type IndexExpr } from "../semantics/indices.ts";
import type { ElementReference, Formula } from "../semantics/model.ts";
import { tensorFunction } from "../semantics/tensor-functions.ts";
import { partsOf } from "../semantics/walk.ts";
import {
  blockOf,
  componentsOf,
  identityOf,
  joined,
  matrixPower,
  productOf,
  reshape,
  spreadLike,
  stackOf,
  transposeOf,
  type Pick,
} from "./arrange.ts";
import { isFull } from "./budgets.ts";
import { assumedOfNumbers, assumedOfVectors, unknownOfVectors } from "./draws.ts";
import { emitAdjoint, emitDerivative, emitImmediate, jacobian } from "./derivatives.ts";
import { emitFold } from "./folds.ts";
import { decide, isSwitchedOff } from "./needs.ts";
import { tensorWriters } from "./tensor-functions.ts";
import { elementNode, exists, interrupt, isAtBoundary, tupleOf, zeroNode, type Frame, type World } from "./world.ts";

type Kind<Name extends Formula["kind"]> = Extract<Formula, { kind: Name }>;

/** The node of a formula's value. Interrupts where it has none. */
export function emit(world: World, formula: Formula, frame: Frame): NodeId {
  if (world.oversized.has(formula)) interrupt({ interruption: "too-large" });
  const node = emitAnew(world, formula, frame);
  return world.hasUnitSize && !frame.elementwise ? inOwnShape(world, formula, node) : node;
}

/** Where a size is 1, a 1×1 matrix would be taken for a number and a 1×N one for a row: it has the shape that it was inferred to have. */
function inOwnShape(world: World, formula: Formula, node: NodeId): NodeId {
  if (!world.model.shapes.has(formula)) return node;
  const [own, wanted] = [shapeOf(world.tape, node), shapeOfFormula(world, formula)];
  const differs = own.length !== wanted.length || own.some((extent, axis) => extent !== wanted[axis]);
  return differs && elementsOf(own) === elementsOf(wanted) ? reshape(world.tape, node, wanted) : node;
}

function emitAnew(world: World, formula: Formula, frame: Frame): NodeId {
  const { tape } = world;
  switch (formula.kind) {
    case "number":
      return constant(tape, formula.value, fittedShape(world, formula) ?? []);
    case "integer":
      return constant(tape, evaluateIndex(formula.value, world.sizes, frame.environment));
    case "identity":
      return emitIdentity(world, formula);
    case "filled":
      return constant(
        tape,
        formula.value,
        formula.shape?.map((dimension) => evaluateDimension(dimension, world.sizes)) ??
          fittedShape(world, formula) ??
          [],
      );
    case "element":
      return elementNode(world, formula.reference, frame);
    case "parameter":
      return frame.parameters!.get(formula.name)!;
    case "adjoint":
      return emitAdjoint(world, formula.of, frame);
    case "derivative":
      return formula.immediate ? emitImmediate(world, formula, frame) : emitDerivative(world, formula, frame);
    case "sum":
      return emitSum(world, formula, frame);
    case "times":
      return emitTimes(world, formula, frame);
    case "over":
      return divide(tape, ...pair(world, formula.left, formula.right, frame));
    case "power":
      return emitPower(world, formula, frame);
    case "transpose":
      return transposeOf(tape, emit(world, formula.operand, frame));
    case "stack":
      return stackOf(
        tape,
        formula.parts.map((part) => emit(world, part, frame)),
      );
    case "block":
      return emitBlock(world, formula, frame);
    case "component":
      return emitComponent(world, formula, frame);
    case "tensor":
      return emitTensor(world, formula, frame);
    case "elementwise": {
      const argument = emit(world, formula.argument, frame);
      if (hasKink(formula.name)) world.forks.push({ formula, span: formula.span, node: argument });
      return elementwise(tape, formula.name, formula.order, argument);
    }
    case "extremum": {
      const pick = formula.which === "max" ? maximum : minimum;
      return formula.arguments
        .map((argument) => emit(world, argument, frame))
        .reduce((best, next, at) => {
          const [node, other] = joinedOrInterrupt(tape, best, next);
          world.forks.push({ formula, span: formula.span, node, other, choice: at - 1 });
          return pick(tape, node, other);
        });
    }
    case "call":
      return emitCall(world, formula, frame);
    case "fold":
      return emitFold(world, formula, frame);
    case "conditional": {
      const decided = decide(world, formula.condition, frame.environment);
      if (decided !== undefined) return emit(world, decided ? formula.then : formula.otherwise, frame);
      const [then, otherwise] = pair(world, formula.then, formula.otherwise, frame);
      const [condition, first] = joinedOrInterrupt(tape, emitCondition(world, formula, frame), then);
      return select(tape, condition, first, spreadLike(tape, otherwise, shapeOf(tape, condition)));
    }
    case "iverson": {
      const decided = decide(world, formula.condition, frame.environment);
      return decided === undefined ? emitCondition(world, formula, frame) : constant(tape, decided ? 1 : 0);
    }
    case "stop":
      return stop(tape, emit(world, formula.operand, frame));
    case "trouble":
      return interrupt({ interruption: "unreadable", reason: formula.reason });
  }
}

// ── Arithmetic ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Shapes were checked before; what still differs depends on sizes given from outside, or is a change that nobody wrote. */
const shapesDontFit = "at these sizes its shapes don't fit";

/** Two nodes in one shape. */
function joinedOrInterrupt(tape: Tape, a: NodeId, b: NodeId): readonly [NodeId, NodeId] {
  return joined(tape, a, b) ?? interrupt({ interruption: "unreadable", reason: shapesDontFit });
}

function pair(world: World, left: Formula, right: Formula, frame: Frame): readonly [NodeId, NodeId] {
  return joinedOrInterrupt(world.tape, emit(world, left, frame), emit(world, right, frame));
}

export function fittedShape(world: World, formula: Formula): Shape | undefined {
  return world.model.fitted.get(formula)?.map((dimension) => evaluateDimension(dimension, world.sizes));
}

function shapeOfFormula(world: World, formula: Formula): Shape {
  return (world.model.shapes.get(formula) ?? []).map((dimension) => evaluateDimension(dimension, world.sizes));
}

function emitIdentity(world: World, formula: Kind<"identity">): NodeId {
  const side = formula.dimension ? evaluateDimension(formula.dimension, world.sizes) : fittedShape(world, formula)?.[0];
  return side === undefined ? constant(world.tape, 1) : identityOf(world.tape, side);
}

function emitTimes(world: World, formula: Kind<"times">, frame: Frame): NodeId {
  const { tape } = world;
  if (isSwitchedOff(world, formula, frame.environment)) return constant(tape, 0, shapeOfFormula(world, formula));
  const [left, right] = [emit(world, formula.left, frame), emit(world, formula.right, frame)];
  if (formula.elementwise || frame.elementwise) return multiply(tape, ...joinedOrInterrupt(tape, left, right));
  return productOf(tape, left, right) ?? interrupt({ interruption: "unreadable", reason: shapesDontFit });
}

/** A power of a number or of components; of a square matrix its own; with a T, its transpose. */
function emitPower(world: World, formula: Kind<"power">, frame: Frame): NodeId {
  const { tape } = world;
  const base = emit(world, formula.base, frame);
  const shape = shapeOf(tape, base);
  if (shape.length > 0 && formula.mayTranspose) return transposeOf(tape, base);
  const whole = fixedNumber(world, formula.exponent, frame);
  const exponent = whole === undefined ? emit(world, formula.exponent, frame) : constant(tape, whole);
  if (shape.length === 2 && shape[0] === shape[1] && !formula.elementwise && !frame.elementwise) {
    if (whole !== undefined && Number.isInteger(whole) && Math.abs(whole) <= longestPower)
      return matrixPower(tape, base, whole);
    return interrupt({ interruption: "unreadable", reason: "only whole powers of a matrix are understood" });
  }
  return power(tape, ...joinedOrInterrupt(tape, base, exponent));
}

/** The value of a formula of numbers, sizes and indices, which is known before anything is evaluated. */
function fixedNumber(world: World, formula: Formula, frame: Frame): number | undefined {
  const both = (left: Formula, right: Formula, join: (a: number, b: number) => number): number | undefined => {
    const [a, b] = [fixedNumber(world, left, frame), fixedNumber(world, right, frame)];
    return a === undefined || b === undefined ? undefined : join(a, b);
  };
  switch (formula.kind) {
    case "number":
      return formula.value;
    case "integer":
      return evaluateIndex(formula.value, world.sizes, frame.environment);
    case "sum": {
      const terms = formula.terms.map(({ sign, term }) => sign * (fixedNumber(world, term, frame) ?? NaN));
      const total = terms.reduce((sum, term) => sum + term, 0);
      return Number.isNaN(total) ? undefined : total;
    }
    case "times":
      return both(formula.left, formula.right, (a, b) => a * b);
    case "over":
      return both(formula.left, formula.right, (a, b) => a / b);
    case "power":
      return both(formula.base, formula.exponent, (a, b) => a ** b);
    default:
      return undefined;
  }
}

/** Higher powers of a matrix than this are not multiplied out. */
const longestPower = 64;

function emitSum(world: World, formula: Kind<"sum">, frame: Frame): NodeId {
  const { tape } = world;
  const terms = formula.terms.map(({ sign, term }) => {
    // A negative literal is a constant too: exponents are looked at for being one.
    if (sign === -1 && term.kind === "number") return constant(tape, -term.value, fittedShape(world, term) ?? []);
    const node = emit(world, term, frame);
    if (sign === 1) return node;
    // `-1` stays a constant, so that a power sees its exponent.
    const value = constantValue(tape, node);
    return value === undefined ? negate(tape, node) : constant(tape, -value, shapeOf(tape, node));
  });
  if (terms.length === 1) return terms[0]!;
  const widest = terms.find((node) => shapeOf(tape, node).length > 0) ?? terms[0]!;
  return add(
    tape,
    terms.map((node) => joinedOrInterrupt(tape, node, widest)[0]),
  );
}

/** 1 or 0, the condition of a conditional or an Iverson bracket. */
function emitCondition(world: World, formula: Kind<"conditional" | "iverson">, frame: Frame): NodeId {
  const { tape } = world;
  const { condition } = formula;
  const nodes = condition.onValues.map(({ relation, left, right }) =>
    compare(tape, relation, ...pair(world, left, right, frame)),
  );
  for (const [choice, node] of nodes.entries()) world.forks.push({ formula, span: condition.span, node, choice });
  return nodes.reduce((all, next) => multiply(tape, ...joinedOrInterrupt(tape, all, next)));
}

// ── Parts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A bracket of only numbers and vectors stacks them; any other is a block. */
function emitBlock(world: World, formula: Kind<"block">, frame: Frame): NodeId {
  const { tape } = world;
  const rows = formula.rows.map((row) => row.map((cell) => emit(world, cell, frame)));
  const inLine = rows.length === 1 || rows.every((row) => row.length === 1);
  if (inLine && rows.flat().every((node) => shapeOf(tape, node).length < 2)) return stackOf(tape, rows.flat());
  return (
    blockOf(tape, rows) ??
    interrupt({ interruption: "unreadable", reason: "the parts of its block don't fit together" })
  );
}

function emitComponent(world: World, formula: Kind<"component">, frame: Frame): NodeId {
  const node = emit(world, formula.of, frame);
  const at = (index: IndexExpr) => evaluateIndex(index, world.sizes, frame.environment);
  const picks = formula.indices.map((index): Pick =>
    index.kind === "slice"
      ? { start: at(index.from) - 1, end: at(index.to), single: false }
      : { start: at(index) - 1, end: at(index), single: true },
  );
  const named = formula.of.kind === "element" ? `\`${formula.of.reference.quantity.name}\`` : "that";
  if (picks.some(({ start, end }) => Number.isNaN(start) || Number.isNaN(end)))
    return interrupt({
      interruption: "unreadable",
      reason: `the number of a component of ${named} is not whole`,
      span: formula.span,
    });
  const components = componentsOf(world.tape, node, picks);
  if (components !== undefined) return components;
  const numbers = picks.map(({ start, end, single }) => (single ? end : `${start + 1}..${end}`)).join(",");
  const extents = shapeOf(world.tape, node).join("×");
  return interrupt({
    interruption: "unreadable",
    reason: `component ${numbers} of ${named} does not exist: it has ${extents}, counted from 1`,
    span: formula.span,
  });
}

function emitTensor(world: World, formula: Kind<"tensor">, frame: Frame): NodeId {
  const args = formula.arguments.map((argument) => emit(world, argument, frame));
  const shape = tensorFunction(formula.name).shape(
    args.map((node) => shapeOf(world.tape, node).map(constantDimension)),
  );
  if (typeof shape === "string") interrupt({ interruption: "unreadable", reason: shapesDontFit });
  return tensorWriters[formula.name](world.tape, args);
}

// ── Calls ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function emitCall(world: World, formula: Kind<"call">, frame: Frame): NodeId {
  const { tape } = world;
  const { function: fn, orders } = formula;
  const given = formula.arguments.map((argument) => emit(world, argument, frame));
  if (fn.body) return emitBody(world, formula, given, frame);
  const indices = formula.indices.map((index) => evaluateIndex(index, world.sizes, frame.environment));
  const key = indices.length === 0 ? fn.name : `${fn.name}[${indices.join(",")}]`;
  const form = world.assumed.get(fn)?.form;
  if ([...fn.domain, fn.codomain].every((shape) => shape.length === 0)) {
    const widest = given.find((node) => shapeOf(tape, node).length > 0) ?? given[0]!;
    const args = given.map((node) => joinedOrInterrupt(tape, node, widest)[0]);
    return form ? assumedOfNumbers(tape, form, key, orders, args) : unknownFunction(tape, key, fn.arity, orders, args);
  }
  const concrete = (shape: DimensionList): Shape => shape.map((dimension) => evaluateDimension(dimension, world.sizes));
  const domain = fn.domain.map(concrete);
  if (given.some((node, at) => elementsOf(shapeOf(tape, node)) !== elementsOf(domain[at]!)))
    interrupt({ interruption: "unreadable", reason: shapesDontFit });
  const by = orders.flatMap((order, at) => Array.from({ length: order }, () => at));
  const codomain = concrete(fn.codomain);
  return form
    ? assumedOfVectors(tape, form, key, codomain, given, domain, by)
    : unknownOfVectors(tape, key, codomain, given, domain, by);
}

/** A function of the sheet is its equation; it is differentiated by copies of its arguments, which nothing else uses. */
function emitBody(world: World, formula: Kind<"call">, given: readonly NodeId[], frame: Frame): NodeId {
  const { tape } = world;
  const body = formula.function.body!;
  // Functions of functions double what they are made of at each level.
  if (isFull(tape)) interrupt({ interruption: "too-large" });
  if (formula.body) {
    const copies = given.map((node) => copy(tape, node));
    const parameters = new Map(body.parameters.map((name, at) => [name, copies[at]!]));
    let value = emit(world, formula.body, { ...frame, parameters, elementwise: false });
    for (const [at, order] of formula.orders.entries())
      for (let times = 0; times < order; times++) value = jacobian(world, value, copies[at]!);
    return value;
  }
  const isElementwise = world.model.elementwiseCalls.has(formula);
  const widest = given.find((node) => shapeOf(tape, node).length > 0);
  const copies = given.map((node) =>
    copy(tape, isElementwise && widest !== undefined ? joinedOrInterrupt(tape, node, widest)[0] : node),
  );
  const parameters = new Map(body.parameters.map((name, at) => [name, copies[at]!]));
  let value = emit(world, body.formula, { ...frame, parameters, elementwise: isElementwise });
  for (const [at, order] of formula.orders.entries())
    for (let times = 0; times < order; times++)
      value = isElementwise ? slopesOf(world, value, copies[at]!) : jacobian(world, value, copies[at]!);
  return value;
}

/** The derivatives of what works component by component: the sum of all components has them as its gradient. */
function slopesOf(world: World, value: NodeId, by: NodeId): NodeId {
  const { tape } = world;
  return backward(tape, total(tape, value), [by])[0] ?? zeroNode(world, shapeOf(tape, by));
}

/** The first element that a claim is about and that doesn't exist here: a claim is meant only where its left side does. */
export function missingSubject(world: World, formula: Formula, frame: Frame): ElementReference | undefined {
  // What stands inside a sum is asked for under the sum's own indices.
  if (formula.kind === "fold") return undefined;
  const references =
    formula.kind === "element"
      ? [formula.reference]
      : formula.kind === "adjoint"
        ? [formula.of]
        : formula.kind === "derivative"
          ? formula.by
          : [];
  const missing = references.find((reference) => {
    const { quantity } = reference;
    const tuple = tupleOf(world, reference, frame.environment);
    return !exists(world, quantity, tuple) && !(quantity.boundary && isAtBoundary(world, quantity, tuple));
  });
  if (missing) return missing;
  for (const part of partsOf(formula)) {
    const inside = missingSubject(world, part, frame);
    if (inside) return inside;
  }
  return undefined;
}
