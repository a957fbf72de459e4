/**
 * Why a claim fails: the point that shows it, both sides at each index, and of an adjoint all the paths that it is made of,
 * each held against the line. As far as the level of hints allows.
 */
import { componentAt, type Quantities } from "../check/compare.ts";
import { printWhere } from "../check/decide.ts";
import { printNumber, printPair } from "../check/numbers.ts";
import type { Verdict, Where } from "../check/verdict.ts";
import type { CauseKind, Contribution, Contributions } from "../explain/cause.ts";
import type { Related } from "../syntax/problem.ts";
import type { Span } from "../syntax/span.ts";
import { asSentence } from "./diagnostics.ts";
import { redact, type ClaimView, type HintLevel } from "./hints.ts";
import { claimMeant } from "./locate.ts";
import type { CheckedSheet } from "./snapshot.ts";
import { printNumbers } from "./value-tables.ts";

/** A longer line is shown by its beginning. */
const longestLine = 600;

/** Of more rows than this, those in the middle are left out. */
const mostRows = 12;

export interface Why {
  readonly span: Span;
  /** The line as written, with the part that is wrong apart; that part is empty where something is missing. */
  readonly line: { readonly before: string; readonly fault?: string; readonly after: string };
  readonly verdict: Verdict;
  readonly hints: HintLevel;
  readonly kind?: CauseKind;
  /** Sentences; what stands between backticks is text of the sheet. */
  readonly what: string;
  readonly why?: string;
  readonly do?: string;
  readonly remarks: readonly string[];
  readonly related: readonly Related[];
  readonly sides?: Sides;
  readonly paths?: Paths;
}

/** Both sides at each index. */
export interface Sides {
  readonly indices: readonly string[];
  /** What the sizes are there: `T = 4`. */
  readonly sizes: string;
  /** What the columns are: a true side and the student's, or just two sides. */
  readonly columns: readonly [left: string, right: string];
  readonly rows: readonly SidesRow[];
}

export interface SidesRow {
  readonly at: readonly string[];
  /** Absent where the level of hints withholds them. */
  readonly left?: string;
  readonly right?: string;
  readonly agrees: boolean;
  /** The row that is spoken of elsewhere. */
  readonly isShown: boolean;
  /** Rows before it are left out. */
  readonly isBehindGap: boolean;
}

/** What a derivative is made of: one contribution for each path from the quantity to what is differentiated, most often the loss. */
export interface Paths {
  /** What is differentiated by, and what is: `c[t]` and the loss, `L`, where it is an adjoint. */
  readonly of: string;
  readonly output: string;
  readonly isLoss: boolean;
  /** Where the values are taken: `t = 2, T = 4`. */
  readonly at: string;
  readonly paths: readonly PathRow[];
  /** Terms of the line that stand for none of them. */
  readonly strays: readonly string[];
  /** What all of them give together, and what the line gives. */
  readonly total: string;
  readonly yours: string;
}

export interface PathRow {
  /** What is computed from the quantity: `c[t+1]`; the output itself, where it uses it directly. */
  readonly user: string;
  readonly isDirect: boolean;
  /** In words: through which quantity it goes. */
  readonly words: string;
  /** The equation by which that is computed. */
  readonly equation: { readonly span: Span; readonly text: string };
  /** In the sheet's notation; absent where it has none that is short, or the level of hints withholds it. */
  readonly gives?: string;
  readonly value: string;
  readonly verdict: Contribution["verdict"];
  /** The terms of the line that stand for it, or are meant to. */
  readonly terms: readonly string[];
}

/** Explains the claim that an offset means; undefined where there is none. */
export function whyAt(sheet: CheckedSheet, offset: number, level: HintLevel): Why | undefined {
  const result = claimMeant(sheet, offset);
  if (!result) return undefined;
  const view = redact(result, level);
  const { claim, verdict, kind, why, do: advice, related, remarks, contributions } = view;
  const sides = sidesOf(view);
  return {
    span: claim.span,
    line: lineOf(sheet.text, view),
    verdict,
    hints: level,
    ...(kind !== undefined && { kind }),
    what: headOf(view),
    ...(why !== undefined && { why: asSentence(why) }),
    ...(advice !== undefined && { do: asSentence(advice) }),
    remarks: remarks.map(({ message }) => message),
    related,
    ...(sides && { sides }),
    ...(contributions && { paths: pathsOf(sheet.text, contributions, view.evidence?.component) }),
  };
}

