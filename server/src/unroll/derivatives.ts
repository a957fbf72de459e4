/** Writes derivatives out on the tape: adjoints of the loss, Jacobians through the model, and immediate ones. */
import { backward, backwardInSlices } from "../engine/backward.ts";
import { constant, copy, stop } from "../engine/build.ts";
import { finish } from "../engine/slices.ts";
import { elementsOf, shapeOf, writeApart, type NodeId, type Tape } from "../engine/tape.ts";
import { environmentIn, find, sourceIn } from "../semantics/elements.ts";
import { visitVariables, type Environment, type IndexExpr } from "../semantics/indices.ts";
import type { ElementReference, Formula, Quantity } from "../semantics/model.ts";
import { blockOf, elementAt, fromElements, fromRows, reshape, stackOf, transposeOf } from "./arrange.ts";
import { passBudget } from "./budgets.ts";
import { emit } from "./emit.ts";
import { branchOf } from "./branch.ts";
import { demand, numberedNode } from "./demand.ts";
import {
  createWorld,
  elementName,
  elementNode,
  interrupt,
  shapeAt,
  tupleOf,
  zeroNode,
  type Adjoints,
  type Frame,
  type World,
} from "./world.ts";

type Kind<Name extends Formula["kind"]> = Extract<Formula, { kind: Name }>;

/** ∂L/∂v for an element v; 0 beyond the range, and where no path leads from v to the loss. */
export function emitAdjoint(world: World, of: ElementReference, frame: Frame): NodeId {
  const { loss } = world.model;
  const tuple = tupleOf(world, of, frame.environment);
  if (of.quantity.trouble !== undefined)
    interrupt({ interruption: "trouble", quantity: of.quantity, reason: of.quantity.trouble });
  if (!loss) return interrupt({ interruption: "unreadable", reason: "there is no loss" });
  if (of.quantity.coordinates) {
    const value: Formula = {
      kind: "element",
      span: of.span,
      reference: { quantity: loss, indices: [], span: of.span },
    };
    const byParts = {
      kind: "derivative",
      span: of.span,
      of: value,
      by: [of],
      immediate: false,
      layout: "plain",
    } as const;
    return emitDerivative(world, byParts, frame);
  }
  if (find(world.tables.get(loss), []) === undefined)
    return interrupt({ interruption: "unreadable", reason: "the loss has no value at these sizes" });
  const output = numberedNode(world, loss, 0);
  world.adjoints ??= finish(adjointsOf(world, output));
  const number = find(world.tables.get(of.quantity), tuple);
  const node =
    number === undefined ? world.beyond.get(elementName(of.quantity, tuple)) : world.nodes.get(of.quantity)?.[number];
  return (node !== undefined && world.adjoints.get(node)) || zeroNode(world, shapeAt(world, of.quantity));
}

/** Whether an element is written out, or does not exist. */
export function isWritten(world: World, reference: ElementReference, environment: Environment | undefined): boolean {
  const number = find(world.tables.get(reference.quantity), tupleOf(world, reference, environment));
  return number === undefined || world.nodes.get(reference.quantity)?.[number] !== undefined;
}

/** Writes out an element with all that it needs, in slices; nothing where there is no such element. */
export function* prepareElement(
  world: World,
  reference: ElementReference,
  environment: Environment | undefined,
): Generator<void, void> {
  const number = find(world.tables.get(reference.quantity), tupleOf(world, reference, environment));
  if (number !== undefined) yield* demand(world, reference.quantity, number);
}

/** Writes out the adjoints of the loss, in slices. */
export function* prepareAdjoints(world: World): Generator<void, void> {
  const { loss } = world.model;
  if (!loss || loss.trouble !== undefined || world.adjoints || !world.tables.get(loss)?.count) return;
  const output = yield* demand(world, loss, 0);
  world.adjoints = yield* adjointsOf(world, output);
}

/** Writes out the derivative of one element by another, where that is a number's, in slices. */
export function* prepareDerivative(world: World, formula: Kind<"derivative">, frame: Frame): Generator<void, void> {
  const [by] = formula.by;
  if (formula.immediate || formula.of.kind !== "element") return;
  for (const reference of [formula.of.reference, ...formula.by])
    if (!isWritten(world, reference, frame.environment)) yield* prepareElement(world, reference, frame.environment);
  if (!by || coordinatesOf(world, formula.by, frame) || shapeAt(world, formula.of.reference.quantity).length > 0)
    return;
  const of = elementNode(world, formula.of.reference, frame);
  const input = elementNode(world, by, { ...frame, beyond: "absent" });
  const known = world.derivatives.get(of);
  if (!known) world.derivatives.set(of, new Map());
  if (known?.has(input)) return;
  notePass(world, of, input);
  // `∂c[T]/∂c[t]` is asked for all t.
  const isSeries = !formula.of.reference.indices.some(isOpen) && by.indices.some(isOpen);
  yield* gradients(world, of, input, by.quantity, isSeries);
}

