/** Other readings of a claim: with ∂ as the immediate derivative, or with an assumption that the sheet does not make. */
import type { CheckOptions } from "../check/check.ts";
import type { Assumption, Claim, Formula, Model, Quantity, Structure } from "../semantics/model.ts";
import { partsOf, some, withParts } from "../semantics/walk.ts";
import type { TextEdit } from "../syntax/problem.ts";
import type { Cause } from "./cause.ts";
import { isConfirmed } from "./confirm.ts";
import { joinEdits, slice } from "./source.ts";
import { agree, createTrial, evaluateTrial } from "./trial.ts";
import { createWorkbench, takeOver, type Workbench } from "./workbench.ts";

/** The reading under which the claim holds, if there is one. */
export function* otherReading(
  text: string,
  model: Model,
  claim: Claim,
  options: CheckOptions,
): Generator<void, Cause | undefined> {
  return (yield* immediateReading(text, model, claim, options)) ?? (yield* assumedReading(model, claim, options));
}

/** Whether the claim holds at the sizes of two variants. */
function* holdsAs(bench: Workbench, claim: Claim, options: CheckOptions): Generator<void, boolean> {
  for (const variant of [0, 1]) {
    const trial = createTrial(bench, claim, options, { variant, isFresh: variant === 1, difference: 1 });
    yield;
    if (!trial) return false;
    const values = evaluateTrial(trial);
    if (!trial.places.every(({ left, right }) => agree(trial, values, left, right))) return false;
    yield;
  }
  return true;
}

// ── ∂ as ∂⁺ ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function* immediateReading(
  text: string,
  model: Model,
  claim: Claim,
  options: CheckOptions,
): Generator<void, Cause | undefined> {
  const isRead = (formula: Formula) => formula.kind === "derivative" && !formula.immediate && formula.by.length === 1;
  const isNothing = claim.right.kind === "number" && claim.right.value === 0;
  if (isNothing || (!some(claim.left, isRead) && !some(claim.right, isRead))) return undefined;
  const bench = createWorkbench(model);
  const immediate = (formula: Formula): Formula => {
    const parts = partsOf(formula).map(immediate);
    const same = takeOver(bench, formula, withParts(formula, parts));
    return same.kind === "derivative" && isRead(formula)
      ? takeOver(bench, formula, { ...same, immediate: true })
      : same;
  };
  const left = immediate(claim.left);
  const reading: Claim = {
    ...claim,
    left,
    right: immediate(claim.right),
    subject: claim.subject === claim.left ? left : claim.subject,
  };
  if (!(yield* holdsAs(bench, reading, options))) return undefined;
  const marks = [...slice(text, claim.span).matchAll(/∂(?!⁺)/g)].map(({ index }): TextEdit => {
    const at = claim.span.start + index + 1;
    return { span: { start: at, end: at }, text: "⁺" };
  });
  const change = joinEdits(text, marks);
  const repair = change && (yield* isConfirmed(text, model, claim, change, options)) ? change : undefined;
  return {
    kind: "immediate",
    what: "this holds only if ∂ means the immediate derivative",
    told: "this holds only if ∂ means the immediate derivative, `∂⁺`",
    why: "∂y/∂x nudges x and lets all that is computed from it respond; ∂⁺y/∂⁺x goes through y's own equation alone and holds everything else",
    hint: "Say which derivative is meant.",
    do: "Write `∂⁺` for `∂`.",
    span: claim.leftSpan,
    related: [],
    ...(repair && { repair }),
    terms: [],
  };
}

// ── Assumptions ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** What is tried, by the number of axes; what asks for less comes first. */
const structures: Readonly<Record<number, readonly (readonly [Structure, string])[]>> = {
  1: [
    ["probability", "were positive and summed to 1"],
    ["unit", "had norm 1"],
  ],
  2: [
    ["symmetric", "were symmetric"],
    ["orthogonal", "were orthogonal"],
    ["diagonal", "were diagonal"],
  ],
};

function* assumedReading(model: Model, claim: Claim, options: CheckOptions): Generator<void, Cause | undefined> {
  const bench = createWorkbench(model);
  for (const quantity of model.quantities.values()) {
    if (quantity.free.length === 0 || quantity.definitions.length > 0 || quantity.structure) continue;
    for (const [structure, words] of structures[quantity.shape?.length ?? 0] ?? []) {
      if (quantity.shape?.length === 2 && !isSquare(quantity)) continue;
      const assumed = new Map<Quantity, Assumption>([...claim.assumed, [quantity, { structure }]]);
      if (!(yield* holdsAs(bench, { ...claim, assumed }, options))) continue;
      const { name } = quantity;
      const family = quantity.arity > 0 ? `each \`${name}\`` : `\`${name}\``;
      return {
        kind: "assumption",
        what: `this would hold if ${family} ${words}, which the sheet does not say`,
        hint: `Say so where \`${name}\` is declared (\`${structure}\`), or behind this line: \`assuming ${name} ${structure}\`. If it isn't meant, a part is missing.`,
        span: claim.rightSpan,
        related: [{ span: quantity.nameSpan, message: `\`${name}\` is declared here without it` }],
        terms: [],
      };
    }
  }
  return undefined;
}

function isSquare({ shape }: Quantity): boolean {
  const [rows, columns] = shape ?? [];
  return (
    rows !== undefined &&
    columns !== undefined &&
    rows.size === columns.size &&
    [...rows].every(([monomial, factor]) => columns.get(monomial) === factor)
  );
}
