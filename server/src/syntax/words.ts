/** The words of the language: keywords that start statements, words that end expressions, and names that have a meaning. */

/** A statement starts with one of these where a name follows it. */
export const keywords: ReadonlySet<string> = new Set([
  "model",
  "index",
  "size",
  "param",
  "input",
  "const",
  "function",
  "boundary",
  "layout",
  "loss",
  "recover",
  "derive",
  "cost",
]);

/** These start what may follow an equation. */
export const clauseWords: ReadonlySet<string> = new Set(["for", "given", "assuming", "within"]);

/** `for` in the languages in which handouts are written. */
export const forWords: ReadonlySet<string> = new Set([
  "für",
  "pour",
  "para",
  "per",
  "voor",
  "dla",
  "för",
  "для",
  "при",
]);

/** `all`, as in `for all t`. */
export const allWords: ReadonlySet<string> = new Set(
  "all every each any alle jedes tout toute tous todo toda todos ogni każdego всех каждого".split(" "),
);

/** These explain what stands before: with an equation `a = b where c = d`, or with the indices that are meant. */
export const explainingWords: ReadonlySet<string> = new Set(["where", "with", "wobei", "mit", "où", "avec"]);

/** These say when a formula holds: `when t < T`, `if b = 1`. */
export const conditionWords: ReadonlySet<string> = new Set([
  ...clauseWords,
  ...forWords,
  ...explainingWords,
  ..."if when whenever at provided assume suppose supposing wenn falls bei si lorsque quand cuando se quando gdy jeśli если когда 当 若 如果 对于".split(
    " ",
  ),
]);

/** `and` and `or` between conditions. */
export const andWords: ReadonlySet<string> = new Set(["and", "und", "et"]);
export const orWords: ReadonlySet<string> = new Set(["or", "oder"]);

/** What leads on to a further equation. */
export const joiningWords: ReadonlySet<string> = new Set([...andWords, ...explainingWords]);

/** The first words of properties, with the second words that some of them take. */
export const propertyWords: ReadonlyMap<string, readonly string[]> = new Map([
  ["symmetric", []],
  ["positive", ["definite", "semidefinite"]],
  ["negative", ["definite", "semidefinite"]],
  ["orthogonal", []],
  ["invertible", []],
  ["diagonal", []],
  ["lower", ["triangular"]],
  ["upper", ["triangular"]],
  ["unit", []],
  ["one", ["hot"]],
  ["probability", []],
  ["stochastic", []],
  ["constant", []],
  ["linear", []],
  ["identity", []],
]);

/** Functions that people write without brackets: `a / tanh b` is no ambiguous division. */
export const functionNames: ReadonlySet<string> = new Set(
  (
    "σ sigmoid logistic tanh exp log ln sqrt sin cos tan sinh cosh sech abs sign sgn relu ReLU softplus erf gelu silu max min softmax logsumexp sum mean " +
    "var norm dot outer diag trace tr Tr det inv logdet kron vec transpose hcat vcat ones zeros prod stop direct Σ Π"
  ).split(" "),
);
