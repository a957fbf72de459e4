/** What completion offers of the sheet itself: its quantities, their adjoints, its indices, sizes and functions. */
import { printShape } from "../semantics/dimensions.ts";
import { printIndex } from "../semantics/indices.ts";
import type { Model, Quantity, SheetFunction } from "../semantics/model.ts";
import { namesOfSymbol } from "../syntax/symbol-names.ts";
import { builtInFunctions } from "./built-in-functions.ts";
import type { CompletionPlace } from "./completion-place.ts";
import { describeFunction, describeIndex, describeQuantity, describeSize, originOf, printType } from "./describe.ts";
import { modelAt } from "./locate.ts";
import { paragraph } from "./markup.ts";
import { escapeSnippet } from "./snippet.ts";
import type { AnalysedSheet } from "./snapshot.ts";
import type { Suggestion } from "./suggestion.ts";
import { usualElement, usualIndices } from "./usual-elements.ts";
import { wordMeaning } from "./word-meanings.ts";

/** The names that a place can use. */
export interface NamesAt {
  readonly text: string;
  readonly model: Model | undefined;
  /** Without the name that is being typed. */
  readonly quantities: readonly Quantity[];
  /** Of very many quantities only those that begin as what is typed are there: more typing asks again. */
  readonly areAll: boolean;
  /** The letters before the cursor, and the character behind it. */
  readonly typed: string;
  readonly next: string;
}

export function scopeAt({ analysis, text }: AnalysedSheet, offset: number, { word, start }: CompletionPlace): NamesAt {
  const model = modelAt(analysis.models, offset);
  // A name is not suggested for itself, nor a number for its own definition.
  const isNew = ({ nameSpan, arity }: Quantity): boolean =>
    nameSpan.start <= offset && (offset <= nameSpan.end || (arity === 0 && nameSpan.start >= start));
  const typed = text.slice(word.start, word.end);
  const known = [...(model?.quantities.values() ?? [])].filter((quantity) => !isNew(quantity));
  const areAll = known.length <= mostQuantities;
  const fitting = areAll ? known : known.filter(({ name }) => filterOf(name, typed).startsWith(typed));
  return {
    text,
    model,
    quantities: fitting.slice(0, mostQuantities).sort((one, other) => one.nameSpan.start - other.nameSpan.start),
    areAll,
    typed,
    next: text.charAt(offset),
  };
}

/** More would take longer to send than to type. */
const mostQuantities = 300;

// ── Quantities ──────────────────────────────────────────────────────────────────────────────────────────────────────

export function quantities(names: NamesAt): Suggestion[] {
  return withModel(names, (model) =>
    names.quantities.map((quantity) => ({
      ...quantitySuggestion(names, model, quantity),
      label: usualElement(quantity, model),
      snippet: `${elementSnippet(names, model, quantity)}$0`,
    })),
  );
}

/** Once for each name, without indices. */
export function wholeQuantities(names: NamesAt): Suggestion[] {
  return withModel(names, (model) =>
    [...new Map(names.quantities.map((quantity) => [quantity.name, quantity])).values()].map((quantity) => ({
      ...quantitySuggestion(names, model, quantity),
      label: quantity.name,
      snippet: escapeSnippet(quantity.name),
    })),
  );
}

/** What stands behind `bar`. */
export function adjointElements(names: NamesAt): Suggestion[] {
  return quantities({ ...names, quantities: adjointTargets(names).map(({ quantity }) => quantity) });
}

export function adjoints(names: NamesAt): Suggestion[] {
  return withModel(names, (model) =>
    adjointTargets(names).map(({ quantity }) => {
      const element = usualElement(quantity, model);
      return {
        kind: "adjoint",
        label: `bar ${element}`,
        detail: shapeOf("adjoint", quantity),
        meaning: [
          paragraph(`\`bar ${element}\` is ∂${model.loss!.name}/∂${element}.`),
          ...originOf(names.text, quantity),
        ],
        snippet: `bar ${elementSnippet(names, model, quantity)}$0`,
      };
    }),
  );
}

