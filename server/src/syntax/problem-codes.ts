/**
 * The one table of problem codes. A row: how grave it is and why it is reported at all. Codes are stable: people search
 * for them and scripts filter on them. `docs/messages.md` has an entry (anchor: the code with `/` as `-`) for each.
 */

export type Severity = "error" | "warning" | "information";

interface Row {
  readonly severity: Severity;
  readonly why: string;
}

const rows = {
  // The text
  "text/prose": { severity: "warning", why: "Lines that are not mathematics are skipped; a comment says so openly." },
  "text/invisible": {
    severity: "error",
    why: "Bidirectional and invisible characters make a line read differently from what it is.",
  },
  "text/surrogate": { severity: "error", why: "A lone surrogate is no character: the file was damaged on its way." },

  // Syntax
  "syntax/unexpected": { severity: "error", why: "The text does not continue in a way that the language knows." },
  "syntax/missing-operand": {
    severity: "error",
    why: "An operator or a relation stands without what belongs beside it.",
  },
  "syntax/unclosed": { severity: "error", why: "A bracket was opened and never closed." },
  "syntax/unopened": { severity: "error", why: "A bracket was closed that nothing opened." },
  "syntax/no-relation": {
    severity: "error",
    why: "A statement is a definition or a claim: it needs a relation such as `=`.",
  },
  "syntax/declaration": { severity: "error", why: "A declaration is not in the form that its keyword wants." },
  "syntax/clause": {
    severity: "error",
    why: "A `for`, `given`, `assuming` or `within` is not in the form that it wants.",
  },
  "syntax/derivative": { severity: "error", why: "A derivative needs something above and something below." },
  "syntax/operator": {
    severity: "error",
    why: "`**` and `@` belong to programming languages; mathematics writes `^` and juxtaposition.",
  },
  "syntax/latex": { severity: "error", why: "A LaTeX command that has no meaning here." },
  "syntax/too-deep": {
    severity: "error",
    why: "Brackets nested this deep are a slip or an attack; nobody can read them.",
  },
  "syntax/ambiguous-division": {
    severity: "warning",
    why: "`a / b c` is read as `(a / b) c`, and half of its readers read it otherwise.",
  },
  "syntax/ambiguous-power": {
    severity: "warning",
    why: "`sum[t](a)^2` is the square of the sum, and half of its readers read it as the sum of squares.",
  },
  "syntax/ambiguous-application": {
    severity: "warning",
    why: "`tanh a b` applies tanh to `a` alone; a reader may think otherwise.",
  },

  // Names
  "syntax/last-case": {
    severity: "information",
    why: "The last row of `cases` stands for all that is left, and its condition may say less.",
  },
  "syntax/prime": {
    severity: "error",
    why: "`'` differentiates functions; on anything else it would be read as a transpose by some.",
  },
  "name/undeclared": { severity: "error", why: "A name that nothing declares or defines has no value." },
  "name/index-count": {
    severity: "error",
    why: "A quantity has a fixed number of indices; `h` and `h[t]` are different things.",
  },
  "name/declared-twice": { severity: "error", why: "Two declarations of one name would leave it open which is meant." },
  "name/looks-like-adjoint": {
    severity: "warning",
    why: "Many courses write dv for an adjoint; here it is a new name, so nothing about it is checked.",
  },
  "name/unused": {
    severity: "warning",
    why: "A misspelt claim looks like a definition that nothing uses, and would never be checked.",
  },
  "name/also-a-product": {
    severity: "information",
    why: "`λw` is a product where nothing has that name; a left side gives it one.",
  },

  // Indices and ranges
  "index/no-range": { severity: "error", why: "An index needs to know from where to where it runs." },
  "index/not-integer": { severity: "error", why: "Elements are counted in whole steps." },
  "index/no-bounds": { severity: "error", why: "A sum or product needs its index and range." },
  "index/direction": {
    severity: "error",
    why: "A range that sometimes rises and sometimes falls has no fixed meaning.",
  },
  "index/beyond-range": {
    severity: "warning",
    why: "A condition that asks for more than an index has looks as if the rest were checked too.",
  },
  "index/ambiguous-body": { severity: "error", why: "Where a sum ends decides what it adds up." },
  "index/only-in-condition": {
    severity: "information",
    why: "A sum over `j < i` takes in every i where nothing outside says which, and few mean that.",
  },
  "index/free": { severity: "error", why: "A definition must say which element is meant on its right side." },

  // Functions and derivatives
  "function/arguments": { severity: "error", why: "A function takes a fixed number of arguments." },
  "function/no-argument": { severity: "error", why: "A function alone is not a number." },
  "function/which-argument": { severity: "error", why: "With several arguments a derivative must say by which." },
  "derivative/not-a-quantity": { severity: "error", why: "A derivative is taken by something that can be nudged." },
  "adjoint/no-loss": { severity: "error", why: "`bar v` is the derivative of the loss, so there must be one." },

  // The model
  "model/no-name": { severity: "error", why: "A model is referred to by its name." },
  "model/second-loss": { severity: "error", why: "`bar` means the derivative of the one loss." },
  "model/update": { severity: "warning", why: "In mathematics a name keeps its value." },
  "model/partly-defined": {
    severity: "error",
    why: "An equation either defines elements or claims something about them, not both.",
  },
  "model/undefined-value": { severity: "error", why: "A recurrence needs a value to start from." },
  "model/circular": { severity: "error", why: "A value that needs itself can't be computed." },
  "model/too-large": {
    severity: "error",
    why: "The model is checked by unrolling it, and this is too much to unroll.",
  },

  // Shapes
  "shape/mismatch": {
    severity: "error",
    why: "Only what has one shape can be added, compared or multiplied component by component.",
  },
  "shape/product": {
    severity: "error",
    why: "In a product the columns of the first factor meet the rows of the second.",
  },
  "shape/component": { severity: "error", why: "A vector has one index for its components, a matrix two." },
  "shape/argument": { severity: "error", why: "A function takes and gives values of its declared shapes." },
  "shape/softmax-of-rows": {
    severity: "information",
    why: "The softmax of a matrix is one of rows to most readers, of columns or of all entries to others.",
  },
  "shape/derivative": { severity: "error", why: "A derivative with more than two axes can't be written as a matrix." },
  "shape/bars-on-matrix": {
    severity: "warning",
    why: "`|A|` of a square matrix is its determinant to most readers; here bars are the absolute value.",
  },
  "shape/transpose-or-power": {
    severity: "warning",
    why: "`A^T` is the transpose to most readers, and the T-th power to some where T is a size.",
  },
} as const satisfies Record<string, Row>;

export type ProblemCode = keyof typeof rows;
export const problemCodes: Readonly<Record<ProblemCode, Row>> = rows;
