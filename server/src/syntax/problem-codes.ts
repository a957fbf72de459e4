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
  "text/invisible": { severity: "error", why: "Bidirectional and invisible characters make a line read differently from what it is." },
  "text/surrogate": { severity: "error", why: "A lone surrogate is no character: the file was damaged on its way." },

  // Syntax
  "syntax/unexpected": { severity: "error", why: "The text does not continue in a way that the language knows." },
  "syntax/missing-operand": { severity: "error", why: "An operator or a relation stands without what belongs beside it." },
  "syntax/unclosed": { severity: "error", why: "A bracket was opened and never closed." },
  "syntax/unopened": { severity: "error", why: "A bracket was closed that nothing opened." },
  "syntax/no-relation": { severity: "error", why: "A statement is a definition or a claim: it needs a relation such as `=`." },
  "syntax/declaration": { severity: "error", why: "A declaration is not in the form that its keyword wants." },
  "syntax/clause": { severity: "error", why: "A `for`, `given`, `assuming` or `within` is not in the form that it wants." },
  "syntax/derivative": { severity: "error", why: "A derivative needs something above and something below." },
  "syntax/operator": { severity: "error", why: "`**` and `@` belong to programming languages; mathematics writes `^` and juxtaposition." },
  "syntax/latex": { severity: "error", why: "A LaTeX command that has no meaning here." },
  "syntax/too-deep": { severity: "error", why: "Brackets nested this deep are a slip or an attack; nobody can read them." },
  "syntax/ambiguous-division": { severity: "warning", why: "`a / b c` is read as `(a / b) c`, and half of its readers read it otherwise." },
  "syntax/ambiguous-application": { severity: "warning", why: "`tanh a b` applies tanh to `a` alone; a reader may think otherwise." },
} as const satisfies Record<string, Row>;

export type ProblemCode = keyof typeof rows;
export const problemCodes: Readonly<Record<ProblemCode, Row>> = rows;
