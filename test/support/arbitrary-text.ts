/** Random texts that are nearly sheets: pieces of the language strewn together, and sheets with damage done to them. */
import fc from "fast-check";

const pieces = [
  ..."a b h W t T 2 0.5 α σ ℓ ∂ ∇ bar tanh sum Σ if then else for given assuming within in and ( ) [ ] { } | ‖ + - * / ^ _ ' = < > ≤ ≈ , ; : .. . & × ⊙ ./ .^ ⊤ ᵀ ² ₜ ₋ ⁽ ⁾ ⁺ ℝ → ½ √ # % //".split(
    " ",
  ),
  ..."model index size param input const function boundary layout loss recover derive cost weights symmetric one-hot".split(
    " ",
  ),
  ..."\\frac \\bar \\overline \\hat \\sqrt \\left \\right \\sum \\partial \\nabla \\begin{pmatrix} \\end{pmatrix} \\begin{cases} \\end{cases} \\begin{align} \\end{align} \\mathbf{ \\text{ \\top \\unknown \\\\ \\[ \\] $ $$ \\ \\item \\section*{".split(
    " ",
  ),
  ..."\\newcommand{\\m}[2]{a#2_#1} \\newcommand\\n[1][b]{\\frac{#1}{\\n}} \\def\\o#1{#1\\m{#1}h} \\m \\n \\o {h} #1".split(
    " ",
  ),
  ..."the of we gradient network where".split(" "),
  " ",
  "  ",
  "\n",
  "\r\n",
  "\t",
  "\u200b",
  "\ud800",
  "\udc00",
  "h̄",
  "\u0304",
  "𝒙",
  "🙂",
  "\u0000",
];

/** Pieces with and without white space between them. */
export const nearlySheet: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom("", " ", " ", "\n")), { maxLength: 60 })
  .map((parts) => parts.map(([piece, space]) => piece + space).join(""));

/** A sheet from which parts are cut, and into which pieces are put, at random places. */
export function damaged(sheet: string): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat(sheet.length), cut: fc.nat(12), put: fc.constantFrom("", ...pieces) });
  return fc
    .array(edit, { minLength: 1, maxLength: 4 })
    .map((edits) => edits.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), sheet));
}
