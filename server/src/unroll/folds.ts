/** Sums and products over ranges; and what takes long to write out, written ahead in slices. */
import { add, constant } from "../engine/build.ts";
import { shapeOf, type NodeId } from "../engine/tape.ts";
import { assignmentCount, assignments, eachAssignment } from "../semantics/elements.ts";
import { evaluateIndex } from "../semantics/indices.ts";
import type { Formula } from "../semantics/model.ts";
import { partsOf, some } from "../semantics/walk.ts";
import { fromElements, identityOf, productOf } from "./arrange.ts";
import { isFull, nodeBudget } from "./budgets.ts";
import { isWritten, prepareAdjoints, prepareDerivative, prepareElement } from "./derivatives.ts";
import { emit, fittedShape } from "./emit.ts";
import { decide, isSwitchedOff } from "./needs.ts";
import { interrupt, zeroNode, type Frame, type World } from "./world.ts";

type Kind<Name extends Formula["kind"]> = Extract<Formula, { kind: Name }>;

/** A sum is one addition of all its terms; a product multiplies in the order of its range. */
export function emitFold(world: World, formula: Kind<"fold">, frame: Frame): NodeId {
  const ahead = world.ahead.get(formula);
  if (ahead && ahead.environment === frame.environment && !frame.frozen && !frame.parameters) {
    world.ahead.delete(formula);
    return ahead.node;
  }
  checkExtent(world, formula, frame);
  const nodes: NodeId[] = [];
  eachAssignment(formula.binders, [], world.sizes, frame.environment, (environment) => {
    nodes.push(emitTerm(world, formula, nodes, { ...frame, environment }));
  });
  return foldOf(world, formula, nodes);
}

/** What has more terms than a tape has room for is not begun. */
function checkExtent(world: World, formula: Kind<"fold">, { environment }: Frame): void {
  if (assignmentCount(formula.binders, world.sizes, environment) > nodeBudget) interrupt({ interruption: "too-large" });
}

function emitTerm(world: World, formula: Kind<"fold">, before: readonly NodeId[], frame: Frame): NodeId {
  const { tape } = world;
  if (isFull(tape) || before.length > nodeBudget) interrupt({ interruption: "too-large" });
  return emit(world, formula.body, frame);
}

function foldOf(world: World, formula: Kind<"fold">, nodes: readonly NodeId[]): NodeId {
  const { tape } = world;
  if (formula.which === "stack") return tableOf(world, formula, nodes);
  if (formula.which === "sum") {
    if (nodes.length === 0) return zeroNode(world, fittedShape(world, formula));
    // A change that is tried may leave terms of another shape beside those that a condition switches off.
    if (nodes.some((node) => shapeOf(tape, node) !== shapeOf(tape, nodes[0]!)))
      interrupt({ interruption: "unreadable", reason: "its terms have different shapes" });
    return add(tape, nodes);
  }
  if (nodes.length === 0) return emptyProduct(world, formula);
  return nodes.reduce(
    (product, next) =>
      productOf(tape, product, next) ??
      interrupt({ interruption: "unreadable", reason: "its factors have no product" }),
  );
}

/** The vector or matrix whose components these are, in the order of rows. */
function tableOf({ tape, sizes }: World, { binders }: Kind<"fold">, nodes: readonly NodeId[]): NodeId {
  if (nodes.some((node) => shapeOf(tape, node).length > 0))
    interrupt({ interruption: "unreadable", reason: "its components are no numbers" });
  return fromElements(
    tape,
    nodes,
    binders.map(({ to }) => evaluateIndex(to, sizes, undefined)),
  );
}

/** 1, or the identity of the factors' size. */
function emptyProduct(world: World, formula: Kind<"fold">): NodeId {
  const shape = fittedShape(world, formula);
  return shape?.length === 2 ? identityOf(world.tape, shape[0]!) : constant(world.tape, 1);
}

// ── Ahead ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How many terms of a sum are written between two pauses. */
const termsPerSlice = 200;

/**
 * Writes out, in slices, what of a formula takes long: the elements that it names with all that they need, derivatives
 * through a long recurrence, long sums and products. `emit` then finds them. Interrupts where `emit` would.
 */
export function* prepare(world: World, formula: Formula, frame: Frame): Generator<void, void> {
  switch (formula.kind) {
    case "element":
      if (!isWritten(world, formula.reference, frame.environment))
        yield* prepareElement(world, formula.reference, frame.environment);
      return;
    case "adjoint":
      return yield* prepareAdjoints(world);
    case "derivative":
      return yield* prepareDerivative(world, formula, frame);
    case "fold":
      return yield* writeFoldAhead(world, formula, frame);
    case "conditional": {
      const decided = decide(world, formula.condition, frame.environment);
      if (decided !== false) yield* prepare(world, formula.then, frame);
      if (decided !== true) yield* prepare(world, formula.otherwise, frame);
      return;
    }
    case "times":
      if (isSwitchedOff(world, formula, frame.environment)) return;
      break;
    default:
  }
  for (const part of partsOf(formula)) if (part.kind !== "number") yield* prepare(world, part, frame);
}

/** Whether a formula names what may take long to write, besides elements. */
export function mayTakeLong(formula: Formula): boolean {
  return some(formula, ({ kind }) => kind === "fold" || kind === "derivative" || kind === "adjoint");
}

function* writeFoldAhead(world: World, formula: Kind<"fold">, frame: Frame): Generator<void, void> {
  checkExtent(world, formula, frame);
  const nodes: NodeId[] = [];
  for (const environment of assignments(formula.binders, [], world.sizes, frame.environment)) {
    const inside = { ...frame, environment };
    // Whatever takes long inside is asked for by the first term, and found by the others.
    if (nodes.length < 2) yield* prepare(world, formula.body, inside);
    nodes.push(emitTerm(world, formula, nodes, inside));
    if (nodes.length % termsPerSlice === 0) yield;
  }
  world.ahead.set(formula, { environment: frame.environment, node: foldOf(world, formula, nodes) });
}