/** The adjoints of all elements that are written out when the loss is: no other can feed it. */
export function* adjointsOf(world: World, output: NodeId): Generator<void, Adjoints> {
  const inputs: NodeId[] = [];
  for (const nodes of [...world.nodes.values(), world.beyond.values()]) {
    for (const node of nodes) if (node !== undefined && node <= output) inputs.push(node);
    yield;
  }
  const adjoints = yield* backwardInSlices(world.tape, output, inputs);
  const found = new Int32Array(output + 1);
  for (let at = 0; at < inputs.length; at++) found[inputs[at]!] = adjoints[at] ?? 0;
  // Node 0 is no adjoint: it stands before all that it could be an adjoint of.
  return { get: (node) => found[node] || undefined };
}

/** ∂y/∂x through the model; by a stack, each part is nudged with the others held. */
export function emitDerivative(world: World, formula: Kind<"derivative">, outer: Frame): NodeId {
  // Inside an immediate derivative this one stands still: it is taken of the model, not of the frozen equation.
  const { frozen: _, ...frame } = outer;
  return laidOut(world, sharedDerivative(world, formula, frame) ?? derivative(world, formula, frame), formula, frame);
}

/**
 * The derivative of one element by others, which claims often share. It is written out apart from what any claim has added
 * to the model, so that its nodes are the same whichever claim asks first. Undefined for any other derivative.
 */
function sharedDerivative(world: World, formula: Kind<"derivative">, frame: Frame): NodeId | undefined {
  const { shared, trunk, tape } = world;
  if (!shared || !trunk || frame.nested || formula.of.kind !== "element") return undefined;
  const references = [formula.of.reference, ...formula.by];
  const names: string[] = [];
  for (const reference of references) {
    const tuple = tupleOf(world, reference, frame.environment);
    const number = find(world.tables.get(reference.quantity), tuple);
    if (number === undefined || world.nodes.get(reference.quantity)?.[number] === undefined) return undefined;
    names.push(elementName(reference.quantity, tuple));
  }
  // Of a number by one quantity, one pass answers the next questions too; which ones, the claim decides.
  if (shapeAt(world, references[0]!.quantity).length === 0 && !coordinatesOf(world, formula.by, frame))
    return undefined;
  const key = names.join(" ");
  let found = shared.found.get(key);
  if (!found) {
    const apart: World = { ...branchOf(trunk), forks: [] };
    const before = tape.length;
    const node = writeApart(tape, shared.interned, () => derivative(apart, formula, frame));
    const [nodes, forks] = [tape.length - before, apart.forks];
    found = { node, isZero: apart.zeros.has(node), nodes, passed: apart.passed, forks };
    shared.found.set(key, found);
  }
  if (world.asked.has(found)) return found.node;
  world.asked.add(found);
  if (found.isZero) world.zeros.add(found.node);
  world.forks.push(...found.forks);
  world.passed += found.passed;
  if (world.passed > passBudget) interrupt({ interruption: "too-large" });
  return found.node;
}

function derivative(world: World, formula: Kind<"derivative">, outer: Frame): NodeId {
  const frame: Frame = { ...outer, nested: true };
  const strict: Frame = { ...frame, beyond: "absent" };
  const parts = coordinatesOf(world, formula.by, frame);
  if (!parts) {
    const by = elementNode(world, formula.by[0]!, strict);
    return jacobian(world, emit(world, formula.of, frame), by, formula.by[0]!.quantity);
  }
  const apart = coordinateWorld(world, parts, strict);
  const of = emit(apart, formula.of, frame);
  const blocks = parts.map(({ reference, environment }) =>
    jacobian(apart, of, elementNode(apart, reference, { ...strict, environment })),
  );
  return sideBySide(world.tape, of, blocks);
}

/** The parts below a derivative by a stack; undefined for a single quantity that is nudged itself. */
function coordinatesOf(
  world: World,
  by: readonly ElementReference[],
  frame: Frame,
): { reference: ElementReference; environment: Environment | undefined }[] | undefined {
  if (by.length > 1) return by.map((reference) => ({ reference, environment: frame.environment }));
  const { quantity } = by[0]!;
  const table = world.tables.get(quantity);
  if (!quantity.coordinates || !table) return undefined;
  const number = find(table, tupleOf(world, by[0]!, frame.environment));
  return number === undefined
    ? undefined
    : quantity.coordinates.map((reference) => ({ reference, environment: environmentIn(table, number) }));
}

/** A world in which the parts are cut from their equations, each at its true value. */
function coordinateWorld(
  world: World,
  parts: readonly { reference: ElementReference; environment: Environment | undefined }[],
  frame: Frame,
): World {
  const cuts = new Map(world.cuts);
  const names = parts.map(({ reference, environment }) => {
    const name = elementName(reference.quantity, tupleOf(world, reference, environment));
    cuts.set(name, elementNode(world, reference, { ...frame, environment }));
    return name;
  });
  const key = names.join(" ");
  let apart = world.coordinateWorlds.get(key);
  if (!apart) {
    const { model, sizes, tables, tape, clamps, assumed, forks } = world;
    world.coordinateWorlds.set(
      key,
      (apart = createWorld(model, sizes, tables, tape, { clamps, assumed, cuts, forks })),
    );
  }
  return apart;
}

