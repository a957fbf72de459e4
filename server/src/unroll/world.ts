/**
 * A world: one model at given sizes, with some quantities clamped, written out on a tape element by element as they are
 * asked for. Several worlds may share a tape, so that all claims of a sheet are evaluated in one sweep.
 */
import { constant, copy } from "../engine/build.ts";
import type { NodeId, Shape, Tape } from "../engine/tape.ts";
import { evaluateDimension } from "../semantics/dimensions.ts";
import { find, type ElementTable } from "../semantics/elements.ts";
import { evaluateIndex, lookUp, type Environment, type Sizes } from "../semantics/indices.ts";
import type { Assumptions, Definition, ElementReference, Formula, Model, Quantity } from "../semantics/model.ts";
import { spreadLike } from "./arrange.ts";
import type { SharedDerivative, SharedDerivatives } from "./branch.ts";
import { oversized } from "./budgets.ts";
import { numberedNode } from "./demand.ts";
import { drawn } from "./draws.ts";
import { emit } from "./emit.ts";

export interface World {
  readonly model: Model;
  readonly sizes: Sizes;
  readonly tables: ReadonlyMap<Quantity, ElementTable>;
  readonly tape: Tape;
  /** Quantities cut from their equations, by `given` or because a derivative holds them. */
  readonly clamps: ReadonlyMap<Quantity, Formula>;
  /** Single elements cut from their equations, by element key. */
  readonly cuts: ReadonlyMap<string, NodeId>;
  readonly assumed: Assumptions;
  /** Some size is 1, so that a matrix may look like a row, and a product like a number. */
  readonly hasUnitSize: boolean;
  /** Formulas and quantities of more elements than a tensor may have here. */
  readonly oversized: ReadonlySet<Formula | Quantity>;
  /** The node of each element, by number; absent where it was not asked for yet. */
  readonly nodes: Map<Quantity, (NodeId | undefined)[]>;
  /** Nodes of what no table holds: boundary values, helpers and unknown values beyond the range. */
  readonly beyond: Map<string, NodeId>;
  /** The elements that nothing defines and the model's own equations use, once it is written out. */
  boundary: ReadonlySet<string> | undefined;
  /** Why an element cannot be computed, by element key. */
  readonly failures: Map<string, Interruption>;
  /** Elements that a definition needs and nothing defines, by element key. */
  readonly missing: Map<string, MissingValue>;
  /** Nodes that are 0 because no path leads there. */
  readonly zeros: Set<NodeId>;
  /** Derivatives taken so far: by output, then by input. */
  readonly derivatives: Map<NodeId, Map<NodeId, NodeId>>;
  /** Worlds in which the parts of a stack are independent coordinates, by the names of the parts. */
  readonly coordinateWorlds: Map<string, World>;
  /** Nodes that derivative passes have looked at. */
  passed: number;
  adjoints: Adjoints | undefined;
  /** Where the value depends on which of two ways is taken. */
  readonly forks: Fork[];
  /** For worlds of claims: the model's world that they go on from, and its derivatives, written out once for all claims. */
  readonly trunk: World | undefined;
  readonly shared: SharedDerivatives | undefined;
  /** Which of them were asked for. */
  readonly asked: Set<SharedDerivative>;
  /** Helpers beyond their range that are being written out; one that needs itself further out is 0 there. */
  readonly extending: Set<Quantity>;
  /** Some size is so large that what is written of a range is written in slices. */
  readonly isLong: boolean;
  /** Of which equations something takes long to write, as far as that is known. */
  readonly takesLong: Map<Definition, boolean>;
  /** Sums and products that were written out ahead, in slices; whoever asks for them next finds them here. */
  readonly ahead: Map<Formula, { readonly environment: Environment | undefined; readonly node: NodeId }>;
}

/** From this size on, a range is long. */
const longSize = 500;

/** A condition on values, a `max`, a function with a kink: which way is taken depends on whether `node` is above `other`. */
export interface Fork {
  /** Where it stands; the same for all indices. */
  readonly formula: Formula;
  readonly span: Formula["span"];
  readonly node: NodeId;
  /** 0 where there is no other. */
  readonly other?: NodeId;
  /** The extremum of several numbers takes several choices, and a condition may make several comparisons: which one this is, counted from 0. */
  readonly choice?: number;
}

/** The node of ∂L/∂v for the node of an element v; undefined where no path leads from it to the loss. */
export interface Adjoints {
  get(node: NodeId): NodeId | undefined;
}