/** What is not derived yet comes first. */
export function adjointClaims(names: NamesAt): Suggestion[] {
  return withModel(names, (model) =>
    adjointTargets(names).map(({ quantity, isClaimed }) => {
      const element = usualElement(quantity, model);
      return {
        kind: "adjoint",
        label: `bar ${element} =`,
        detail: isClaimed ? "another claim" : "claim",
        meaning: [
          paragraph(`A claim: what \`bar ${element}\`, ∂${model.loss!.name}/∂${element}, is.`),
          ...originOf(names.text, quantity),
        ],
        snippet: `bar ${elementSnippet(names, model, quantity)} = $0`,
      };
    }),
  );
}

/**
 * The quantities of which an adjoint makes sense, in the order in which one derives them: what has no claim yet, from the last
 * step back, then the weights, then what is given. Empty in a model without a loss.
 */
export function adjointTargets({ model, quantities: all }: NamesAt): { quantity: Quantity; isClaimed: boolean }[] {
  if (!model?.loss) return [];
  const claimed = new Set(model.claims.map(({ left }) => (left.kind === "adjoint" ? left.of.quantity : undefined)));
  const rank = (quantity: Quantity): number =>
    (claimed.has(quantity) ? 3 : 0) + (quantity.definitions.length > 0 ? 0 : quantity.kind === "param" ? 1 : 2);
  const backwards = ({ definitions: [first], nameSpan }: Quantity): number =>
    first ? -first.span.start : nameSpan.start;
  return all
    .filter((quantity) => quantity !== model.loss && !quantity.madeOfAdjoints && !quantity.alias)
    .map((quantity) => ({ quantity, isClaimed: claimed.has(quantity) }))
    .sort(
      (one, other) => rank(one.quantity) - rank(other.quantity) || backwards(one.quantity) - backwards(other.quantity),
    );
}

function quantitySuggestion(
  { text, typed }: NamesAt,
  model: Model,
  quantity: Quantity,
): Omit<Suggestion, "label" | "snippet"> {
  const { name } = quantity;
  const kind = quantity.definitions.length > 0 ? "defined" : quantity.kind;
  return {
    kind: kind === "defined" ? "quantity" : kind,
    detail: shapeOf(quantity === model.loss ? "loss" : kind, quantity),
    meaning: [paragraph(describeQuantity(quantity, model)), ...originOf(text, quantity)],
    filter: filterOf(name, typed),
  };
}

/** `param : H×D`. */
function shapeOf(role: string, { shape }: Quantity): string {
  return shape && shape.length > 0 ? `${role} : ${printShape(shape)}` : role;
}

/** With its indices to be changed, unless they are there already. */
function elementSnippet({ next }: NamesAt, model: Model, quantity: Quantity): string {
  const name = escapeSnippet(quantity.name);
  const indices = usualIndices(quantity, model);
  if (indices.length === 0 || next === "[") return name;
  return `${name}[${indices.map((index, at) => `\${${at + 1}:${escapeSnippet(index)}}`).join(",")}]`;
}

/** Greek letters are found by their names, too. What is compared is of the kind that has been typed so far. */
function filterOf(name: string, typed: string): string {
  const spelt = [...name].map((letter) => namesOfSymbol(letter)?.[0] ?? letter).join("");
  if (spelt === name) return name;
  if (typed === "") return `${spelt} ${name}`;
  return /^\w+$/.test(typed) ? spelt : name;
}

// ── Indices, sizes, functions ───────────────────────────────────────────────────────────────────────────────────────

export function indicesOf(names: NamesAt): Suggestion[] {
  return withModel(names, (model) =>
    [...model.indices.values()].map((index) => ({
      kind: "index",
      label: index.name,
      detail: `${printIndex(index.from)}..${printIndex(index.to)}`,
      meaning: [paragraph(describeIndex(index))],
      snippet: escapeSnippet(index.name),
      filter: filterOf(index.name, names.typed),
    })),
  );
}

/** Those that bound an index, or the others. */
export function sizesOf(names: NamesAt, areLengths: boolean): Suggestion[] {
  const sizes = [...(names.model?.sizes.values() ?? [])].filter(({ isLength }) => isLength === areLengths);
  return sizes.map((size): Suggestion => ({
    kind: "size",
    label: size.name,
    detail: size.value === undefined ? "size" : `size = ${size.value}`,
    meaning: [paragraph(describeSize(size))],
    snippet: escapeSnippet(size.name),
    filter: filterOf(size.name, names.typed),
  }));
}

