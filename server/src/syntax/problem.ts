/** Problems: what is wrong with a sheet, where exactly, and what to do about it. */
import type { Span } from "./span.ts";
import { problemCodes, type ProblemCode, type Severity } from "./problem-codes.ts";

/** A replacement of `span` by `text`. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** A fix that an editor can offer, e.g. "write bar v"; all edits are applied together. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** A second place that explains a problem, e.g. the first definition of a name defined twice. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** One problem. The message says what is wrong, why, and what to do, in that order. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly fixes: readonly Fix[];
  readonly related: readonly Related[];
}

/** Makes a problem; its severity comes from the table of codes. */
export function problem(
  code: ProblemCode,
  span: Span,
  message: string,
  more: { fixes?: readonly Fix[]; related?: readonly Related[] } = {},
): Problem {
  return {
    code,
    severity: problemCodes[code].severity,
    span,
    message,
    fixes: more.fixes ?? [],
    related: more.related ?? [],
  };
}
