/**
 * The syntax tree of a sheet: what was written, before any name has a meaning. Whether `w(1 - a)` is a call, an index or a
 * product depends on declarations, so the tree keeps *suffixes* in the order written and flat lists of factors; the
 * semantic layer gives them their meaning. Every node has the exact span of its text.
 */
import type { Span } from "./span.ts";
import type { MacroCall } from "./token.ts";

// ── Expressions ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type Expr =
  | NumberLiteral
  | Name
  | Group
  | Block
  | Suffixed
  | Adjoint
  | Nabla
  | Partial
  | Negation
  | Product
  | Hadamard
  | Sum
  | Fraction
  | Bars
  | Conditional
  | Evaluated
  | Missing;

/** `2`, `0.5`, `1e-3`. */
export interface NumberLiteral {
  readonly kind: "number";
  readonly span: Span;
  readonly text: string;
}

/**
 * A name in its normal form: NFC, look-alikes folded, `\alpha` and `alpha` as `α`, `w_{ix}` as `w_ix`, `\hat{y}` as `ŷ`.
 * `h_t` is one name here; whether it means `h[t]` is decided by the declarations. `alpha` written out keeps its
 * spelling in `written`, since a declared `alpha` wins.
 */
export interface Name {
  readonly kind: "name";
  readonly span: Span;
  readonly name: string;
  /** The spelling before Greek names were folded (NFC, no backslash), where it differs from `name`. */
  readonly written?: string;
}

/** `(a)`, a stack `(a, b)`, or a LaTeX group `{a}`. */
export interface Group {
  readonly kind: "group";
  readonly span: Span;
  readonly bracket: "(" | "{";
  readonly items: readonly Expr[];
}

/** A bracket that follows nothing: `[A, B; C, D]`, `[h[t-1], x[t]]`, `\begin{pmatrix} … \end{pmatrix}`. */
export interface Block {
  readonly kind: "block";
  readonly span: Span;
  readonly rows: readonly (readonly Cell[])[];
  /** An environment with one row of several cells, which a bracket of numbers need not be. */
  readonly isRow?: true;
}

/** A head and at least one suffix, in the order written: `h[t]`, `σ'(z)`, `W^{(l)\top}`, `w (1 - a)^2`. */
export interface Suffixed {
  readonly kind: "suffixed";
  readonly span: Span;
  readonly head: Expr;
  readonly suffixes: readonly Suffix[];
}

export type Suffix =
  | {
      readonly kind: "parens";
      readonly span: Span;
      readonly items: readonly Expr[];
      /** whether white space stands before it */ readonly spaced: boolean;
    }
  | {
      readonly kind: "brackets";
      readonly span: Span;
      readonly rows: readonly (readonly Cell[])[];
      readonly spaced: boolean;
    }
  /** `_{t-1}`, `ₜ₋₁`; a plain `_t` or `_{ix}` after a name is part of the name instead. */
  | { readonly kind: "sub"; readonly span: Span; readonly items: readonly Cell[] }
  /** `^2`, `^{-1}`, `^(t-1)`, `^{(t)}` (a Group with `(`), `²`; `elementwise` for `.^`. */
  | { readonly kind: "sup"; readonly span: Span; readonly exponent: Expr; readonly elementwise: boolean }
  /** `ᵀ`, `^⊤`, `^\top`; `^T` is a `sup` whose exponent is the name T. */
  | { readonly kind: "transpose"; readonly span: Span }
  /** `'`, `''`. */
  | { readonly kind: "primes"; readonly span: Span; readonly count: number };

/** An adjoint: `bar h`, `h̄`, `\bar{h}`, `\overline{h^{(t)}}`; its indices are suffixes around or inside it. */
export interface Adjoint {
  readonly kind: "adjoint";
  readonly span: Span;
  readonly target: Expr;
}

/** `∇J`, `∇²J`, `∇₁ℓ`, `∇_{h} L`; the arguments are suffixes around it. */
export interface Nabla {
  readonly kind: "nabla";
  readonly span: Span;
  readonly order: number;
  readonly subscript?: Expr;
  readonly target: Expr;
}

/**
 * `∂y/∂x`, `∂⁺y/∂⁺x`, `∂²L/∂w²`, `\frac{\partial y}{\partial x}`. The last target may carry suffixes that belong behind
 * the derivative (`∂L/∂c[t] (1 - o[t])`): only declarations tell. Without numerator it is an operator on what follows.
 */
export interface Partial {
  readonly kind: "partial";
  readonly span: Span;
  readonly immediate: boolean;
  readonly order: number;
  readonly numerator?: Expr;
  readonly denominators: readonly { readonly target: Expr; readonly order: number }[];
  /** Written with `\frac`: what follows is certainly outside. */
  readonly closed: boolean;
}