/** ℝ, and ℝ^D for each size. */
export function spaces(names: NamesAt): Suggestion[] {
  const sizes = [...(names.model?.sizes.values() ?? [])].filter(({ isLength }) => !isLength);
  return ["ℝ", ...sizes.map(({ name }) => `ℝ^${name}`)].map((label) => ({
    kind: "word",
    label,
    detail: label === "ℝ" ? "numbers" : "vectors",
    meaning: [],
    snippet: escapeSnippet(label),
    filter: filterOf(label, names.typed),
  }));
}

/** Behind ∇, which differentiates them. */
export function ownFunctions(names: NamesAt): Suggestion[] {
  return [...(names.model?.functions.values() ?? [])].map((own) => ownFunction(names, own, "", ""));
}

/** The sheet's own, their derivatives, then those that need no declaration. */
export function functionsOf(names: NamesAt): Suggestion[] {
  const own = [...(names.model?.functions.values() ?? [])];
  const taken = new Set([...own, ...names.quantities].map(({ name }) => name));
  return [
    ...own.flatMap((each) => [ownFunction(names, each, "", ""), ...derivativeOf(names, each)]),
    ...folds(names),
    ...builtInFunctions
      .filter(({ name }) => !taken.has(name))
      .map(({ name, parameters, meaning }): Suggestion => ({
        kind: "function",
        label: `${name}(${parameters.join(", ")})`,
        detail: "",
        meaning: [paragraph(meaning)],
        snippet: callSnippet(names, name),
        filter: name === "σ" ? filterOfLogistic(names.typed) : name,
      })),
  ];
}

/** The one function with a symbol for its name is found by all its names. */
function filterOfLogistic(typed: string): string {
  const spellings = ["sigma", "sigmoid", "logistic"];
  return /^\w+$/.test(typed)
    ? (spellings.find((each) => each.startsWith(typed)) ?? "sigmoid")
    : "sigma sigmoid logistic σ";
}

/** A function of the sheet with what stands before and behind its name: `∇J(…)`, `ℓ[t]'(…)`. */
function ownFunction(names: NamesAt, own: SheetFunction, before: string, behind: string): Suggestion {
  const indices = [...(names.model?.indices.keys() ?? [])].slice(0, own.familyArity);
  const member = `${before}${own.name}${indices.length > 0 ? `[${indices.join(",")}]` : ""}${behind}`;
  return {
    kind: "function",
    label: `${member}(…)`,
    detail: before + behind !== "" ? "its derivative" : own.body ? "function" : printType(own),
    meaning: [paragraph(describeFunction(own))],
    snippet: callSnippet(names, member),
    filter: filterOf(own.name, names.typed),
  };
}

/** Of a function with one argument: φ' where that is a number, else ∇J. */
function derivativeOf(names: NamesAt, own: SheetFunction): Suggestion[] {
  const [argument, ...others] = own.domain;
  if (own.body || !argument || others.length > 0) return [];
  return [argument.length === 0 ? ownFunction(names, own, "", "'") : ownFunction(names, own, "∇", "")];
}

/** Sums and products take an index, and a conditional takes two values. */
function folds({ model, next }: NamesAt): Suggestion[] {
  const [index] = model?.indices.values() ?? [];
  const name = index?.name ?? "t";
  const end = index ? printIndex(index.to) : "T";
  const fold = (label: string, snippet: string, meaning: string): Suggestion => ({
    kind: "function",
    label,
    detail: "",
    meaning: [paragraph(wordMeaning(meaning) ?? "")],
    snippet: next === "[" ? meaning : snippet,
  });
  return [
    fold(`sum[${name}](…)`, `sum[\${1:${name}}]($2)$0`, "sum"),
    fold(`prod[k=${end}..${name}+1](…)`, `prod[\${1:k}=\${2:${end}}..\${3:${name}+1}]($4)$0`, "prod"),
    fold("if … then … else …", `if \${1:${name} = ${end}} then \${2:0} else \${3:1}$0`, "if"),
  ];
}

/** With the cursor in the parentheses, unless they are there already. */
function callSnippet({ next }: NamesAt, name: string): string {
  return next === "(" ? escapeSnippet(name) : `${escapeSnippet(name)}($1)$0`;
}

function withModel(names: NamesAt, suggest: (model: Model) => Suggestion[]): Suggestion[] {
  return names.model ? suggest(names.model) : [];
}