/** For y a number, the gradients below one another; else the Jacobians side by side. */
function sideBySide(tape: Tape, of: NodeId, blocks: readonly NodeId[]): NodeId {
  if (shapeOf(tape, of).length === 0) return stackOf(tape, blocks);
  const columns = blocks.map((block) =>
    shapeOf(tape, block).length === 2 ? block : reshape(tape, block, [shapeOf(tape, block)[0] ?? 1, 1]),
  );
  return blockOf(tape, [columns]) ?? interrupt({ interruption: "unreadable", reason: "its blocks don't fit together" });
}

/** The derivative of a node by another, such as an element's, one row for each component of y. */
export function jacobian(world: World, of: NodeId, by: NodeId, quantity?: Quantity): NodeId {
  let known = world.derivatives.get(of);
  if (!known) world.derivatives.set(of, (known = new Map()));
  const found = known.get(by);
  if (found !== undefined) return found;
  notePass(world, of, by);
  if (shapeOf(world.tape, of).length > 0) known.set(by, jacobianByRows(world, of, by));
  else finish(gradients(world, of, by, quantity));
  return known.get(by)!;
}

/** Whether an index expression names an index. */
function isOpen(index: IndexExpr): boolean {
  let open = false;
  visitVariables(index, () => (open = true));
  return open;
}

function notePass(world: World, of: NodeId, by: NodeId): void {
  world.passed += Math.max(0, of - by + 1) * elementsOf(shapeOf(world.tape, of));
  if (world.passed > passBudget) interrupt({ interruption: "too-large" });
}

/** Writes out the derivatives of a number by one element; at the second question about it, by all elements of that quantity. */
function* gradients(
  world: World,
  of: NodeId,
  by: NodeId,
  quantity: Quantity | undefined,
  isOneOfMany = false,
): Generator<void, void> {
  const known = world.derivatives.get(of)!;
  const inputs = [by];
  // A second question about the same number is most likely one of many: one pass answers them all.
  if ((known.size > 0 || isOneOfMany) && quantity)
    for (const node of world.nodes.get(quantity) ?? [])
      if (node !== undefined && node !== by && node <= of && !known.has(node)) inputs.push(node);
  const found = yield* backwardInSlices(world.tape, of, inputs);
  for (const [at, input] of inputs.entries())
    known.set(input, found[at] ?? zeroNode(world, shapeOf(world.tape, input)));
}

/** One backward pass for each component of y. */
function jacobianByRows(world: World, of: NodeId, by: NodeId): NodeId {
  const { tape } = world;
  const shape = shapeOf(tape, of);
  const below = shapeOf(tape, by);
  const passes = Array.from({ length: elementsOf(shape) }, (_, at) => backward(tape, elementAt(tape, of, at), [by])[0]);
  const target = below.length === 0 ? shape : [elementsOf(shape), elementsOf(below)];
  if (passes.every((pass) => pass === undefined)) return zeroNode(world, target);
  const rows = passes.map((pass) => pass ?? constant(tape, 0, below));
  return below.length === 0 ? fromElements(tape, rows, shape) : fromRows(tape, rows, elementsOf(below));
}

/** Turns a derivative as the sheet's layout wants it. */
function laidOut(world: World, node: NodeId, formula: Kind<"derivative">, frame: Frame): NodeId {
  if (formula.layout === "plain") return node;
  const { tape } = world;
  const isGradient = shapeOf(tape, emit(world, formula.of, frame)).length === 0;
  const turns = formula.layout === "numerator" ? isGradient : !isGradient && shapeOf(tape, node).length === 2;
  return turns ? transposeOf(tape, node) : node;
}

/** The derivative through y's own equation only: everything in it stands still but x. */
export function emitImmediate(world: World, formula: Kind<"derivative">, frame: Frame): NodeId {
  const { tape } = world;
  const by = elementNode(world, formula.by[0]!, { ...frame, beyond: "absent" });
  const frozen = new Map<NodeId, NodeId>();
  let value: NodeId;
  if (formula.of.kind === "element") {
    const { reference } = formula.of;
    const tuple = tupleOf(world, reference, frame.environment);
    const of = elementNode(world, reference, { ...frame, beyond: "absent" });
    if (of === by) return jacobian(world, of, by);
    const table = world.tables.get(reference.quantity);
    const number = find(table, tuple);
    const source = number === undefined ? undefined : sourceIn(table!, number);
    const hasEquation = source && "formula" in source && !world.clamps.has(reference.quantity);
    value = hasEquation
      ? emit(world, source.formula, { environment: environmentIn(table!, number!), beyond: "missing", frozen })
      : stop(tape, of);
  } else value = emit(world, formula.of, { ...frame, frozen });
  const still = frozen.get(by) ?? copy(tape, by);
  return laidOut(world, jacobian(world, value, still), formula, frame);
}
