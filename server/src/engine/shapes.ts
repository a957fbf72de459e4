/** Shape rules: the shape of an operation's result, from the shapes of its inputs. */
import { scalar, shapeOf, type NodeId, type Shape, type Tape } from "./tape.ts";

/** One number. */
export function scalarShape(): Shape {
  return scalar;
}

/** The shape that all inputs have. */
export function commonShape(tape: Tape, inputs: readonly NodeId[]): Shape {
  const shape = shapeOf(tape, inputs[0]!);
  for (const input of inputs) {
    if (shapeOf(tape, input) !== shape) throw new Error("The inputs of an elementwise operation differ in shape.");
  }
  return shape;
}
