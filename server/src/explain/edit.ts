/** Edits: small changes of a claim's right side, each as a formula to try and as a change of the sheet's text. */
import type { Claim, Formula, Loop, Model } from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import type { Related, TextEdit } from "../syntax/problem.ts";
import { cover, type Span } from "../syntax/span.ts";
import type { CauseKind } from "./cause.ts";
import { notationOf, type Notation } from "./notation.ts";
import { applyEdits, closedSpan, slice } from "./source.ts";
import { replaceAt, type Path, type Workbench } from "./workbench.ts";

export interface Edit {
  /** The kind of fault that it mends. */
  readonly kind: CauseKind;
  /** The right side as it is then. */
  readonly right: Formula;
  /** The smallest part that it changes; empty where it puts something in. */
  readonly place: Span;
  /** Where it changes two parts with others between them. */
  readonly parts?: readonly Span[];
  readonly changes: readonly TextEdit[];
  /** Of several edits that mend a claim, the one with the least weight is meant. */
  readonly weight: number;
  /** The text of a factor that it takes out of a product, or puts in. */
  readonly takes?: string;
  readonly puts?: string;
  /** It mends the claim but at one end of an index. */
  readonly isPartial?: boolean;
  /** What is wrong, without and with the repair. */
  readonly what: string;
  readonly told: string;
  readonly why?: string;
  readonly hint?: string;
  readonly do?: string;
  readonly related?: readonly Related[];
}

/** A part of the right side, and where it stands. */
export interface Site {
  readonly formula: Formula;
  readonly path: Path;
  readonly parent: Formula | undefined;
  /** The indices that have a value there: those of the claim, then those of sums around it. */
  readonly loops: readonly Loop[];
}

/** The claim whose right side is changed, with its text. */
export interface Line {
  readonly bench: Workbench;
  readonly model: Model;
  readonly claim: Claim;
  readonly right: Formula;
  readonly text: string;
  readonly notation: Notation;
  readonly sites: readonly Site[];
}

export function createLine(bench: Workbench, claim: Claim, text: string): Line {
  const sites: Site[] = [];
  const visit = (formula: Formula, path: Path, parent: Formula | undefined, loops: readonly Loop[]): void => {
    sites.push({ formula, path, parent, loops });
    const inner = formula.kind === "fold" ? [...loops, ...formula.binders] : loops;
    for (const [at, part] of partsOf(formula).entries()) visit(part, [...path, at], formula, inner);
  };
  visit(claim.right, [], undefined, claim.loops);
  const { model } = bench;
  return { bench, model, claim, right: claim.right, text, notation: notationOf(text, model, claim), sites };
}

/** What stands in brackets of these may have been a sum or a longer product. */
export const holders: ReadonlySet<Formula["kind"]> = new Set([
  "elementwise",
  "call",
  "tensor",
  "block",
  "stack",
  "conditional",
]);

/** The text of a part as it stands in the sheet. */
export function textOf({ text }: Line, formula: Formula): string {
  return slice(text, closedSpan(text, formula.span));
}

/** The right side with one part replaced. */
export function withPart({ bench, right }: Line, site: Site, by: Formula): Formula {
  return replaceAt(bench, right, site.path, by);
}

/** The right side with several parts replaced, none inside another. */
export function withAll({ bench, right }: Line, changed: readonly (readonly [Site, Formula])[]): Formula {
  return changed.reduce((whole, [site, by]) => replaceAt(bench, whole, site.path, by), right);
}

/** How many axes the values of a formula have; 0 for a number, undefined where it isn't known. */
export function axesOf({ bench }: Line, formula: Formula): number | undefined {
  if (formula.kind === "element") return formula.reference.quantity.shape?.length ?? 0;
  if (formula.kind === "adjoint") return formula.of.quantity.shape?.length ?? 0;
  return bench.shapes.get(formula)?.length ?? (formula.kind === "number" || formula.kind === "integer" ? 0 : undefined);
}

/** What to write: how the changed part reads afterwards; nothing where it is taken out. */
export function adviceFor({ place, changes }: Edit, text: string): string {
  const inOrder = [...changes].sort((one, other) => one.span.start - other.span.start);
  const whole = inOrder.map(({ span }) => span).reduce(cover, place);
  const now = applyEdits(text, inOrder, whole).replace(/\s+/g, " ").trim();
  return now === "" ? "" : `Write \`${now}\`.`;
}
