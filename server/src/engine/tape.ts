/**
 * The tape: a flat, append-only record of operations on small tensors. Each node names an operation, an attribute (which
 * constant, which leaf, which function) and earlier nodes as its inputs, so that one pass from the first node to the last
 * evaluates everything and one pass back differentiates it. Columns are typed arrays that double when they are full.
 */
import { hashElements, hashKey, type KeyHash, type Range } from "./draw.ts";
import type { Curve } from "./functions/curve.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

/** The number of a node: its position on the tape. Inputs always have smaller numbers. */
export type NodeId = number;

/** The extent of a node along each axis; `[]` is a scalar. */
export type Shape = readonly number[];

/** The shape of one number. */
export const scalar: Shape = [];

/** A free value, drawn at each point from its key. */
export interface Leaf {
  readonly key: string;
  /** One for each element. */
  readonly hashes: readonly KeyHash[];
  readonly range: Range;
}

/** An unknown function of `arity` scalars, drawn at each point from its key. */
export interface UnknownFunction {
  readonly key: string;
  readonly hash: KeyHash;
  readonly arity: number;
}

/** A partial derivative of an unknown function: `orders[i]` times by argument i. */
export interface UnknownPartial {
  /** The position of the function in `Tape.unknownFunctions`. */
  readonly index: number;
  readonly orders: readonly number[];
}

/** A derivative of a known function, with the two that follow it (which bound the effect of an error in its argument). */
export interface KnownDerivative {
  readonly name: string;
  readonly order: number;
  readonly curve: Curve;
  readonly next: Curve;
  readonly afterNext: Curve;
}

/** See the top of this file. Only `append` and the interning functions below write to it. */
export interface Tape {
  /** How many nodes there are. */
  readonly length: number;
  /** How many numbers one point takes: the sum of the nodes' elements. */
  readonly elements: number;
  /** For each node, its row in the table of operations. */
  readonly codes: Uint8Array;
  /** For each node, a number that only its operation understands, such as a position in one of the lists below. */
  readonly attributes: Int32Array;
  /** The inputs of node n are `inputs[inputStarts[n]]` up to but not including `inputs[inputStarts[n + 1]]`. */
  readonly inputStarts: Int32Array;
  readonly inputs: Int32Array;
  /** The elements of node n are numbered from `starts[n]` up to but not including `starts[n + 1]`. */
  readonly starts: Int32Array;
  /** For each node, the position of its shape in `shapes`. */
  readonly shapeIndices: Uint16Array;
  readonly shapes: readonly Shape[];
  readonly numbers: readonly number[];
  /** Maps of elements, for gathering and scattering. */
  readonly maps: readonly Int32Array[];
  readonly leaves: readonly Leaf[];
  readonly knownDerivatives: readonly KnownDerivative[];
  readonly unknownFunctions: readonly UnknownFunction[];
  readonly unknownPartials: readonly UnknownPartial[];
  /** Positions of what has been interned, by a text that identifies it. */
  readonly interned: ReadonlyMap<string, number>;
  /** The texts under which nodes are interned, in the order of the nodes. */
  readonly internedNodes: readonly string[];
  readonly workspace: Workspace;
}

type Growing = { -readonly [Field in keyof Tape]: Tape[Field] };

const initialCapacity = 64;

/** An empty tape, with room for about as many nodes as are expected. Room that isn't used takes no memory. */
export function createTape(expected = 0): Tape {
  const capacity = Math.max(initialCapacity, expected);
  return {
    length: 0,
    elements: 0,
    codes: new Uint8Array(capacity),
    attributes: new Int32Array(capacity),
    inputStarts: new Int32Array(capacity + 1),
    inputs: new Int32Array(2 * capacity),
    starts: new Int32Array(capacity + 1),
    shapeIndices: new Uint16Array(capacity),
    shapes: [scalar],
    numbers: [],
    maps: [],
    leaves: [],
    knownDerivatives: [],
    unknownFunctions: [],
    unknownPartials: [],
    interned: new Map(),
    internedNodes: [],
    workspace: createWorkspace(),
  };
}

/** Appends one node and returns its number. Every input must stand on the tape already. */
export function append(tape: Tape, code: number, attribute: number, inputs: readonly NodeId[], shape: Shape): NodeId {
  const growing: Growing = tape;
  const node = tape.length;
  if (node === tape.codes.length) growNodes(growing);
  const first = tape.inputStarts[node]!;
  const end = first + inputs.length;
  if (end > tape.inputs.length)
    growing.inputs = grown(tape.inputs, new Int32Array(Math.max(end, 2 * tape.inputs.length)));
  for (let k = 0; k < inputs.length; k++) tape.inputs[first + k] = inputs[k]!;
  tape.codes[node] = code;
  tape.attributes[node] = attribute;
  tape.inputStarts[node + 1] = end;
  tape.shapeIndices[node] = shape.length === 0 ? 0 : internShape(tape, shape);
  growing.elements += shape.length === 0 ? 1 : elementsOf(shape);
  tape.starts[node + 1] = growing.elements;
  growing.length = node + 1;
  return node;
}

/** The shape of a node. */
export function shapeOf(tape: Tape, node: NodeId): Shape {
  return tape.shapes[tape.shapeIndices[node]!]!;
}

