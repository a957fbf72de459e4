/**
 * The table of elementwise functions: one row each, with how it is spelled and typeset, where it is defined, what it means,
 * and its derivative of every order. Name resolution, hover, LaTeX export, the evaluator and the tests all read the row.
 */
import { unbounded, type Range } from "./draw.ts";
import type { Curve } from "./functions/curve.ts";
import {
  cosDerivative,
  expDerivative,
  logDerivative,
  sinDerivative,
  sqrtDerivative,
  tanDerivative,
} from "./functions/elementary.ts";
import { erfDerivative, geluDerivative } from "./functions/error-function.ts";
import { coshDerivative, sechDerivative, sinhDerivative } from "./functions/hyperbolic.ts";
import { absDerivative, reluDerivative, signDerivative } from "./functions/kinked.ts";
import { logisticDerivative, siluDerivative, softplusDerivative, tanhDerivative } from "./functions/logistic.ts";

/** A function of one real variable, applied to each element of a tensor. */
export interface Elementwise {
  /** Every way to write its name; the first is the one that Gradus writes. */
  readonly spellings: readonly [string, ...string[]];
  /** Its application to `#1`. */
  readonly latex: string;
  /** The function alone, as its derivatives are typeset: `\sigma` for `\sigma''`. */
  readonly symbol: string;
  /** Where it is defined. */
  readonly domain: Range;
  /** Where it has no derivative. */
  readonly kinks: readonly number[];
  /** One sentence. */
  readonly documentation: string;
  /** Where the formulas of its derivatives come from. */
  readonly source: string;
  /** Its derivative of any order ≥ 0; order 0 is the function itself. */
  readonly derivative: (order: number) => Curve;
  /**
   * How far from x, where the value is y, the function still behaves as near x: to a pole, an end of the domain or a kink.
   * `everywhere` is a distance of 1 from every x.
   */
  readonly reach: "everywhere" | ((x: number, y: number) => number);
}

const toZero = (x: number): number => Math.abs(x);
const fasterOutside = (x: number): number => 1 / (1 + Math.abs(x));

const closedForm = "closed form";

