/**
 * Derivatives by central differences. A difference of order n with step h is off by about n h²/24 · f⁽ⁿ⁺²⁾ from truncation, and
 * by ε/hⁿ from working with a relative precision ε. Digits are cheaper here than further evaluations, so the step is
 * small and the working precision makes up for it: with h = 10⁻ᵐ and m further digits for each order, a nest of differences keeps
 * about 2m digits. Truncation is a smooth function of everything else, so differences of differences lose nothing more.
 */
import type { Big } from "./arithmetic.ts";
import { map, plus, type Tensor } from "./tensors.ts";

/** One evaluation of a difference: how many steps away, and its weight. */
interface Sample {
  readonly steps: number;
  readonly weight: number;
}

/** The stencil of order n: δⁿ f = Σⱼ (-1)ʲ C(n,j) f(x + (n - 2j) h), to be divided by (2h)ⁿ. */
function stencil(order: number): Sample[] {
  let binomial = 1;
  return Array.from({ length: order + 1 }, (_, j) => {
    const sample = { steps: order - 2 * j, weight: j % 2 === 0 ? binomial : -binomial };
    binomial = (binomial * (order - j)) / (j + 1);
    return sample;
  });
}

/** The sum of f over the stencils of all its arguments; `f` is told how many steps away each is. */
export function stencilSum(orders: readonly number[], f: (steps: readonly number[]) => Tensor): Tensor {
  const sum = (before: readonly number[]): Tensor => {
    const order = orders[before.length];
    if (order === undefined) return f(before);
    return stencil(order)
      .map(({ steps, weight }) => {
        const value = sum([...before, steps]);
        return weight === 1 ? value : map(value, (part) => part.times(weight));
      })
      .reduce(plus);
  };
  return sum([]);
}

/** A sum over a stencil of this order, divided by (2h)ⁿ. */
export function quotient(sum: Big, step: Big, order: number): Big {
  return order === 0 ? sum : sum.div(step.times(2).pow(order));
}
