/** Writes a formula out on the tape, for given values of its indices. */
import { backward } from "../engine/backward.ts";
import { add, compare, constant, copy, divide, elementwise, maximum, minimum, multiply, negate, power, select, stop, unknownFunction } from "../engine/build.ts";
import type { NodeId } from "../engine/tape.ts";
import { eachAssignment, find } from "../semantics/elements.ts";
import { evaluateIndex } from "../semantics/indices.ts";
import type { Condition, ElementReference, Formula } from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import { decide } from "./needs.ts";
import { elementName, elementNode, exists, interrupt, nodeBudget, numberedNode, tupleOf, zeroNode, type Frame, type World } from "./world.ts";

type Kind<Name extends Formula["kind"]> = Extract<Formula, { kind: Name }>;

/** The node of a formula's value. Interrupts where it has none. */
export function emit(world: World, formula: Formula, frame: Frame): NodeId {
  const { tape } = world;
  switch (formula.kind) {
    case "number":
      return constant(tape, formula.value);
    case "integer":
      return constant(tape, evaluateIndex(formula.value, world.sizes, frame.environment));
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
      return multiply(tape, emit(world, formula.left, frame), emit(world, formula.right, frame));
    case "over":
      return divide(tape, emit(world, formula.left, frame), emit(world, formula.right, frame));
    case "power":
      return power(tape, emit(world, formula.base, frame), emit(world, formula.exponent, frame));
    case "elementwise":
      return elementwise(tape, formula.name, formula.order, emit(world, formula.argument, frame));
    case "extremum": {
      const pick = formula.which === "max" ? maximum : minimum;
      return formula.arguments.map((argument) => emit(world, argument, frame)).reduce((best, next) => pick(tape, best, next));
    }
    case "call":
      return emitCall(world, formula, frame);
    case "fold":
      return emitFold(world, formula, frame);
    case "conditional": {
      const decided = decide(world, formula.condition, frame.environment);
      if (decided !== undefined) return emit(world, decided ? formula.then : formula.otherwise, frame);
      const condition = emitCondition(world, formula.condition, frame);
      return select(tape, condition, emit(world, formula.then, frame), emit(world, formula.otherwise, frame));
    }
    case "iverson": {
      const decided = decide(world, formula.condition, frame.environment);
      return decided === undefined ? emitCondition(world, formula.condition, frame) : constant(tape, decided ? 1 : 0);
    }
    case "stop":
      return stop(tape, emit(world, formula.operand, frame));
    case "trouble":
      return interrupt({ interruption: "unreadable", reason: formula.reason });
  }
}

function emitSum(world: World, formula: Kind<"sum">, frame: Frame): NodeId {
  const terms = formula.terms.map(({ sign, term }) => {
    const node = emit(world, term, frame);
    return sign === 1 ? node : negate(world.tape, node);
  });
  return terms.length === 1 ? terms[0]! : add(world.tape, terms);
}

/** A sum is one addition of all its terms; a product multiplies in the order of its range. */
function emitFold(world: World, formula: Kind<"fold">, frame: Frame): NodeId {
  const { tape } = world;
  const nodes: NodeId[] = [];
  eachAssignment(formula.binders, [], world.sizes, frame.environment, (environment) => {
    if (tape.length > nodeBudget || nodes.length > nodeBudget) interrupt({ interruption: "too-large" });
    nodes.push(emit(world, formula.body, { ...frame, environment }));
  });
  if (formula.which === "sum") return nodes.length === 0 ? zeroNode(world) : add(tape, nodes);
  return nodes.length === 0 ? constant(tape, 1) : nodes.reduce((product, next) => multiply(tape, product, next));
}

function emitCondition(world: World, condition: Condition, frame: Frame): NodeId {
  const { tape } = world;
  return condition.onValues
    .map(({ relation, left, right }) => compare(tape, relation, emit(world, left, frame), emit(world, right, frame)))
    .reduce((all, next) => multiply(tape, all, next));
}