export const elementwise = {
  σ: {
    spellings: ["σ", "sigma", "sigmoid", "logistic"],
    latex: "\\sigma\\left(#1\\right)",
    symbol: "\\sigma",
    domain: unbounded,
    kinks: [],
    documentation: "The logistic function 1 / (1 + e^(-x)), between 0 and 1.",
    source: "σ' = σ (1 - σ); further orders by recurrence: Minai and Williams, Neural Networks 6, 1993",
    derivative: logisticDerivative,
    reach: "everywhere",
  },
  tanh: {
    spellings: ["tanh"],
    latex: "\\tanh\\left(#1\\right)",
    symbol: "\\tanh",
    domain: unbounded,
    kinks: [],
    documentation: "The hyperbolic tangent, between -1 and 1; its derivative is 1 - tanh(x)^2.",
    source: "tanh' = 1 - tanh²; further orders by recurrence: Minai and Williams, Neural Networks 6, 1993",
    derivative: tanhDerivative,
    reach: "everywhere",
  },
  exp: {
    spellings: ["exp"],
    latex: "\\exp\\left(#1\\right)",
    symbol: "\\exp",
    domain: unbounded,
    kinks: [],
    documentation: "The exponential function e^x, its own derivative.",
    source: closedForm,
    derivative: expDerivative,
    reach: "everywhere",
  },
  log: {
    spellings: ["log", "ln"],
    latex: "\\log\\left(#1\\right)",
    symbol: "\\log",
    domain: { low: 0, high: Infinity, lowOpen: true, highOpen: true },
    kinks: [],
    documentation: "The natural logarithm of a positive number; its derivative is 1/x.",
    source: closedForm,
    derivative: logDerivative,
    reach: toZero,
  },
  sqrt: {
    spellings: ["sqrt"],
    latex: "\\sqrt{#1}",
    symbol: "\\operatorname{sqrt}",
    domain: { low: 0, high: Infinity, lowOpen: false, highOpen: true },
    kinks: [0],
    documentation: "The square root of a number that is not negative; its derivative is 1 / (2 sqrt(x)).",
    source: closedForm,
    derivative: sqrtDerivative,
    reach: toZero,
  },
  sin: {
    spellings: ["sin"],
    latex: "\\sin\\left(#1\\right)",
    symbol: "\\sin",
    domain: unbounded,
    kinks: [],
    documentation: "The sine of an angle in radians; its derivative is cos.",
    source: closedForm,
    derivative: sinDerivative,
    reach: "everywhere",
  },
  cos: {
    spellings: ["cos"],
    latex: "\\cos\\left(#1\\right)",
    symbol: "\\cos",
    domain: unbounded,
    kinks: [],
    documentation: "The cosine of an angle in radians; its derivative is -sin.",
    source: closedForm,
    derivative: cosDerivative,
    reach: "everywhere",
  },
  tan: {
    spellings: ["tan"],
    latex: "\\tan\\left(#1\\right)",
    symbol: "\\tan",
    domain: unbounded,
    kinks: [],
    documentation: "The tangent of an angle in radians; its derivative is 1 + tan(x)^2.",
    source: "tan⁽ᵏ⁾ is a polynomial in tan: P₀ = y, Pₖ₊₁ = (1 + y²) Pₖ'",
    derivative: tanDerivative,
    reach: (_x, y) => 1 / (1 + Math.abs(y)),
  },
  sinh: {
    spellings: ["sinh"],
    latex: "\\sinh\\left(#1\\right)",
    symbol: "\\sinh",
    domain: unbounded,
    kinks: [],
    documentation: "The hyperbolic sine (e^x - e^(-x)) / 2; its derivative is cosh.",
    source: closedForm,
    derivative: sinhDerivative,
    reach: "everywhere",
  },
  cosh: {
    spellings: ["cosh"],
    latex: "\\cosh\\left(#1\\right)",
    symbol: "\\cosh",
    domain: unbounded,
    kinks: [],
    documentation: "The hyperbolic cosine (e^x + e^(-x)) / 2; its derivative is sinh.",
    source: closedForm,
    derivative: coshDerivative,
    reach: "everywhere",
  },
  sech: {
    spellings: ["sech"],
    latex: "\\operatorname{sech}\\left(#1\\right)",
    symbol: "\\operatorname{sech}",
    domain: unbounded,
    kinks: [],
    documentation:
      "The hyperbolic secant 1 / cosh(x); its derivative is -sech(x) tanh(x), and its square that of tanh.",
    source: "sech⁽ᵏ⁾ = sech Pₖ(tanh): P₀ = 1, Pₖ₊₁ = -t Pₖ + (1 - t²) Pₖ'",
    derivative: sechDerivative,
    reach: "everywhere",
  },
  abs: {
    spellings: ["abs"],
    latex: "\\left|#1\\right|",
    symbol: "\\operatorname{abs}",
    domain: unbounded,
    kinks: [0],
    documentation: "The absolute value |x|; its derivative is sign(x), and there is none at 0.",
    source: closedForm,
    derivative: absDerivative,
    reach: toZero,
  },
  sign: {
    spellings: ["sign", "sgn"],
    latex: "\\operatorname{sign}\\left(#1\\right)",
    symbol: "\\operatorname{sign}",
    domain: unbounded,
    kinks: [0],
    documentation: "-1 for negative, 1 for positive numbers and 0 at 0; its derivative is 0, and there is none at 0.",
    source: closedForm,
    derivative: signDerivative,
    reach: toZero,
  },
  relu: {
    spellings: ["relu", "ReLU"],
    latex: "\\operatorname{relu}\\left(#1\\right)",
    symbol: "\\operatorname{relu}",
    domain: unbounded,
    kinks: [0],
    documentation: "The positive part max(x, 0); its derivative is 1 above 0, 0 below, and there is none at 0.",
    source: closedForm,
    derivative: reluDerivative,
    reach: toZero,
  },
  softplus: {
    spellings: ["softplus"],
    latex: "\\operatorname{softplus}\\left(#1\\right)",
    symbol: "\\operatorname{softplus}",
    domain: unbounded,
    kinks: [],
    documentation: "log(1 + e^x), a smooth relu; its derivative is σ(x).",
    source: "softplus' = σ",
    derivative: softplusDerivative,
    reach: "everywhere",
  },
  erf: {
    spellings: ["erf"],
    latex: "\\operatorname{erf}\\left(#1\\right)",
    symbol: "\\operatorname{erf}",
    domain: unbounded,
    kinks: [],
    documentation: "The error function 2/√π ∫₀ˣ e^(-s²) ds; its derivative is 2/√π e^(-x²).",
    source: "Abramowitz and Stegun 7.1.6 and 7.1.19; Shepherd and Laframboise, Mathematics of Computation 36, 1981",
    derivative: erfDerivative,
    reach: fasterOutside,
  },
  gelu: {
    spellings: ["gelu"],
    latex: "\\operatorname{gelu}\\left(#1\\right)",
    symbol: "\\operatorname{gelu}",
    domain: unbounded,
    kinks: [],
    documentation: "x Φ(x), where Φ is the normal distribution; its derivative is Φ(x) + x φ(x).",
    source: "Hendrycks and Gimpel, Gaussian error linear units, 2016; Abramowitz and Stegun 26.2.31",
    derivative: geluDerivative,
    reach: fasterOutside,
  },
  silu: {
    spellings: ["silu"],
    latex: "\\operatorname{silu}\\left(#1\\right)",
    symbol: "\\operatorname{silu}",
    domain: unbounded,
    kinks: [],
    documentation: "x σ(x), also called swish; its derivative is σ(x) + x σ'(x).",
    source: "Leibniz' rule on x σ(x)",
    derivative: siluDerivative,
    reach: "everywhere",
  },
} satisfies Record<string, Elementwise>;

/** The name under which a function stands in the table. */
export type ElementwiseName = keyof typeof elementwise;

const names: ReadonlyMap<string, ElementwiseName> = new Map(
  Object.entries(elementwise).flatMap(([name, row]) =>
    row.spellings.map((spelling) => [spelling, name as ElementwiseName] as const),
  ),
);

/** Every spelling of every function in the table. */
export const elementwiseSpellings: readonly string[] = [...names.keys()];

/** The function that is spelled so, if there is one. */
export function elementwiseNamed(spelling: string): ElementwiseName | undefined {
  return names.get(spelling);
}

/** Whether a function has different formulas to the left and to the right of 0. */
export function hasKink(name: ElementwiseName): boolean {
  const { domain, kinks } = elementwise[name];
  // Where the root ends, there is no other side.
  return kinks.some((kink) => domain.low < kink && kink < domain.high);
}
