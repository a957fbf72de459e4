/** Completion: the names, words, functions, symbols and templates that fit where somebody types, each with its meaning. */
import type { Span } from "../syntax/span.ts";
import { defaultLeader } from "../syntax/typed-symbols.ts";
import { completionPlace, type Sort } from "./completion-place.ts";
import {
  adjointClaims,
  adjointElements,
  adjoints,
  functionsOf,
  indicesOf,
  ownFunctions,
  quantities,
  scopeAt,
  sizesOf,
  spaces,
  wholeQuantities,
  type NamesAt,
} from "./completion-names.ts";
import {
  clauses,
  constants,
  costs,
  keywordItems,
  layouts,
  properties,
  ranges,
  symbolItems,
  templateItems,
} from "./completion-words.ts";
import type { AnalysedSheet } from "./snapshot.ts";
import type { Suggestion } from "./suggestion.ts";

export interface Completions {
  /** What is replaced: the letters before the cursor. */
  readonly word: Span;
  /** The likeliest first. */
  readonly suggestions: readonly Suggestion[];
  /** Whether more letters only narrow them down; otherwise they bring others. */
  readonly areAll: boolean;
}

/** `leader` is what stands before the names of symbols as they are typed. */
export function completionsAt(sheet: AnalysedSheet, offset: number, leader: string): Completions | undefined {
  const place = completionPlace(sheet, offset, leader);
  if (!place) return undefined;
  const names = scopeAt(sheet, offset, place);
  const typedLeader = sheet.text.startsWith(leader, place.word.start) ? leader : defaultLeader;
  return {
    word: place.word,
    areAll: names.areAll,
    suggestions: place.sorts.flatMap((sort) => suggestionsOf(sort, names, typedLeader)),
  };
}

function suggestionsOf(sort: Sort, names: NamesAt, leader: string): readonly Suggestion[] {
  switch (sort) {
    case "symbol":
      return symbolItems(leader);
    case "keyword":
      return keywordItems;
    case "template":
      return templateItems(names);
    case "clause":
      return clauses;
    case "property":
      return properties;
    case "range":
      return ranges;
    case "cost":
      return costs;
    case "layout":
      return layouts;
    case "constant":
      return constants;
    case "quantity":
      return quantities(names);
    case "whole quantity":
      return wholeQuantities(names);
    case "adjoint target":
      return adjointElements(names);
    case "adjoint":
      return adjoints(names);
    case "adjoint claim":
      return adjointClaims(names);
    case "index":
      return indicesOf(names);
    case "length":
      return sizesOf(names, true);
    case "size":
      return sizesOf(names, false);
    case "space":
      return spaces(names);
    case "own function":
      return ownFunctions(names);
    case "function":
      return functionsOf(names);
  }
}