/** A unary minus that is not the first sign of a sum: `2 · -x`, `a^-1`. */
export interface Negation {
  readonly kind: "negation";
  readonly span: Span;
  readonly operand: Expr;
}

/** Factors in the order written, one precedence, left to right. `""` is juxtaposition. At least two factors. */
export interface Product {
  readonly kind: "product";
  readonly span: Span;
  readonly first: Expr;
  readonly rest: readonly { readonly op: "" | "*" | "/"; readonly opSpan: Span; readonly factor: Expr }[];
}

/** `a ⊙ b ./ c`: weaker than products, tighter than sums. At least two operands. */
export interface Hadamard {
  readonly kind: "hadamard";
  readonly span: Span;
  readonly first: Expr;
  readonly rest: readonly { readonly op: "⊙" | "./"; readonly opSpan: Span; readonly factor: Expr }[];
}

/** Terms with their signs; one term only if its sign is `-`. `signSpan` is empty where no sign is written. */
export interface Sum {
  readonly kind: "sum";
  readonly span: Span;
  readonly terms: readonly { readonly sign: "+" | "-"; readonly signSpan: Span; readonly term: Expr }[];
}

/** `\frac{a}{b}`. */
export interface Fraction {
  readonly kind: "fraction";
  readonly span: Span;
  readonly numerator: Expr;
  readonly denominator: Expr;
}

/** `|x|`, or `‖v‖`, `||v||`. */
export interface Bars {
  readonly kind: "bars";
  readonly span: Span;
  readonly double: boolean;
  readonly operand: Expr;
}

/** `if t = T then a else b`. */
export interface Conditional {
  readonly kind: "conditional";
  readonly span: Span;
  readonly condition: Condition;
  readonly then: Expr;
  readonly otherwise: Expr;
}

/** `x_t y_t |_{t=T}`: a product or derivative with an index at a value. */
export interface Evaluated {
  readonly kind: "evaluated";
  readonly span: Span;
  readonly operand: Expr;
  /** What stands below the bar, and where. */
  readonly at: readonly Cell[];
  readonly atSpan: Span;
}

/** Where an operand should stand and none does; its span is empty. A problem has been reported. */
export interface Missing {
  readonly kind: "missing";
  readonly span: Span;
}

// ── What brackets and conditions hold ───────────────────────────────────────────────────────────────────────────────

export type Cell = Expr | RangeCell | Condition;

/** `a..b` (also `a…b`, `a, …, b` is not one). */
export interface RangeCell {
  readonly kind: "range";
  readonly span: Span;
  readonly from: Expr;
  readonly to: Expr;
}

export type Relation = "=" | "≠" | "<" | ">" | "≤" | "≥" | "∈";

/** `i = j`, `1 ≤ t < T`, `t = 1..T`, `t in 1..T`. At least one relation. */
export interface Comparison {
  readonly kind: "comparison";
  readonly span: Span;
  readonly first: Expr;
  readonly rest: readonly { readonly op: Relation; readonly opSpan: Span; readonly side: Expr | RangeCell }[];
  /** A clause in parentheses, `y = x (t < T)`: of quantities it may be meant as a factor. */
  readonly bracketed?: true;
}

/** `A > 0 and r < 1`, `i = 1 or i = N`: at least two conditions. */
export interface Junction {
  readonly kind: "junction";
  readonly span: Span;
  readonly op: "and" | "or";
  readonly parts: readonly Condition[];
}

/** What holds or does not. */
export type Condition = Comparison | Junction;

// ── Statements ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Sheet {
  readonly span: Span;
  readonly statements: readonly Statement[];
  readonly comments: readonly Span[];
  /** The calls of commands that the sheet defines. */
  readonly calls: readonly MacroCall[];
}

export type Statement =
  | ModelStatement
  | IndexStatement
  | SizeStatement
  | Declaration
  | FunctionDeclaration
  | Boundary
  | Layout
  | Derive
  | Equation
  | Cost
  | Prose
  | Broken;

/** Set where an error was reported in the statement: what is left of it is the best reading, and not to be trusted. */
export type Damaged = true;

interface Keyworded {
  readonly span: Span;
  readonly keyword: Span;
}

export interface ModelStatement extends Keyworded {
  readonly kind: "model";
  /** Absent where no name follows. May be several words. */
  readonly name?: { readonly text: string; readonly span: Span };
}

/** `index t = 1..T, i, j = 0..N-1`: a range belongs to every name before it that has none. */
export interface IndexStatement extends Keyworded {
  readonly kind: "index";
  readonly items: readonly { readonly name: Name; readonly range?: RangeCell; readonly damaged?: Damaged }[];
}