/** Why something cannot be written out. Thrown inside this layer and caught by whoever asked for a claim's sides. */
export type Interruption =
  | {
      readonly interruption: "trouble";
      readonly quantity: Quantity;
      readonly definition?: Definition;
      readonly reason: string;
    }
  | {
      readonly interruption: "cycle";
      readonly path: readonly { readonly element: string; readonly definition: Definition | undefined }[];
    }
  | { readonly interruption: "absent"; readonly element: string; readonly reference: ElementReference }
  | { readonly interruption: "too-large" }
  /** `span` where nothing has been reported of it yet. */
  | { readonly interruption: "unreadable"; readonly reason: string; readonly span?: Formula["span"] };

/** A value that a definition needs and nothing gives. */
export interface MissingValue {
  readonly element: string;
  readonly quantity: Quantity;
  readonly tuple: readonly number[];
  readonly reference: ElementReference;
  readonly environment: Environment | undefined;
  /** It is not its value that is needed, but a derivative of it or by it. */
  readonly isDifferentiated?: boolean;
}

/** What an element beyond the range means where it is asked for. */
export type Beyond =
  /** A definition needs it: a problem, and an unknown value from then on. */
  | "missing"
  /** A claim about adjoints: an unknown value, so that the claim must not depend on it. */
  | "unknown"
  /** Another claim: it isn't meant here. */
  | "absent";

/** Where a formula is written out. */
export interface Frame {
  readonly environment: Environment | undefined;
  readonly beyond: Beyond;
  /** Arguments of the function whose body this is. */
  readonly parameters?: ReadonlyMap<string, NodeId>;
  /** The body works component by component. */
  readonly elementwise?: boolean;
  /** For an immediate derivative: elements stand still, each as a copy of its own. */
  readonly frozen?: Map<NodeId, NodeId>;
  /** Inside what is differentiated, derivatives are written out anew, so that nothing depends on who wrote them first. */
  readonly nested?: boolean;
}

/** A world in which nothing is written out yet. */
export function createWorld(
  model: Model,
  sizes: Sizes,
  tables: ReadonlyMap<Quantity, ElementTable>,
  tape: Tape,
  changes: {
    clamps?: ReadonlyMap<Quantity, Formula>;
    cuts?: ReadonlyMap<string, NodeId>;
    assumed?: Assumptions;
    forks?: Fork[];
    boundary?: ReadonlySet<string>;
  } = {},
): World {
  return {
    model,
    sizes,
    tables,
    tape,
    clamps: changes.clamps ?? new Map(),
    cuts: changes.cuts ?? new Map(),
    assumed: changes.assumed ?? new Map(),
    hasUnitSize: [...sizes.values()].includes(1),
    oversized: oversized(model, sizes),
    nodes: new Map(),
    beyond: new Map(),
    boundary: changes.boundary,
    failures: new Map(),
    missing: new Map(),
    zeros: new Set(),
    derivatives: new Map(),
    coordinateWorlds: new Map(),
    passed: 0,
    adjoints: undefined,
    forks: changes.forks ?? [],
    trunk: undefined,
    shared: undefined,
    asked: new Set(),
    extending: new Set(),
    isLong: Math.max(0, ...sizes.values()) >= longSize,
    takesLong: new Map(),
    ahead: new Map(),
  };
}

/** `h[3]`, `L`: an element as a person writes it; also its key. */
export function elementName(quantity: Quantity, tuple: readonly number[]): string {
  return tuple.length === 0 ? quantity.name : `${quantity.name}[${tuple.join(",")}]`;
}

/** Whether the model's equations use this element, which none of them defines. */
export function isAtBoundary({ boundary }: World, quantity: Quantity, tuple: readonly number[]): boolean {
  return !boundary || boundary.has(elementName(quantity, tuple));
}

/** Throws an interruption; see there. */
export function interrupt(interruption: Interruption): never {
  throw interruption;
}

export function isInterruption(thrown: unknown): thrown is Interruption {
  return typeof thrown === "object" && thrown !== null && "interruption" in thrown;
}

// ── Elements ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The indices of a reference, evaluated. */
export function tupleOf(world: World, reference: ElementReference, environment: Environment | undefined): number[] {
  const tuple = reference.indices.map((index) => evaluateIndex(index, world.sizes, environment));
  if (tuple.some(Number.isNaN))
    interrupt({ interruption: "unreadable", reason: `an index of \`${reference.quantity.name}\` is no whole number` });
  return tuple;
}

/** Whether the element exists, be it free, defined or clamped. */
export function exists(world: World, quantity: Quantity, tuple: readonly number[]): boolean {
  return find(world.tables.get(quantity), tuple) !== undefined;
}

