/** The table of LaTeX commands: what each one means to the lexer. A command that is not here is a problem. */
import { greekNames, symbols } from "./glyphs.ts";
import { nearest } from "./nearest.ts";
import { signs } from "./symbol-names.ts";
import { functionNames } from "./words.ts";

export type Command =
  | { readonly kind: "symbol"; readonly text: string }
  | { readonly kind: "name"; readonly text: string }
  /** Counts as white space. */
  | { readonly kind: "space" }
  /** Skipped together with its arguments in braces. */
  | { readonly kind: "skip"; readonly arguments: number }
  /**
   * Its argument counts as if it stood there without the braces; `skipped` arguments in braces before it are left out, and
   * so is a label below or above it. In a stacked one `\\\\` separates what stands on several lines below a sum.
   */
  | { readonly kind: "wrapper"; readonly skipped: number; readonly labelled?: true; readonly stacked?: true }
  /** Its argument is text between two lines of a display. */
  | { readonly kind: "between" }
  /** White space of the length behind it. */
  | { readonly kind: "length" }
  /** Of the text around the mathematics, such as a heading: skipped with its options and arguments. */
  | { readonly kind: "structure"; readonly arguments: number }
  /** Defines a command. */
  | { readonly kind: "definition" }
  /** Leads from one line of an argument to the next. */
  | { readonly kind: "implication" }
  /** Sizes the bracket after it; a `.` there is an invisible bracket. */
  | { readonly kind: "sizing" }
  | { readonly kind: "accent"; readonly text: string }
  | { readonly kind: "fraction" }
  | { readonly kind: "root" }
  | { readonly kind: "begin" }
  | { readonly kind: "end" };

const commands = new Map<string, Command>();

function add(names: string, command: (name: string) => Command): void {
  for (const name of names.split(" ")) commands.set(name, command(name));
}

function addSymbols(names: string, text: string): void {
  add(names, () => ({ kind: "symbol", text }));
}

// Further names of the signs in `symbol-names.ts`, and names of what has a key of its own.
addSymbols("bullet ast star", "*");
addSymbols("div slash", "/");
addSymbols("leqslant leqq", "≤");
addSymbols("geqslant geqq", "≥");
addSymbols("lt", "<");
addSymbols("gt", ">");
addSymbols("simeq", "≈");
addSymbols("coloneqq coloneq triangleq equiv gets leftarrow eqdef", "=");
addSymbols("longrightarrow mapsto", "→");
addSymbols("cdots dotsc dotsb", "..");
addSymbols("intercal", "⊤");
addSymbols("prime", "'");
addSymbols("mid vert lvert rvert", "|");
addSymbols("lVert rVert parallel", "‖");
addSymbols("{ lbrace", "(");
addSymbols("} rbrace", ")");
addSymbols("lbrack", "[");
addSymbols("rbrack", "]");
addSymbols("lparen", "(");
addSymbols("rparen", ")");
addSymbols("colon", ":");
addSymbols("langle", "⟨");
addSymbols("rangle", "⟩");

for (const [name, letter] of greekNames) commands.set(name, { kind: "name", text: letter });
for (const name of functionNames) if (/^[a-z]+$/.test(name)) commands.set(name, { kind: "name", text: name });
// After the functions: `\sum` is Σ, which takes its bounds below and above.
for (const { symbol, names } of signs) {
  const text = symbols.get(symbol);
  add(names.join(" "), () => (text === undefined ? { kind: "name", text: symbol } : { kind: "symbol", text }));
}
add("imath", () => ({ kind: "name", text: "i" }));
add("jmath", () => ({ kind: "name", text: "j" }));
add("cot sec csc arcsin arccos arctan dim ker arg sup inf lim Pr gcd deg", (text) => ({ kind: "name", text }));

