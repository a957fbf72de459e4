/**
 * The model: what a sheet means. Names have been decided, indices are resolved, and each equation is a definition or a
 * claim. Everything here is plain data; nothing is evaluated yet.
 */
import type { Problem } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import type { ElementwiseName } from "../engine/elementwise.ts";
import type { Range } from "../engine/draw.ts";
import type { Dimension, Shape } from "./dimensions.ts";
import type { IndexExpr, IndexCondition } from "./indices.ts";
import type { TensorFunctionName } from "./tensor-functions.ts";

// ── Formulas ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A quantity's element, e.g. `h[t-1]`; for a quantity without indices the list is empty. */
export interface ElementReference {
  readonly quantity: Quantity;
  readonly indices: readonly IndexExpr[];
  readonly span: Span;
}

/** What an expression means. Every node has the span it was written at. */
export type Formula =
  | { readonly kind: "number"; readonly span: Span; readonly value: number }
  /** An index, a size, or arithmetic of them, used as a number. */
  | { readonly kind: "integer"; readonly span: Span; readonly value: IndexExpr }
  | { readonly kind: "element"; readonly span: Span; readonly reference: ElementReference }
  /** A parameter of a function that the sheet defines. */
  | { readonly kind: "parameter"; readonly span: Span; readonly name: string }
  /** ∂L/∂v for the model's loss L. */
  | { readonly kind: "adjoint"; readonly span: Span; readonly of: ElementReference }
  /** ∂y/∂x through the model, or through y's own equation only (`immediate`). Several `by` are a stack of independent coordinates. */
  | {
      readonly kind: "derivative";
      readonly span: Span;
      readonly of: Formula;
      readonly by: readonly ElementReference[];
      readonly immediate: boolean;
      readonly layout: Layout;
    }
  | { readonly kind: "sum"; readonly span: Span; readonly terms: readonly SignedTerm[] }
  /** `elementwise` for ⊙; otherwise the product that the shapes of its sides ask for. */
  | {
      readonly kind: "times";
      readonly span: Span;
      readonly left: Formula;
      readonly right: Formula;
      readonly elementwise: boolean;
    }
  | {
      readonly kind: "over";
      readonly span: Span;
      readonly left: Formula;
      readonly right: Formula;
      readonly elementwise: boolean;
    }
  /** On a square matrix its power, else elementwise; `^T` with a size T is the transpose of what is no scalar. */
  | {
      readonly kind: "power";
      readonly span: Span;
      readonly base: Formula;
      readonly exponent: Formula;
      readonly elementwise: boolean;
      readonly mayTranspose: boolean;
    }
  | { readonly kind: "transpose"; readonly span: Span; readonly operand: Formula }
  /** `I`, `I_D`. Where no dimension is written, it comes from what stands around it. */
  | { readonly kind: "identity"; readonly span: Span; readonly dimension: Dimension | undefined }
  /** `ones(H)`, `zeros(H, D)`; the ones of `𝟏ᵀ x` have no shape of their own. */
  | { readonly kind: "filled"; readonly span: Span; readonly value: 0 | 1; readonly shape: Shape | undefined }
  /** `(a, b)`: its parts below one another. */
  | { readonly kind: "stack"; readonly span: Span; readonly parts: readonly Formula[] }
  /** `[A, B; C, D]`. */
  | { readonly kind: "block"; readonly span: Span; readonly rows: readonly (readonly Formula[])[] }
  /** `v[d]`, `W[j,k]`, `v[1..H]`: components, counted from 1. */
  | {
      readonly kind: "component";
      readonly span: Span;
      readonly of: Formula;
      readonly indices: readonly ComponentIndex[];
    }
  /** A function of vectors or matrices. */
  | {
      readonly kind: "tensor";
      readonly span: Span;
      readonly name: TensorFunctionName;
      readonly arguments: readonly Formula[];
    }
  /** A built-in function of one number, or its derivative of the given order. */
  | {
      readonly kind: "elementwise";
      readonly span: Span;
      readonly name: ElementwiseName;
      readonly order: number;
      readonly argument: Formula;
    }
  | {
      readonly kind: "extremum";
      readonly span: Span;
      readonly which: "max" | "min";
      readonly arguments: readonly Formula[];
    }
  /** A function of the sheet; `orders` says how often it is differentiated by each argument. */
  | {
      readonly kind: "call";
      readonly span: Span;
      readonly function: SheetFunction;
      readonly indices: readonly IndexExpr[];
      readonly orders: readonly number[];
      readonly arguments: readonly Formula[];
      /** The function's equation for arguments of these shapes; found with the shapes, where vectors are among them. */
      body?: Formula;
    }
  | {
      readonly kind: "fold";
      readonly span: Span;
      /** A stack is the vector or matrix of all values of its body, with an axis for each binder. */
      readonly which: "sum" | "product" | "stack";
      readonly binders: readonly Loop[];
      readonly body: Formula;
    }
  | {
      readonly kind: "conditional";
      readonly span: Span;
      readonly condition: Condition;
      readonly then: Formula;
      readonly otherwise: Formula;
    }
  /** 1 where the condition holds, else 0. */
  | { readonly kind: "iverson"; readonly span: Span; readonly condition: Condition }
  | { readonly kind: "stop"; readonly span: Span; readonly operand: Formula }
  /** What could not be resolved; a problem has been reported, here or at the declaration it stems from. */
  | { readonly kind: "trouble"; readonly span: Span; readonly reason: string };

