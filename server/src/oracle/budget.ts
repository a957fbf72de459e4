/**
 * Budgets: how much the second opinion may still compute. Work is counted in operations, weighed by how long they take with
 * so many digits, and never by a clock, so that the same question gets the same answer on every machine.
 */
import { Unanswerable } from "./tensors.ts";

/** Work is counted in what takes about a microsecond. */
export interface Budget {
  /** For all evaluations of an oracle. */
  left: number;
  /** Done so far. */
  spent: number;
  /** Until the next pause. */
  slice: number;
  /** How many values have been computed that need not be computed again. */
  kept: number;
}

/** Thrown where a pause is due. What was computed so far is kept, so that who begins again soon is where this one was. */
export class Paused extends Error {}

/** What one multiplication costs, one evaluation of a function, and one step of elimination in a matrix. */
export interface Costs {
  readonly operation: number;
  readonly evaluation: number;
  readonly elimination: number;
}

/** As measured: additions take time proportional to digits, multiplications to their square, series something in between; of thousands of digits, more than that. */
export function costsOf(digits: number): Costs {
  const size = digits / 84;
  const operation = 1 + 2 * size ** 2;
  return { operation, evaluation: 40 * size ** 1.4 + 3 * size ** 2.66, elimination: 4 + operation };
}

/** Pays for work; throws where there is no budget for it, or a pause is due. */
export function spend(budget: Budget, work: number): void {
  budget.left -= work;
  budget.spent += work;
  budget.slice -= work;
  if (budget.left < 0) throw new Unanswerable("this takes too long");
  if (budget.slice < 0) throw new Paused();
}