/** How many numbers a shape holds. */
export function elementsOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Input `k` of a node. */
export function inputOf(tape: Tape, node: NodeId, k: number): NodeId {
  return tape.inputs[tape.inputStarts[node]! + k]!;
}

/** Keeps a number and returns its position in `Tape.numbers`. */
export function keepNumber(tape: Tape, value: number): number {
  return (tape.numbers as number[]).push(value) - 1;
}

/** Keeps a leaf of that many elements and returns its position in `Tape.leaves`. */
export function keepLeaf(tape: Tape, key: string, range: Range, elements: number): number {
  const hashes = elements === 1 ? [hashKey(key)] : hashElements(key, elements);
  return (tape.leaves as Leaf[]).push({ key, hashes, range }) - 1;
}

/** Interns a map of elements and returns its position in `Tape.maps`. */
export function internMap(tape: Tape, map: Int32Array): number {
  return intern(tape, `map ${map.join()}`, tape.maps as Int32Array[], () => map);
}

/** Interns a derivative of a known function and returns its position in `Tape.knownDerivatives`. */
export function internKnown(tape: Tape, name: string, order: number, derivative: (order: number) => Curve): number {
  return intern(tape, `known ${order} ${name}`, tape.knownDerivatives as KnownDerivative[], () => ({
    name,
    order,
    curve: derivative(order),
    next: derivative(order + 1),
    afterNext: derivative(order + 2),
  }));
}

/** Interns a partial derivative of an unknown function and returns its position in `Tape.unknownPartials`. */
export function internUnknown(tape: Tape, key: string, arity: number, orders: readonly number[]): number {
  const index = intern(tape, `unknown ${arity} ${key}`, tape.unknownFunctions as UnknownFunction[], () => ({
    key,
    hash: hashKey(`function ${key}`),
    arity,
  }));
  const partials = tape.unknownPartials as UnknownPartial[];
  return intern(tape, `partial ${index} ${orders.join()}`, partials, () => ({ index, orders: [...orders] }));
}

/** The node that stands under this text, made if need be. */
export function interned(tape: Tape, text: string, make: () => NodeId): NodeId {
  const known = tape.interned.get(text);
  if (known !== undefined) return known;
  const node = make();
  (tape.interned as Map<string, number>).set(text, node);
  (tape.internedNodes as string[]).push(text);
  return node;
}

/** How far a tape was written at some time. */
export interface Mark {
  readonly length: number;
  readonly numbers: number;
  readonly leaves: number;
  readonly internedNodes: number;
}

export function markOf({ length, numbers, leaves, internedNodes }: Tape): Mark {
  return { length, numbers: numbers.length, leaves: leaves.length, internedNodes: internedNodes.length };
}

/** Takes off the tape what was written after the mark. Maps and functions stay: they stand for themselves. */
export function cutBack(tape: Tape, mark: Mark): void {
  const growing: Growing = tape;
  growing.length = mark.length;
  growing.elements = tape.starts[mark.length]!;
  (tape.numbers as number[]).length = mark.numbers;
  (tape.leaves as Leaf[]).length = mark.leaves;
  forgetInterned(tape, mark.internedNodes);
}

/** Writes nodes as if those that were interned from a position on weren't, and no one after it finds those that it interns. */
export function writeApart<Result>(tape: Tape, from: number, write: () => Result): Result {
  const hidden = forgetInterned(tape, from);
  try {
    return write();
  } finally {
    forgetInterned(tape, from);
    for (const [text, node] of hidden) interned(tape, text, () => node);
  }
}

/** From now on, who asks for these nodes gets new ones. */
export function forgetInterned(tape: Tape, from: number): [text: string, node: NodeId][] {
  const known = tape.interned as Map<string, number>;
  return (tape.internedNodes as string[]).splice(from).map((text) => {
    const node = known.get(text)!;
    known.delete(text);
    return [text, node];
  });
}

function internShape(tape: Tape, shape: Shape): number {
  // Mostly it is one of the first few, and found sooner than its text is made.
  const { shapes } = tape;
  for (let at = 0; at < shapes.length && at < 8; at++) if (isSameShape(shapes[at]!, shape)) return at;
  return intern(tape, `shape ${shape.join()}`, tape.shapes as Shape[], () => shape);
}

function isSameShape(one: Shape, other: Shape): boolean {
  return one === other || (one.length === other.length && one[0] === other[0] && one[1] === other[1]);
}

function intern<Item>(tape: Tape, text: string, list: Item[], make: () => Item): number {
  const known = tape.interned.get(text);
  if (known !== undefined) return known;
  const position = list.push(make()) - 1;
  (tape.interned as Map<string, number>).set(text, position);
  return position;
}

function growNodes(tape: Growing): void {
  const capacity = 2 * tape.codes.length;
  tape.codes = grown(tape.codes, new Uint8Array(capacity));
  tape.attributes = grown(tape.attributes, new Int32Array(capacity));
  tape.inputStarts = grown(tape.inputStarts, new Int32Array(capacity + 1));
  tape.starts = grown(tape.starts, new Int32Array(capacity + 1));
  tape.shapeIndices = grown(tape.shapeIndices, new Uint16Array(capacity));
}

function grown<Column extends Uint8Array | Uint16Array | Int32Array>(old: Column, fresh: Column): Column {
  fresh.set(old);
  return fresh;
}
