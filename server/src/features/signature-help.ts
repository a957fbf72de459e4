/** Which function's argument is being typed: its parameters, the one that it is, and what the function means. */
import { isOpener } from "../syntax/brackets.ts";
import { isCloser } from "../syntax/cursor.ts";
import type { Span } from "../syntax/span.ts";
import type { Token } from "../syntax/token.ts";
import { beforeCursor, openBracket, ownerOf } from "./before-cursor.ts";
import { builtInFunction } from "./built-in-functions.ts";
import { describeFunction, printSpace } from "./describe.ts";
import { modelAt } from "./locate.ts";
import { paragraph, type Block } from "./markup.ts";
import type { AnalysedSheet } from "./snapshot.ts";
import { wordMeaning } from "./word-meanings.ts";

export interface Signature {
  readonly label: string;
  /** Where each of them stands in the label. */
  readonly parameters: readonly Span[];
  /** Which of them is being typed. */
  readonly active: number;
  readonly meaning: readonly Block[];
}

type Described = Omit<Signature, "active">;

export function signatureAt(sheet: AnalysedSheet, offset: number): Signature | undefined {
  const tokens = beforeCursor(sheet, offset)?.tokens ?? [];
  for (let bracket = openBracket(tokens); bracket !== undefined; bracket = openBracket(tokens, bracket)) {
    const owner = ownerOf(tokens, bracket);
    if (owner === undefined) continue;
    const { text } = tokens[bracket]!;
    const name = tokens[owner]!.text;
    const isFold = folds.has(name) && (text === "[" || tokens[owner + 1]?.text === "[");
    const found = isFold ? fold(name) : text === "(" ? described(sheet, offset, name) : undefined;
    if (!found) continue;
    const active = isFold ? (text === "[" ? 0 : 1) : commasBehind(tokens, bracket);
    return { ...found, active: Math.min(active, found.parameters.length - 1) };
  }
  return undefined;
}

/** How many commas stand between the arguments of a bracket that is open. */
function commasBehind(tokens: readonly Token[], bracket: number): number {
  let depth = 0;
  let commas = 0;
  for (const token of tokens.slice(bracket + 1)) {
    if (isOpener(token)) depth++;
    else if (isCloser(token)) depth--;
    else if (depth === 0 && token.text === ",") commas++;
  }
  return commas;
}

const folds: ReadonlySet<string> = new Set(["sum", "prod", "Σ", "Π"]);

function fold(name: string): Described {
  return {
    label: `${name}[t = a..b](…)`,
    parameters: [
      { start: name.length + 1, end: name.length + 9 },
      { start: name.length + 11, end: name.length + 12 },
    ],
    meaning: [paragraph(wordMeaning(name) ?? "")],
  };
}

/** The sheet's own functions win over those that need no declaration. */
function described(sheet: AnalysedSheet, offset: number, name: string): Described | undefined {
  const own = modelAt(sheet.analysis.models, offset)?.functions.get(name);
  if (own) {
    const parameters = own.body?.parameters ?? own.domain.map(printSpace);
    return call(name, parameters, own.body ? "" : ` → ${printSpace(own.codomain)}`, describeFunction(own));
  }
  const found = builtInFunction(name);
  return found && call(name, found.parameters, "", found.meaning);
}

function call(name: string, parameters: readonly string[], behind: string, meaning: string): Described {
  let start = name.length + 1;
  const spans = parameters.map((parameter) => {
    const span = { start, end: start + parameter.length };
    start = span.end + ", ".length;
    return span;
  });
  return { label: `${name}(${parameters.join(", ")})${behind}`, parameters: spans, meaning: [paragraph(meaning)] };
}
