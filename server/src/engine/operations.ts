/**
 * The table of operations: one row each. The builders, the evaluator, the rounding analysis, the reverse pass and the tests
 * all read the row; adding an operation is adding a row.
 */
import type { Operation } from "./operation.ts";
import { absorb, absorbEither, add, divide, multiply, negate, subtract } from "./operations/arithmetic.ts";
import { above, compare, maximum, minimum, select } from "./operations/choice.ts";
import { apply, applyUnknown, differentiated } from "./operations/functions.ts";
import { power } from "./operations/power.ts";
import { constant, copy, leaf, oneHot, stop } from "./operations/sources.ts";
import { contract, determinant, gather, inverse, logDeterminant, scatter } from "./operations/tensors.ts";

export const operations = {
  constant,
  leaf,
  oneHot,
  copy,
  stop,
  add,
  subtract,
  negate,
  multiply,
  divide,
  power,
  absorb,
  absorbEither,
  apply,
  differentiated,
  applyUnknown,
  maximum,
  minimum,
  above,
  compare,
  select,
  contract,
  gather,
  scatter,
  inverse,
  determinant,
  logDeterminant,
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

/** The rows in the order of their codes on the tape. */
export const rows: readonly Operation[] = Object.values(operations);

/** The code under which each operation stands on the tape. */
export const codes = Object.fromEntries(Object.keys(operations).map((name, code) => [name, code])) as Record<
  OperationName,
  number
>;