function headOf({ verdict, what, reason }: ClaimView): string {
  switch (verdict) {
    case "holds":
      return "This line holds.";
    case "undecided":
      return `This is undecided: ${reason ?? "no reason is known"}.`;
    case "fails":
      return asSentence(what ?? "this does not hold");
  }
}

/** The line on one line, in three parts. */
function lineOf(text: string, { claim, fault, verdict, evidence }: ClaimView): Why["line"] {
  const { start, end } = claim.span;
  const said = (from: number, to: number) => text.slice(from, to).replace(/\s+/g, " ");
  if (end - start > longestLine) return { before: `${said(start, start + longestLine)}…`, after: "" };
  // Without an index at which it fails, the place is withheld too.
  const isMarked = verdict === "fails" && evidence?.at && start <= fault.start && fault.end <= end;
  if (!isMarked) return { before: said(start, end), after: "" };
  return { before: said(start, fault.start), fault: said(fault.start, fault.end), after: said(fault.end, end) };
}

// ── Both sides ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** At the point that is spoken of, where the causes have it; else at the one the check shows. */
function sidesOf({ claim, comparisons, contributions, evidence }: ClaimView): Sides | undefined {
  const found = contributions?.rows ?? comparisons;
  const [first] = found;
  if (!first) return undefined;
  const indices = claim.loops.map(({ name }) => name);
  const isIndex = ([name]: Where[number]) => indices.includes(name);
  const where = evidence?.at?.join(" ");
  const shown = contributions?.shown ?? found.findIndex(({ at }) => at.join(" ") === where);
  const kept = keptRows(found.length, shown);
  const rows = kept.map((number, at): SidesRow => {
    const { at: place, agrees, left, right } = found[number]!;
    const printed = left !== undefined && right !== undefined ? printSides(left, right, agrees) : undefined;
    return {
      at: place.filter(isIndex).map(([, value]) => String(value)),
      ...(printed && { left: printed[0], right: printed[1] }),
      agrees,
      isShown: number === shown,
      isBehindGap: at > 0 && number > kept[at - 1]! + 1,
    };
  });
  return {
    indices: first.at.filter(isIndex).map(([name]) => name),
    sizes: printWhere(first.at.filter((each) => !isIndex(each))),
    columns: claim.relation === "=" ? ["true", "yours"] : ["left side", "right side"],
    rows,
  };
}

/** The first and the last rows, and the one that is spoken of. */
function keptRows(count: number, shown: number): number[] {
  const half = mostRows / 2;
  return Array.from({ length: count }, (_, row) => row).filter(
    (row) => count <= mostRows || row < half || row >= count - half || row === shown,
  );
}

/** Two numbers that differ, with as many digits as it takes to tell them apart. */
function printSides(left: Quantities, right: Quantities, agree: boolean): readonly [string, string] {
  return typeof left === "number" && typeof right === "number" && !agree
    ? printPair(left, right)
    : [printNumbers(left), printNumbers(right)];
}

// ── Paths ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Of a vector or a matrix, its component that is furthest off: numbers that one can add up. */
function pathsOf(
  text: string,
  { of, output, isLoss, paths, terms, rows, shown }: Contributions,
  component: readonly number[] | undefined,
): Paths {
  const { at, left, right, values } = rows[shown]!;
  const [total, yours] = printPair(componentAt(left, component), componentAt(right, component));
  const taken = new Set(paths.flatMap((path) => path.terms));
  return {
    of,
    output,
    isLoss,
    at: [printWhere(at), ...(component ? [`component ${component.join(",")}`] : [])].filter(Boolean).join(", "),
    total,
    yours,
    strays: terms.filter((_, number) => !taken.has(number)).map((term) => term.text),
    paths: paths.map((path, number): PathRow => {
      const { user, isDirect, equation, text: gives, verdict } = path;
      return {
        user,
        isDirect,
        words: wordsFor(path, isLoss),
        equation: { span: equation, text: text.slice(equation.start, equation.end).replace(/\s+/g, " ") },
        ...(gives !== undefined && { gives }),
        value: printNumber(componentAt(values[number]!, component)),
        verdict,
        terms: path.terms.map((term) => terms[term]!.text),
      };
    }),
  };
}

function wordsFor({ user, isDirect, over, only }: Contribution, isLoss: boolean): string {
  const where = only === "" ? "" : `, at \`${only}\` alone`;
  const every = over.length === 0 ? "" : `, at every ${over.map((index) => `\`${index}\``).join(" and ")}`;
  return `${isDirect ? `straight into${isLoss ? " the loss" : ""}` : "through"} \`${user}\`${where}${every}`;
}