// ── Calls ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function emitCall(world: World, formula: Kind<"call">, frame: Frame): NodeId {
  const { tape } = world;
  const { function: fn, orders } = formula;
  const given = formula.arguments.map((argument) => emit(world, argument, frame));
  if (!fn.body) {
    const indices = formula.indices.map((index) => evaluateIndex(index, world.sizes, frame.environment));
    const key = indices.length === 0 ? fn.name : `${fn.name}[${indices.join(",")}]`;
    return unknownFunction(tape, key, fn.arity, orders, given);
  }
  // A function of the sheet is its body; it is differentiated by copies of its arguments, which nothing else uses.
  const copies = given.map((node) => copy(tape, node));
  const parameters = new Map(fn.body.parameters.map((name, at) => [name, copies[at]!]));
  let value = emit(world, fn.body.formula, { ...frame, parameters });
  for (const [at, order] of orders.entries())
    for (let times = 0; times < order; times++) value = backward(tape, value, [copies[at]!])[0] ?? zeroNode(world);
  return value;
}

// ── Derivatives ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** ∂L/∂v for an element v; 0 beyond the range, and where no path leads from v to the loss. */
function emitAdjoint(world: World, of: ElementReference, frame: Frame): NodeId {
  const { loss } = world.model;
  const tuple = tupleOf(world, of, frame.environment);
  if (of.quantity.trouble !== undefined) interrupt({ interruption: "trouble", quantity: of.quantity, reason: of.quantity.trouble });
  if (!loss) return interrupt({ interruption: "unreadable", reason: "there is no loss" });
  const output = numberedNode(world, loss, 0);
  world.adjoints ??= adjointsOf(world, output);
  const number = find(world.tables.get(of.quantity), tuple);
  const node = number === undefined ? world.beyond.get(elementName(of.quantity, tuple)) : world.nodes.get(of.quantity)?.[number];
  return (node !== undefined && world.adjoints.get(node)) || zeroNode(world);
}

/** The adjoints of all elements that are written out when the loss is: no other can feed it. */
function adjointsOf(world: World, output: NodeId): Map<NodeId, NodeId | undefined> {
  const inputs = [...[...world.nodes.values()].flat(), ...world.beyond.values()].filter((node): node is NodeId => node !== undefined && node <= output);
  const adjoints = backward(world.tape, output, inputs);
  return new Map(inputs.map((node, at) => [node, adjoints[at]]));
}

function emitDerivative(world: World, formula: Kind<"derivative">, frame: Frame): NodeId {
  const by = elementNode(world, formula.by, { ...frame, beyond: "absent" });
  const of = emit(world, formula.of, frame);
  let known = world.derivatives.get(of);
  if (!known) world.derivatives.set(of, (known = new Map()));
  if (!known.has(by)) {
    // A second question about the same output is most likely one of many: answer them all in one pass.
    const all = known.size === 0 ? [] : (world.nodes.get(formula.by.quantity) ?? []);
    const inputs = [by, ...all.filter((node): node is NodeId => node !== undefined && node !== by && !known.has(node))];
    backward(world.tape, of, inputs).forEach((node, at) => known.set(inputs[at]!, node));
  }
  return known.get(by) ?? zeroNode(world);
}

/** The derivative through y's own equation only: everything in it stands still but x. */
function emitImmediate(world: World, formula: Kind<"derivative">, frame: Frame): NodeId {
  const { tape } = world;
  const by = elementNode(world, formula.by, { ...frame, beyond: "absent" });
  const frozen = new Map<NodeId, NodeId>();
  let value: NodeId;
  if (formula.of.kind === "element") {
    const { reference } = formula.of;
    const tuple = tupleOf(world, reference, frame.environment);
    const of = elementNode(world, reference, { ...frame, beyond: "absent" });
    if (of === by) return constant(tape, 1);
    const table = world.tables.get(reference.quantity);
    const number = find(table, tuple);
    const source = number === undefined ? undefined : table!.sources[number];
    if (!source || !("formula" in source) || world.clamps.has(reference.quantity)) return zeroNode(world);
    value = emit(world, source.formula, { environment: table!.environments[number!], beyond: "missing", frozen });
  } else value = emit(world, formula.of, { ...frame, frozen });
  const still = frozen.get(by);
  return (still !== undefined && backward(tape, value, [still])[0]) || zeroNode(world);
}

/** Whether everything that a claim is about exists here: a claim is meant only where its left side does. */
export function subjectExists(world: World, formula: Formula, frame: Frame): boolean {
  // What stands inside a sum is asked for under the sum's own indices.
  if (formula.kind === "fold") return true;
  const reference = formula.kind === "element" ? formula.reference : formula.kind === "adjoint" ? formula.of : formula.kind === "derivative" ? formula.by : undefined;
  if (reference && !exists(world, reference.quantity, tupleOf(world, reference, frame.environment)) && !reference.quantity.boundary) return false;
  return partsOf(formula).every((part) => subjectExists(world, part, frame));
}
