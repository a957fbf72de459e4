/**
 * The table of symbols that have a name: σ is typed `\sigma`. The lexer's LaTeX commands, the hover that says how to type a
 * symbol, completion, what the editor replaces as one types, and the table in `docs/typing.md` are all made from it.
 */
import { greekNames, subscripts, superscripts } from "./glyphs.ts";

export interface NamedSymbol {
  readonly symbol: string;
  /** How it is typed, behind the leader; the first is the one that is told. */
  readonly names: readonly string[];
  /** What it is for, in a few words. */
  readonly meaning: string;
}

/** Operators, relations and letters, each with its LaTeX names. */
export const signs: readonly NamedSymbol[] = (
  [
    ["∂", "partial", "a derivative through the model: ∂y/∂x"],
    ["∇", "nabla", "the gradient of a function: ∇J(θ)"],
    ["⊙", "odot bigodot", "a product component by component"],
    ["∘", "circ", "the same as ⊙"],
    ["⊘", "oslash", "a quotient component by component"],
    ["·", "cdot", "a product"],
    ["×", "times", "stands between the sizes of a shape: H×D"],
    ["⊤", "top", "a transpose: W^⊤, or W⊤"],
    ["∈", "in", "a range: β ∈ (0, 1)"],
    ["ℝ", "R", "the real numbers: φ : ℝ → ℝ"],
    ["→", "to rightarrow", "from arguments to values: φ : ℝ → ℝ"],
    ["≤", "le leq", "at most, at every point tried"],
    ["≥", "ge geq", "at least, at every point tried"],
    ["≠", "ne neq", "is not: [i ≠ j]"],
    ["≈", "approx", "is near: a ≈ b within 1e-3"],
    ["∧", "land wedge", "both conditions hold: [i > 1 ∧ j > 1]"],
    ["∨", "lor vee", "one of the conditions holds: [i = 1 ∨ i = N]"],
    ["∀", "forall", "for all values of an index"],
    ["…", "dots ldots", "a range: t = 1…T"],
    ["‖", "| Vert", "the norm of a vector: ‖v‖"],
    ["∞", "infty", "an end of a range: (0, ∞)"],
    ["Σ", "sum", "a sum over a range: Σ_{t=1}^{T} x[t]"],
    ["Π", "prod", "a product over a range: Π[t](x[t])"],
  ] as const
).map(([symbol, names, meaning]) => ({ symbol, names: names.split(" "), meaning }));

/** An adjoint is a word rather than a symbol. `\bar{h}` stays as it is: it means the same. */
export const adjointWord: NamedSymbol = { symbol: "bar", names: ["bar"], meaning: "the adjoint of a name: bar h[t]" };

const letters: readonly NamedSymbol[] = [...new Set(greekNames.values())].map((letter) => ({
  symbol: letter,
  names: [...greekNames].flatMap(([name, other]) => (other === letter ? [name] : [])),
  meaning: letter === "ℓ" ? "a letter, often of a loss" : "a letter",
}));

/** Raised and lowered characters: `\^2`, `\_t`. Those that stand for no key of a keyboard are left out. */
const scripts: readonly NamedSymbol[] = [
  ...raisedOrLowered("^", "raised", superscripts),
  { symbol: "⁻¹", names: ["^-1"], meaning: "an inverse: A⁻¹" },
  { symbol: "ᵀ", names: ["^T"], meaning: "a transpose: Wᵀ" },
  ...raisedOrLowered("_", "lowered", subscripts),
];

function raisedOrLowered(sign: string, how: string, table: ReadonlyMap<string, string>): NamedSymbol[] {
  return [...table].flatMap(([symbol, plain]) =>
    /^[ -~]$/.test(plain) ? [{ symbol, names: [sign + plain], meaning: `${how} ${plain}` }] : [],
  );
}

/** All of them. A letter that is a sign too, such as Σ, is one row with the names of both. */
export const namedSymbols: readonly NamedSymbol[] = [
  adjointWord,
  ...signs.filter(({ symbol }) => !letters.some((letter) => letter.symbol === symbol)),
  ...letters.map((letter) => {
    const sign = signs.find(({ symbol }) => symbol === letter.symbol);
    return sign ? { ...letter, names: [...letter.names, ...sign.names], meaning: sign.meaning } : letter;
  }),
  ...scripts,
];

const bySymbol = new Map(namedSymbols.map((row) => [row.symbol, row]));
const byName = new Map(namedSymbols.flatMap((row) => row.names.map((name) => [name, row] as const)));

/** What a name types. */
export function symbolNamed(name: string): NamedSymbol | undefined {
  return byName.get(name);
}

/** How a symbol is typed, if it has a name. */
export function namesOfSymbol(symbol: string): readonly string[] | undefined {
  return bySymbol.get(symbol)?.names;
}
