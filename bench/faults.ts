/** Faults: the small changes that spoil a right line, each with the kind of cause that should come out. */
import type { CauseKind } from "../server/src/explain/cause.ts";
import { createLine, type Edit, type Line } from "../server/src/explain/edit.ts";
import { editsOf } from "../server/src/explain/search.ts";
import { joinEdits } from "../server/src/explain/source.ts";
import { createWorkbench } from "../server/src/explain/workbench.ts";
import type { Claim, Model } from "../server/src/semantics/model.ts";
import type { TextEdit } from "../server/src/syntax/problem.ts";

/** One fault in one claim: a change of the sheet's text. */
export interface Fault {
  readonly kind: CauseKind;
  readonly change: TextEdit;
}

/** All faults of a claim, by their kinds: its small changes, each seen from the side of what would mend it. */
export function faultsOf(model: Model, claim: Claim, text: string): ReadonlyMap<CauseKind, readonly Fault[]> {
  const line = createLine(createWorkbench(model), claim, text);
  const found = new Map<CauseKind, Fault[]>();
  const add = (kind: CauseKind, change: TextEdit) => found.set(kind, [...(found.get(kind) ?? []), { kind, change }]);
  for (const edit of editsOf(line)) {
    const change = joinEdits(text, edit.changes);
    const kind = mendedBy(edit);
    if (change && kind) add(kind, change);
  }
  const unmarked = withoutMarks(line);
  if (unmarked) add("immediate", unmarked);
  return found;
}

/** What kind of cause mends a line that was right before it was changed so; undefined where the change is no slip. */
function mendedBy({ kind, what }: Edit): CauseKind | undefined {
  if (kind === "extra-term") return what.startsWith("the sum") ? "missing-sum" : "missing-term";
  if (kind === "missing-term") return "extra-term";
  return kind === "missing-sum" || kind === "immediate" ? undefined : kind;
}

/** Every ∂⁺ of the claim written as ∂. */
function withoutMarks({ text, claim: { span } }: Line): TextEdit | undefined {
  const marked = text.slice(span.start, span.end);
  const plain = marked.replaceAll("∂⁺", "∂");
  return plain === marked ? undefined : { span, text: plain };
}

/** Some of a list, the same ones each time: spread over it, and elsewhere for each `start`. */
export function someOf<Item>(all: readonly Item[], count: number, start: number): Item[] {
  const stride = strideFor(all.length);
  return Array.from({ length: Math.min(count, all.length) }, (_, at) => all[(start * 7 + at * stride) % all.length]!);
}

/** A step that meets every place of so many, and not the neighbours first. */
function strideFor(length: number): number {
  for (const stride of [13, 11, 7]) if (length % stride !== 0) return stride;
  return 1;
}

export function applied(text: string, { span, text: by }: TextEdit): string {
  return text.slice(0, span.start) + by + text.slice(span.end);
}
