/** What one row of the table of operations holds, and what its cells are given to work on. */
import type { Samples } from "./draw.ts";
import type { NodeId, Shape, Tape } from "./tape.ts";
import type { UnknownParameters } from "./unknown-functions.ts";

/** One operation. A row that lacks a cell does not compile. */
export interface Operation {
  /** How it is written in a sheet; empty for what has no sign of its own. */
  readonly spellings: readonly string[];
  /** How many inputs a node of it has. */
  readonly arity: 0 | 1 | 2 | 3 | "any number";
  /** The shape of the result. */
  readonly shape: (tape: Tape, inputs: readonly NodeId[]) => Shape;
  /** Writes the values of `frame.node`. */
  readonly value: Kernel;
  /** Writes bounds on the rounding errors of the values of `frame.node`, from the values and its inputs' bounds. */
  readonly rounding: Kernel;
  /** Whether a derivative passes from the result to this input. */
  readonly passes: (input: number) => boolean;
  /** Records what the node gives to its inputs' adjoints. */
  readonly adjoint: (reverse: Reverse) => void;
  /** Where it is defined, in terms of its operands `#1`, `#2`, …. */
  readonly domain: string;
  /** Its typeset form, in terms of its operands. */
  readonly latex: string;
  /** One sentence. */
  readonly documentation: string;
  /** Where the formulas of its derivative and its rounding error come from. */
  readonly source: string;
}

/** Everything that evaluation works on. Arrays hold, for each element of each node, one number for each point. */
export interface Frame {
  readonly tape: Tape;
  readonly samples: Samples;
  readonly points: number;
  readonly values: Float64Array;
  /** Empty while values are computed. */
  readonly bounds: Float64Array;
  /** Room for twice as many numbers as the largest node has; empty while values are computed. */
  readonly scratch: Float64Array;
  /** For each unknown function, its parameters. */
  readonly unknowns: readonly UnknownParameters[];
  /** The node that is being evaluated. */
  node: NodeId;
}

/**
 * Computes `count` numbers (elements × points) of `frame.node`, to be written from position `out` of the frame's arrays. The
 * first three inputs start at positions `a`, `b` and `c`; where there are fewer, the rest are 0.
 */
export type Kernel = (frame: Frame, out: number, count: number, a: number, b: number, c: number) => void;

/** What an adjoint rule is given: the node, its adjoint, and the means to record nodes and give them to its inputs. */
export interface Reverse {
  readonly tape: Tape;
  /** The builders, handed in so that the table does not depend on what is built from it. */
  readonly build: typeof import("./build.ts");
  readonly node: NodeId;
  readonly adjoint: NodeId;
  input(k: number): NodeId;
  /** Whether the adjoint of input `k` is wanted. */
  active(k: number): boolean;
  /** Adds a contribution to the adjoint of input `k`. */
  give(k: number, contribution: NodeId): void;
}

export const everyInput = (): boolean => true;
export const noInput = (): boolean => false;
export const nothing = (): void => undefined;
