/** What completion offers in any sheet: words of the language, constants, symbols, whole models. */
import type { Structure } from "../semantics/model.ts";
import { namedSymbols } from "../syntax/symbol-names.ts";
import { clauseWords, keywords } from "../syntax/words.ts";
import { adjointTargets, type NamesAt } from "./completion-names.ts";
import { paragraph } from "./markup.ts";
import { escapeSnippet } from "./snippet.ts";
import type { Suggestion } from "./suggestion.ts";
import { templates } from "./templates.ts";
import { usualElement } from "./usual-elements.ts";
import { wordMeaning } from "./word-meanings.ts";

function word(kind: Suggestion["kind"], label: string, meaning: string, snippet = escapeSnippet(label)): Suggestion {
  return { kind, label, detail: "", meaning: [paragraph(meaning)], snippet };
}

export const keywordItems: readonly Suggestion[] = [...keywords].map((keyword) =>
  word("keyword", keyword, wordMeaning(keyword) ?? "", `${keyword} `),
);

export const clauses: readonly Suggestion[] = [...clauseWords].map((clause) =>
  word("keyword", clause, wordMeaning(clause) ?? "", `${clause} `),
);

const structures: Readonly<Record<Structure, string>> = {
  symmetric: "Values are drawn so that A and Aᵀ are the same.",
  "positive definite": "Values are drawn symmetric, with vᵀ A v > 0.",
  orthogonal: "Values are drawn so that Aᵀ A is the identity.",
  invertible: "Values are drawn so that A has an inverse.",
  diagonal: "Values are drawn 0 off the diagonal.",
  "lower triangular": "Values are drawn 0 above the diagonal.",
  "upper triangular": "Values are drawn 0 below the diagonal.",
  unit: "Values are drawn with norm 1.",
  "one-hot": "Values are drawn with one component 1 and the others 0.",
  probability: "Values are drawn positive and sum to 1.",
  stochastic: "Values are drawn positive, and each row sums to 1.",
  constant: "The same value is drawn for every index.",
};

export const properties: readonly Suggestion[] = Object.entries(structures).map(([name, meaning]) =>
  word("word", name, meaning),
);

export const ranges: readonly Suggestion[] = [
  word("word", "in", "A range, without its ends in round brackets: `in (0, 1)`.", "in ($1, $2)"),
];

export const costs: readonly Suggestion[] = [
  word("word", "weights", "`cost weights = …` counts the entries of all parameters.", "weights = "),
  word(
    "word",
    "operations",
    "`cost operations = O(…)` bounds the additions, multiplications and function calls.",
    "operations = O($1)",
  ),
  word("word", "steps", "`cost steps = …` counts the products that have to wait for one another.", "steps = "),
];

export const layouts: readonly Suggestion[] = [
  word("word", "numerator", "∂y/∂x has a row for each component of y, and ∂L/∂v is a row."),
  word("word", "denominator", "∂y/∂x has a column for each component of y."),
];

export const constants: readonly Suggestion[] = [
  word("constant", "I", "The identity matrix, of the size that fits; `I_D` is the one of size D."),
  word("constant", "e", "The base of the natural logarithm, 2.718…"),
  { ...word("constant", "π", "The ratio of a circle's circumference to its diameter, 3.141…"), filter: "pi π" },
];

/** Every symbol by each of its names. */
export function symbolItems(leader: string): Suggestion[] {
  return namedSymbols.flatMap(({ symbol, names, meaning }) =>
    names.map((name): Suggestion => {
      const typed = leader + name;
      const text = symbol === name ? `${symbol} ` : symbol;
      const sentence = `\`${symbol}\`: ${meaning}.`;
      return {
        kind: "symbol",
        label: symbol,
        detail: typed,
        meaning: [paragraph(sentence)],
        snippet: text,
        filter: typed,
      };
    }),
  );
}

/** A claim and a chain about what is still to be derived, and whole models. */
export function templateItems(names: NamesAt): Suggestion[] {
  const template = (label: string, detail: string, meaning: string, snippet: string): Suggestion => ({
    ...word("template", label, meaning, snippet),
    detail,
  });
  return [
    ...claimTemplates(names).map(({ label, detail, meaning, snippet }) => template(label, detail, meaning, snippet)),
    ...templates.map(({ name, meaning, snippet }) => template(name, "template", meaning, snippet)),
  ];
}

function claimTemplates(names: NamesAt): { label: string; detail: string; meaning: string; snippet: string }[] {
  const [target] = adjointTargets(names);
  const { model } = names;
  if (!target || !model?.loss) return [];
  const element = usualElement(target.quantity, model);
  const derivative = `∂${model.loss.name}/∂${element}`;
  return [
    {
      label: "claim",
      detail: `bar ${element} = …`,
      meaning: "A claim about an adjoint; it is checked as you type.",
      snippet: `bar \${1:${escapeSnippet(element)}} = $0`,
    },
    {
      label: "chain",
      detail: `bar ${element} = … = …`,
      meaning: "A chain: each step is a claim of its own, against the step before.",
      snippet: `bar \${1:${escapeSnippet(element)}} = \${2:${escapeSnippet(derivative)}}\n  = $0`,
    },
  ];
}
