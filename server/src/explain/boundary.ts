/** Boundaries: a claim that is right but at the first or the last value of an index. */
import type { CheckOptions } from "../check/check.ts";
import type { Values } from "../engine/evaluate.ts";
import { evaluateIndex, lookUp, printIndex } from "../semantics/indices.ts";
import type { Loop } from "../semantics/model.ts";
import type { TextEdit } from "../syntax/problem.ts";
import type { Cause } from "./cause.ts";
import type { Edit, Line } from "./edit.ts";
import { isConfirmed } from "./confirm.ts";
import type { NamedPath } from "./missing.ts";
import { missingFrom } from "./paths.ts";
import { failuresOf, type Place, type Trial } from "./trial.ts";

/** An end of an index's range. */
interface End {
  readonly loop: Loop;
  readonly end: "from" | "to";
}

function endsIn({ claim }: Trial): End[] {
  return claim.loops.flatMap((loop) => [
    { loop, end: "to" },
    { loop, end: "from" },
  ]);
}

function isAt({ world }: Trial, { loop, end }: End, { environment }: Place): boolean {
  return lookUp(environment, loop.name) === evaluateIndex(loop[end], world.sizes, environment);
}

/** Whether a place lies at no end of an index. */
export function isInside(trial: Trial, place: Place): boolean {
  return !endsIn(trial).some((end) => isAt(trial, end, place));
}

/** The ends at which alone these places lie; undefined where that says nothing of them. */
function endsOf(trial: Trial, some: readonly Place[]): End[] | undefined {
  const { places } = trial;
  if (some.length === 0 || some.length === places.length) return undefined;
  const all = endsIn(trial).filter((end) => some.every((place) => isAt(trial, end, place)));
  return places.every((place) => all.every((end) => isAt(trial, end, place)) === some.includes(place))
    ? all
    : undefined;
}

/** Behind a line: the values of the index for which it is meant. */
function restriction({ claim, notation }: Line, ends: readonly End[]): TextEdit | undefined {
  const [only] = ends;
  if (ends.length !== 1 || claim.conditions.length > 0) return undefined;
  const { end } = claim.span;
  return { span: { start: end, end }, text: notation.condition(insideOf(only!)) };
}

/** `t < T` */
function insideOf({ loop, end }: End): string {
  return `${loop.name} ${end === "to" ? "<" : ">"} ${printIndex(loop[end])}`;
}

/** `t = T` */
function printEnds(ends: readonly End[]): string {
  return ends.map(({ loop, end }) => `${loop.name} = ${printIndex(loop[end])}`).join(", ");
}

/** Whether the line as it stands fails at just one end of its indices. */
export function isRightInside(trial: Trial, values: Values): boolean {
  const rights = trial.places.map(({ right }) => right);
  return endsOf(trial, failuresOf(trial, values, rights)) !== undefined;
}

/** The cause, where the claim fails at just one end of its indices. */
export function* boundaryCause(
  trial: Trial,
  values: Values,
  paths: readonly NamedPath[],
  line: Line,
  options: CheckOptions,
): Generator<void, Cause | undefined> {
  const fails = failuresOf(
    trial,
    values,
    trial.places.map(({ right }) => right),
  );
  const ends = endsOf(trial, fails);
  if (!ends) return undefined;
  const missing = missingAt(trial, values, paths, fails);
  const { claim, bench } = trial;
  const change = restriction(line, ends);
  const repair = change && (yield* isConfirmed(line.text, bench.model, claim, change, options)) ? change : undefined;
  const where = printEnds(ends);
  const inside = ends.length === 1 ? `for ${insideOf(ends[0]!)}` : "elsewhere";
  return {
    kind: "boundary",
    what: `this is right ${inside} and wrong at ${where}`,
    ...(missing !== undefined && { why: `at ${where} nothing stands for ${missing}` }),
    hint: `Say for which indices the line is meant, and give ${where} a line of its own.`,
    ...(repair && { do: `Write \`${repair.text.trim()}\` behind it, and give ${where} a line of its own.`, repair }),
    span: claim.rightSpan,
    related: [],
    terms: [],
  };
}

/** An edit that mends the claim but at one end: it is meant elsewhere, and the end needs a line of its own. */
export function besidesEnd(trial: Trial, line: Line, edit: Edit, fails: readonly Place[]): Edit | undefined {
  const ends = endsOf(trial, fails);
  const change = ends && restriction(line, ends);
  if (!ends || !change) return undefined;
  return {
    ...edit,
    changes: [...edit.changes, change],
    told: `${edit.told}, and ${printEnds(ends)} needs a line of its own`,
    do: `Write \`${change.text.trim()}\` behind it besides, and give ${printEnds(ends)} a line of its own.`,
    isPartial: true,
  };
}

/** What nothing stands for at the end where the claim fails. */
function missingAt(
  trial: Trial,
  values: Values,
  paths: readonly NamedPath[],
  places: readonly Place[],
): string | undefined {
  const missing = missingFrom(trial, values, paths, places) as NamedPath[] | undefined;
  if (!missing) return undefined;
  const { loss } = trial.world.model;
  const names = missing.map(({ user, shown }) =>
    user.quantity === loss && trial.claim.kind === "adjoint" ? "the loss's own term" : `the term for \`${shown}\``,
  );
  return names.join(" and ");
}