/** `size D, H`, `size H = 3`. */
export interface SizeStatement extends Keyworded {
  readonly kind: "size";
  readonly items: readonly { readonly name: Name; readonly value?: Expr }[];
}

/** `param W : H×D, b, c : H`, `input x[t] : D`, `const β > 0, γ in (0, 1)`. */
export interface Declaration extends Keyworded {
  readonly kind: "param" | "input" | "const";
  readonly items: readonly DeclaredItem[];
  readonly damaged?: Damaged;
}

export interface DeclaredItem {
  readonly span: Span;
  /** A Name, or a Suffixed whose suffixes are indices. */
  readonly target: Expr;
  readonly shape?: Shape;
  readonly range?: DeclaredRange;
  /** `symmetric`, `positive definite`, …, each one or two words as written. */
  readonly properties: readonly { readonly text: string; readonly span: Span }[];
  /** `for t = 1..T`: where the indices run of this name and of those before it. */
  readonly over?: readonly IndexedRange[];
}

/** `t = 1..T` */
export interface IndexedRange {
  readonly name: Name;
  readonly range: RangeCell;
}

/** `H×(D+H)`: the factors between the crosses. */
export interface Shape {
  readonly span: Span;
  readonly dimensions: readonly Expr[];
}

/** `> 0`, `≥ 1`, `= 3` or `in (0, 1)`, `in [0, 1)`, `∈ …`. */
export type DeclaredRange =
  | {
      readonly kind: "bound";
      readonly span: Span;
      readonly op: "<" | ">" | "≤" | "≥" | "≠" | "=";
      readonly bound: Expr;
    }
  | {
      readonly kind: "interval";
      readonly span: Span;
      readonly low: Expr;
      readonly high: Expr;
      readonly lowOpen: boolean;
      readonly highOpen: boolean;
    };

/** `function φ, ψ[t] : ℝ^H × ℝ → ℝ`. */
export interface FunctionDeclaration extends Keyworded {
  readonly kind: "function";
  readonly targets: readonly Expr[];
  /** One space for each argument. Absent where the type is missing (a problem has been reported). */
  readonly domain?: readonly Space[];
  readonly codomain?: Space;
}

/** `ℝ` (no dimensions), `ℝ^D`, `ℝ^{H×D}`. */
export interface Space {
  readonly span: Span;
  readonly dimensions: readonly Expr[];
}

/** `boundary h = 0`. */
export interface Boundary extends Keyworded {
  readonly kind: "boundary";
  readonly target: Expr;
  readonly value: Expr;
}

export interface Layout extends Keyworded {
  readonly kind: "layout";
  readonly layout: "numerator" | "denominator";
}

/** `derive bar c[t], bar w_ix`. */
export interface Derive extends Keyworded {
  readonly kind: "derive";
  readonly targets: readonly Expr[];
}

export type EquationRelation = "=" | "≤" | "≥" | "<" | ">" | "≈";

/**
 * A definition, a claim or a chain of them, `loss L = …` and `recover v = …` (told by `role`). `sides` has one more
 * element than `relations`.
 */
export interface Equation {
  readonly kind: "equation";
  readonly span: Span;
  readonly role: "plain" | "loss" | "recover";
  readonly keyword?: Span;
  readonly sides: readonly Expr[];
  readonly relations: readonly { readonly op: EquationRelation; readonly span: Span }[];
  readonly clauses: Clauses;
  readonly damaged?: Damaged;
}

/** `cost weights = …`, `cost operations = O(…)`, `cost steps = …`; may be a chain. Its first side is the quantity, as a name. */
export interface Cost extends Keyworded {
  readonly kind: "cost";
  readonly quantity: "weights" | "operations" | "steps";
  readonly sides: readonly Expr[];
  readonly relations: readonly { readonly op: EquationRelation; readonly span: Span }[];
  readonly clauses: Clauses;
  readonly damaged?: Damaged;
}

/** What may follow an equation, each in any order. */
export interface Clauses {
  /** `for t < T`, `for i > j, t = 2..T`, `for all t`, `\forall t`: comparisons, or bare index names. */
  readonly where: readonly (Comparison | Name)[];
  /** `given f = 1, i = 0`. */
  readonly given: readonly { readonly target: Expr; readonly value: Expr; readonly span: Span }[];
  /** `assuming B symmetric, β < 1`: a declared item without a shape. */
  readonly assuming: readonly DeclaredItem[];
  /** `within 1e-3`. */
  readonly within?: Expr;
}

/** Lines that are no mathematics; consecutive ones are one block. */
export interface Prose {
  readonly kind: "prose";
  readonly span: Span;
}

/** A statement that could not be read; a problem has been reported. `sides` is what was understood of it. */
export interface Broken {
  readonly kind: "broken";
  readonly span: Span;
  readonly sides: readonly Expr[];
}