/** One component, or a slice whose ends are included. */
export type ComponentIndex =
  IndexExpr | { readonly kind: "slice"; readonly span: Span; readonly from: IndexExpr; readonly to: IndexExpr };

export interface SignedTerm {
  readonly sign: 1 | -1;
  readonly term: Formula;
}

/** Comparisons that must all hold. Those between indices are decided when the model is unrolled. */
export interface Condition {
  readonly span: Span;
  readonly onIndices: readonly IndexCondition[];
  readonly onValues: readonly { readonly relation: ValueRelation; readonly left: Formula; readonly right: Formula }[];
}

export type ValueRelation = "=" | "≠" | "<" | ">" | "≤" | "≥";

/** An index and the range it runs over; both bounds are included. The bounds may name indices of loops before it. */
export interface Loop {
  readonly name: string;
  readonly span: Span;
  readonly from: IndexExpr;
  readonly to: IndexExpr;
  /** Runs downwards (`T..t+1`). Fixed once by its form, for all admissible values of what the bounds name. */
  falling: boolean;
}

// ── Names ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A named quantity with a fixed number of indices: `L` and `L[t]` are two of them. */
export interface Quantity {
  /** `name/arity`, and `name/arity[2]` for a member of a family; unique in its model. */
  readonly key: string;
  readonly name: string;
  readonly arity: number;
  /** How it came about; `defined` by equations, the others by a declaration. */
  readonly kind: "param" | "input" | "const" | "defined";
  readonly nameSpan: Span;
  /** Of each of its elements. Declared, or inferred from its equations. */
  shape: Shape | undefined;
  /** Nothing in its equations fits together, which has been reported: the shape is none to measure others by. */
  isMisshapen?: true;
  /** Where the shape comes from, for messages: its declaration or the equation it was inferred from. */
  shapeSpan?: Span;
  /** Its parts, where it stacks quantities and no equation uses it: independent coordinates for derivatives by it. */
  coordinates?: readonly ElementReference[];
  /** How matrices and vectors of it are drawn. */
  structure?: Structure;
  /** Elements that are free: every element of a declared name, `h[0]` of a defined one. */
  readonly free: FreeElements[];
  readonly definitions: Definition[];
  /** The value of every used element that nothing defines (`boundary h = 0`). */
  boundary?: { readonly value: Formula; readonly span: Span };
  /** Set where the name stands for exactly an adjoint (`dc[t] = bar c[t]`). */
  alias?: { readonly parameters: readonly string[]; readonly of: ElementReference };
  /** Its equations use adjoints, so it goes on beyond its range by its own equation. */
  madeOfAdjoints: boolean;
  /** Why its elements cannot be computed, where they cannot. A problem has been reported. */
  trouble?: string;
}

/** What a declaration says of values besides their range. */
export type Structure =
  | "symmetric"
  | "positive definite"
  | "orthogonal"
  | "invertible"
  | "diagonal"
  | "lower triangular"
  | "upper triangular"
  | "unit"
  | "one-hot"
  | "probability"
  /** Every row is positive and sums to 1. */
  | "stochastic"
  /** Every element of a family has the same value. */
  | "constant";

/** What `assuming` says of an unknown function: φ(x) = a x with an a that is drawn, or φ(x) = x. */
export type FunctionForm = "linear" | "identity";

/** Free elements of a quantity: where they are and how they are drawn. */
export interface FreeElements {
  readonly loops: readonly Loop[];
  readonly positions: readonly IndexExpr[];
  readonly range?: Range;
  readonly span: Span;
}

/** An equation that defines elements of a quantity. */
export interface Definition {
  readonly quantity: Quantity;
  readonly loops: readonly Loop[];
  readonly positions: readonly IndexExpr[];
  readonly conditions: readonly IndexCondition[];
  readonly formula: Formula;
  /** The whole equation, and its left side. */
  readonly span: Span;
  readonly leftSpan: Span;
  /** Why it cannot be computed, where it cannot. */
  trouble?: string;
}