add(
  ", ; : ! > ( ) $ quad qquad thinspace medspace thickspace negthinspace enspace enskip hfill displaystyle textstyle scriptstyle " +
    "limits nolimits nonumber notag noindent centering bf rm it cal sf tt boldmath allowbreak nobreak relax mathstrut strut square blacksquare Box qed qedhere checkmark",
  () => ({ kind: "space" }),
);
commands.set(" ", { kind: "space" });
commands.set("\t", { kind: "space" });
add(
  "footnote footnotetext marginpar todo thanks label tag tag* eqref ref cite hspace hspace* vspace vspace* phantom hphantom vphantom color mathchoice",
  () => ({
    kind: "skip",
    arguments: 1,
  }),
);
add("intertext shortintertext", () => ({ kind: "between" }));
add("kern mkern mskip hskip", () => ({ kind: "length" }));
add("item maketitle tableofcontents newpage clearpage pagebreak smallskip medskip bigskip appendix", () => ({
  kind: "structure",
  arguments: 0,
}));
add(
  "documentclass usepackage title author date section subsection subsubsection paragraph subparagraph chapter pagestyle thispagestyle " +
    "geometry hypersetup allowdisplaybreaks graphicspath includegraphics caption bibliography bibliographystyle theoremstyle",
  () => ({ kind: "structure", arguments: 1 }),
);
add("setlength addtolength setcounter newtheorem numberwithin", () => ({ kind: "structure", arguments: 2 }));
/** What defines a command of one's own. */
export const definitions =
  "newcommand renewcommand providecommand DeclareRobustCommand def let DeclareMathOperator DeclarePairedDelimiter " +
  "NewDocumentCommand RenewDocumentCommand DeclareDocumentCommand";
add(definitions, () => ({ kind: "definition" }));
add(
  "mathbf mathrm mathit mathsf mathtt mathcal mathscr mathfrak mathbb mathbbm mathds mathnormal boldsymbol bm pmb symbf symbfit vb mathbfit text textrm " +
    "textbf textit textsf texttt textnormal operatorname operatorname* mbox hbox boxed ensuremath mathop mathbin mathrel mathord " +
    "underline vec uvec smash",
  () => ({ kind: "wrapper", skipped: 0 }),
);
add("textcolor colorbox stackrel overset underset", () => ({ kind: "wrapper", skipped: 1 }));
add("substack", () => ({ kind: "wrapper", skipped: 0, stacked: true }));
add("underbrace overbrace underbracket overbracket", () => ({ kind: "wrapper", skipped: 0, labelled: true }));
add(
  "implies impliedby iff Rightarrow Longrightarrow Leftrightarrow Longleftrightarrow therefore because leadsto",
  () => ({ kind: "implication" }),
);
add("left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm", () => ({
  kind: "sizing",
}));
add("bar overline", () => ({ kind: "accent", text: "bar" }));
add("hat widehat", () => ({ kind: "accent", text: "\u0302" }));
add("tilde widetilde", () => ({ kind: "accent", text: "\u0303" }));
add("dot", () => ({ kind: "accent", text: "\u0307" }));
add("ddot", () => ({ kind: "accent", text: "\u0308" }));
add("overrightarrow", () => ({ kind: "accent", text: "\u20d7" }));
add("overleftarrow", () => ({ kind: "accent", text: "\u20d6" }));
add("check", () => ({ kind: "accent", text: "\u030c" }));
add("breve", () => ({ kind: "accent", text: "\u0306" }));
// With a command of the packages physics and derivative, such as `\pdv{y}{x}`, both arguments are of a derivative.
add("frac dfrac tfrac cfrac nicefrac sfrac dv pdv odv derivative", () => ({ kind: "fraction" }));
add("sqrt", () => ({ kind: "root" }));
add("begin", () => ({ kind: "begin" }));
add("end", () => ({ kind: "end" }));

export function latexCommand(name: string): Command | undefined {
  return commands.get(name);
}

export function commandNames(): Iterable<string> {
  return commands.keys();
}

/** The known command that a half-typed or misspelt one most likely meant; none of those that are left out of the mathematics. */
export function nearestCommand(name: string): string | undefined {
  const meant = [...commands].flatMap(([each, { kind }]) => (kind === "skip" || kind === "structure" ? [] : [each]));
  const longer = meant.filter((command) => name.length > 1 && command.startsWith(name));
  return (
    longer.reduce<string | undefined>(
      (best, command) => (best === undefined || command.length < best.length ? command : best),
      undefined,
    ) ?? nearest(name, meant)
  );
}

/** Environments whose `&` and `\\` separate cells. All others (`align*`, `equation`, …) only frame their lines. */
export const matrixEnvironments: ReadonlySet<string> = new Set([
  "matrix",
  "matrix*",
  "pmatrix",
  "pmatrix*",
  "bmatrix",
  "bmatrix*",
  "Bmatrix",
  "vmatrix",
  "Vmatrix",
  "smallmatrix",
  "array",
  "cases",
  "dcases",
  "cases*",
]);