/** The node of an element, written out with all that it needs if it is new. */
export function elementNode(world: World, reference: ElementReference, frame: Frame): NodeId {
  const { quantity } = reference;
  const tuple = tupleOf(world, reference, frame.environment);
  const number = find(world.tables.get(quantity), tuple);
  const node =
    number === undefined ? beyondNode(world, reference, tuple, frame) : numberedNode(world, quantity, number);
  if (!frame.frozen) return node;
  const still = frame.frozen.get(node) ?? copy(world.tape, node);
  frame.frozen.set(node, still);
  return still;
}

/** A quantity's shape at the sizes of this world. */
export function shapeAt(world: World, quantity: Quantity): Shape {
  return (quantity.shape ?? []).map((dimension) => evaluateDimension(dimension, world.sizes));
}

/** A clamped value; one number stands for all components. */
export function clampNode(world: World, quantity: Quantity, clamp: Formula): NodeId {
  const value = emit(world, clamp, { environment: undefined, beyond: "missing" });
  return copy(world.tape, spreadLike(world.tape, value, shapeAt(world, quantity)));
}

// ── Beyond the range ────────────────────────────────────────────────────────────────────────────────────────────────

function beyondNode(world: World, reference: ElementReference, tuple: readonly number[], frame: Frame): NodeId {
  const { quantity } = reference;
  const { tape } = world;
  const name = elementName(quantity, tuple);
  const clamp = world.clamps.get(quantity) ?? quantity.boundary?.value;
  const isUnknown = !clamp && quantity.trouble === undefined && !quantity.madeOfAdjoints;
  // Asked before what is known: another claim may have made it an unknown value, and this one isn't meant there all the same.
  if (isUnknown && frame.beyond === "absent") interrupt({ interruption: "absent", element: name, reference });
  const known = world.beyond.get(name);
  if (known !== undefined) return known;
  const keep = (node: NodeId): NodeId => {
    world.beyond.set(name, node);
    return node;
  };
  if (clamp) return keep(clampNode(world, quantity, clamp));
  if (quantity.trouble !== undefined) interrupt({ interruption: "trouble", quantity, reason: quantity.trouble });
  if (quantity.madeOfAdjoints) return keep(extendHelper(world, quantity, tuple));
  if (frame.beyond === "missing" && !world.missing.has(name))
    world.missing.set(name, { element: name, quantity, tuple, reference, environment: frame.environment });
  // Of what else it is made, nobody knows: to take it for a value of its own would make derivatives by that 0.
  if (frame.beyond === "missing" && isOnlyStarted(quantity))
    interrupt({ interruption: "unreadable", reason: `it needs \`${name}\`, which nothing defines` });
  return keep(drawn(tape, `beyond ${name}`, shapeAt(world, quantity), undefined, undefined));
}

/** `input x[0]` of an x that no equation goes on with; data, `input x[t]`, is independent wherever it stands. */
function isOnlyStarted({ free, definitions }: Quantity): boolean {
  return definitions.length === 0 && free.length > 0 && free.every(({ loops }) => loops.length === 0);
}

/** A helper made of adjoints goes on by its own equation; where that needs the helper further out, it is 0 as adjoints are. */
function extendHelper(world: World, quantity: Quantity, tuple: readonly number[]): NodeId {
  if (!world.extending.has(quantity)) {
    for (const definition of quantity.definitions) {
      const environment = solvePositions(world, definition, tuple);
      if (!environment) continue;
      world.extending.add(quantity);
      try {
        return copy(
          world.tape,
          emit(world, definition.formula, { environment: environment.innermost, beyond: "unknown" }),
        );
      } finally {
        world.extending.delete(quantity);
      }
    }
  }
  return zeroNode(world, shapeAt(world, quantity));
}

/** The loop values at which positions such as `t` or `k+1` give the tuple; undefined where none do. */
function solvePositions(
  world: World,
  definition: Definition,
  tuple: readonly number[],
): { innermost: Environment | undefined } | undefined {
  let innermost: Environment | undefined;
  for (const [at, position] of definition.positions.entries()) {
    const wanted = tuple[at]!;
    const name =
      position.kind === "variable"
        ? position.name
        : position.kind === "operation" && position.left.kind === "variable"
          ? position.left.name
          : undefined;
    if (name !== undefined && lookUp(innermost, name) === undefined) {
      const shift = evaluateIndex(position, world.sizes, { name, value: 0, outer: innermost });
      innermost = { name, value: wanted - shift, outer: innermost };
    }
    if (evaluateIndex(position, world.sizes, innermost) !== wanted) return undefined;
  }
  return { innermost };
}

/** A node that is 0 because no path leads there. */
export function zeroNode(world: World, shape: Shape = []): NodeId {
  const node = constant(world.tape, 0, shape);
  world.zeros.add(node);
  return node;
}