/** A function that the sheet declares (unknown: drawn at random) or defines by an expression. */
export interface SheetFunction {
  readonly name: string;
  readonly nameSpan: Span;
  /** Number of indices of a family, `ℓ[t]`: 1. */
  readonly familyArity: number;
  readonly arity: number;
  /** Of each argument, and of the value; a function ℝ → ℝ works elementwise. */
  readonly domain: readonly Shape[];
  readonly codomain: Shape;
  /** The names of the arguments of one that is defined by an equation. */
  readonly parameters?: readonly string[];
  /** Present for a function defined by an equation. */
  body?: { readonly parameters: readonly string[]; readonly formula: Formula };
  trouble?: string;
}

// ── Claims ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export type ClaimKind = "adjoint" | "derivative" | "value" | "inequality" | "approximation" | "inverse" | "cost";

/** One thing to check: two sides and the indices for which they are meant to agree. */
export interface Claim {
  readonly kind: ClaimKind;
  /** The step as written: from the left side of the first step, or from the relation of a later one, to its right side. */
  readonly span: Span;
  readonly leftSpan: Span;
  readonly rightSpan: Span;
  readonly relationSpan: Span;
  readonly relation: "=" | "≤" | "≥" | "<" | ">" | "≈";
  readonly left: Formula;
  readonly right: Formula;
  /** The first side of the chain: the claim is meant wherever this exists. */
  readonly subject: Formula;
  /** For `≈`: the tolerance, relative to the larger side. */
  readonly within?: Formula;
  readonly loops: readonly Loop[];
  readonly conditions: readonly IndexCondition[];
  readonly given: readonly Clamp[];
  /** What `assuming` says of free quantities and unknown functions, for this claim alone. */
  readonly assumed: Assumptions;
  /** Elements beyond the range are unknown values (a claim about adjoints) rather than left out. */
  readonly beyondIsUnknown: boolean;
  /** For `cost`: what is counted, and whether the right side is a bound up to a constant, `O(…)`. */
  readonly cost?: { readonly quantity: "weights" | "operations" | "steps"; readonly isBound: boolean };
  /** For `recover`: the element to be recovered. */
  readonly recovers?: ElementReference;
  /** The sides have transposed shapes, so it fails whatever the values. */
  transposed?: boolean;
  /** Why it cannot be checked, where it cannot. A problem has been reported. */
  trouble?: string;
}

/** What `assuming` says of a quantity, or of a function. */
export interface Assumption {
  readonly range?: Range;
  readonly structure?: Structure;
  readonly form?: FunctionForm;
}

export type Assumptions = ReadonlyMap<Quantity | SheetFunction, Assumption>;

/** `given f = 1`: every element of f is cut from its equation and has this value; with a fixed index, that element. */
export interface Clamp {
  readonly quantity: Quantity;
  readonly indices?: readonly IndexExpr[];
  readonly value: Formula;
  readonly span: Span;
}

/** `derive bar c[t]`: what is due. */
export interface Due {
  readonly span: Span;
  readonly target: Formula;
  readonly loops: readonly Loop[];
}

// ── Models ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A size: a positive integer, unknown unless `value` fixes it. */
export interface Size {
  readonly name: string;
  readonly span: Span;
  readonly value?: number;
  /** Used in the bound of an index (a length), not only in shapes. */
  isLength: boolean;
}

/** How derivatives are laid out: as section 4 of the language says (`plain`), or as the sheet says. */
export type Layout = "plain" | "numerator" | "denominator";

export interface Model {
  /** The text of the sheet, for messages that quote it. */
  readonly text: string;
  /** Absent for a file without `model`. */
  readonly name?: string;
  readonly nameSpan?: Span;
  /** From its `model` line (or the file's start) to the next. */
  readonly span: Span;
  readonly sizes: ReadonlyMap<string, Size>;
  readonly indices: ReadonlyMap<string, Loop>;
  readonly quantities: ReadonlyMap<string, Quantity>;
  readonly functions: ReadonlyMap<string, SheetFunction>;
  readonly definitions: readonly Definition[];
  readonly loss?: Quantity;
  readonly layout: Layout;
  /** Shapes of formulas that have none of their own: `I`, `0`, blocks of them. */
  readonly fitted: ReadonlyMap<Formula, Shape>;
  /** Shapes of formulas, as inferred. */
  readonly shapes: ReadonlyMap<Formula, Shape>;
  /** Calls of the sheet's own functions that work component by component. */
  readonly elementwiseCalls: ReadonlySet<Formula>;
  readonly claims: readonly Claim[];
  readonly due: readonly Due[];
}

export interface Analysis {
  readonly models: readonly Model[];
  readonly problems: readonly Problem[];
}
