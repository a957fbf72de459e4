/**
 * Splits the text of a sheet into its models, so that each can be read by itself: names are a model's own, and a `model`
 * line ends whatever stands before it. Where that isn't plain to see, the text stays in one part.
 */
import { definitions } from "./latex.ts";

/** A part of a text. All parts together are the text. */
export interface TextPart {
  readonly text: string;
  /** Where it starts: its offset, and its line, counted from zero. */
  readonly start: number;
  readonly line: number;
}

/** A line that can only be the start of a model. One with more words could be a sentence. */
const modelLine = /(?<=^|[\r\n])[ \t]*model[ \t]+\p{L}[\p{L}\p{N}_]*[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/gu;
const onlyComments = /^\ufeff?(?:[ \t]*(?:(?:#|%|\/\/)[^\r\n]*)?(?:\r\n?|\n))*$/;
/** A model's own commands hold in those below it, too. */
const definition = new RegExp(`\\\\(?:${definitions.replaceAll(" ", "|")})(?![A-Za-z])`, "g");
const lineEnds = /\r\n?|\n/g;

/** One part for each model, with the comments before the first; a single part where lines before it belong to all. */
export function splitModels(text: string): TextPart[] {
  const starts = [...text.matchAll(modelLine)].map(({ index }) => index);
  const [first, ...others] = starts;
  if (first === undefined || others.length === 0 || !onlyComments.test(text.slice(0, first)))
    return [{ text, start: 0, line: 0 }];
  if (definesFrom(text, first)) return [{ text, start: 0, line: 0 }];
  const parts: TextPart[] = [];
  let line = 0;
  for (const [at, start] of [0, ...others].entries()) {
    const part = text.slice(start, others[at]);
    // A matrix may be open over any number of lines.
    if (occurrences(part, /\\begin\b/g) !== occurrences(part, /\\end\b/g)) return [{ text, start: 0, line: 0 }];
    parts.push({ text: part, start, line });
    line += occurrences(part, lineEnds);
  }
  return parts;
}

/** A text without the models beside one: the lines that belong to all of them, and that model. */
export interface LoneModel {
  readonly text: string;
  /** How many characters fewer stand before the model than in the whole text. */
  readonly cut: number;
}

/** The model that starts at an offset, alone. Takes no longer in a text of many models than in one of two. */
export function loneModel(text: string, start: number): LoneModel {
  const first = modelLineFrom(text, 0);
  if (first === undefined || first > start || definesFrom(text, first)) return { text, cut: 0 };
  const end = modelLineFrom(text, start + 1) ?? text.length;
  const isFirst = text.slice(first, start).trim() === "";
  return isFirst
    ? { text: text.slice(0, end), cut: 0 }
    : { text: text.slice(0, first) + text.slice(start, end), cut: start - first };
}

/** Whether a command is defined from an offset on. */
function definesFrom(text: string, offset: number): boolean {
  definition.lastIndex = offset;
  return definition.test(text);
}

function modelLineFrom(text: string, offset: number): number | undefined {
  const pattern = new RegExp(modelLine);
  pattern.lastIndex = offset;
  return pattern.exec(text)?.index;
}

function occurrences(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
