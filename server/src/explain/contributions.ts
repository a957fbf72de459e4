/** Contributions: what each path gives to an adjoint, or another derivative, at one point, and which terms of the line stand for it. */
import { printReference } from "../check/explanation.ts";
import { numbersOf } from "../check/compare.ts";
import type { ClaimResult } from "../check/verdict.ts";
import type { Values } from "../engine/evaluate.ts";
import { elementsOf, shapeOf, type NodeId } from "../engine/tape.ts";
import type { Formula } from "../semantics/model.ts";
import { some } from "../semantics/walk.ts";
import type { Contribution, Contributions } from "./cause.ts";
import type { Line } from "./edit.ts";
import { contributionText, type NamedPath } from "./missing.ts";
import { contributionAt, standFor, subjectOf, type WrittenTerm } from "./paths.ts";
import { termsOf, textOf } from "./terms.ts";
import { agree, norm, type Place, type Trial } from "./trial.ts";

/** A top-level term of the line, and its nodes where they are known. */
interface OwnTerm {
  readonly text: string;
  readonly formula: Formula;
  readonly written: WrittenTerm | undefined;
}

/** More terms, or paths, than this are not looked at together: every group of them may stand for a path. */
const mostTogether = 6;

/** All that the derivative is made of; undefined where its paths are not all known. */
export function contributionsOf(
  trial: Trial,
  values: Values,
  paths: readonly NamedPath[],
  { text, notation }: Line,
  { evidence }: ClaimResult,
): Contributions | undefined {
  const subject = subjectOf(trial.claim);
  const { loss } = trial.world.model;
  const output = subject?.output ? notation.reference(subject.output) : loss?.name;
  if (!subject || output === undefined || paths.length === 0) return undefined;
  const { places } = trial;
  const where = evidence?.at?.join(" ");
  const isShown = ({ at, left, right }: Place) =>
    where === undefined ? !agree(trial, values, left, right) : at.join(" ") === where;
  const shown = Math.max(0, places.findIndex(isShown));
  const point = tellingPoint(trial, values, places[shown]!);
  const numbers = (node: NodeId) => numbersOf(values, node, point, shapeOf(trial.world.tape, node));
  const rows = places.map((place) => ({
    at: place.at,
    left: numbers(place.left),
    right: numbers(place.right),
    agrees: agree(trial, values, place.left, place.right),
    values: paths.map((path) => numbers(contributionAt(place, path))),
  }));
  return {
    of: notation.reference(subject.of),
    output,
    isLoss: !subject.output,
    rows,
    shown,
    ...matched(trial, values, paths, text),
  };
}

/** The point at which the sides differ most, relative to the larger one: the check shows the same. */
function tellingPoint({ world: { tape } }: Trial, values: Values, { left, right }: Place): number {
  let [best, most] = [0, -1];
  const count = Math.min(elementsOf(shapeOf(tape, left)), elementsOf(shapeOf(tape, right)));
  for (let point = 0; point < values.points; point++) {
    if (!Number.isFinite(norm(tape, values, left, point) + norm(tape, values, right, point))) continue;
    for (let element = 0; element < count; element++) {
      const at = element * values.points + point;
      const [a, b] = [values.data[values.offset(left) + at]!, values.data[values.offset(right) + at]!];
      const error = a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
      if (error > most) [best, most] = [point, error];
    }
  }
  return best;
}

// ── Which term stands for which path ────────────────────────────────────────────────────────────────────────────────

/** Holds the terms against the paths: first each alone, then several together; what is left is wrong or missing. */
function matched(
  trial: Trial,
  values: Values,
  paths: readonly NamedPath[],
  text: string,
): Pick<Contributions, "terms" | "paths"> {
  const terms = ownTerms(trial, text);
  const right = new Map<NamedPath, readonly OwnTerm[]>();
  const openPaths = () => paths.filter((path) => !right.has(path));
  let open = terms;
  for (let size = 1; size <= open.length; size++) {
    if (size > 1 && Math.max(open.length, openPaths().length) > mostTogether) break;
    for (const group of groupsOf(open, size)) {
      if (!group.every((term) => open.includes(term))) continue;
      const written = group.flatMap((term) => term.written ?? []);
      const stands = written.length === size ? standFor(trial, values, openPaths(), written) : undefined;
      if (!stands) continue;
      for (const path of stands) right.set(path, group);
      open = open.filter((term) => !group.includes(term));
    }
  }
  const output = subjectOf(trial.claim)?.output;
  const meant = meantBy(open, openPaths());
  const isShared = (term: OwnTerm) => meant.filter(([other]) => other === term).length > 1;
  const judged = paths.map((path): Contribution => {
    const own = right.get(path) ?? meant.filter(([, each]) => each === path).map(([term]) => term);
    const told = contributionText(trial, values, path);
    return {
      user: path.shown,
      isDirect: output ? path.name === printReference(output) : path.user.quantity === trial.world.model.loss,
      over: path.open.map(({ name }) => name),
      only: path.only,
      equation: path.definition.span,
      ...(told !== undefined && { text: told }),
      verdict: right.has(path) ? "right" : own.length === 0 ? "missing" : own.some(isShared) ? "unclear" : "wrong",
      terms: own.map((term) => terms.indexOf(term)),
    };
  });
  return {
    terms: terms.map((term) => ({ text: term.text, verdict: open.includes(term) ? "wrong" : "right" })),
    paths: judged,
  };
}

/** The terms were written out before there were values; one that was not can't be judged alone. */
function ownTerms({ claim, names, places }: Trial, text: string): OwnTerm[] {
  return termsOf(claim.right).map((each, at) => {
    const name = names.get(each.term);
    const nodes = name?.kind === "parameter" ? places.flatMap(({ known }) => known.get(name.name) ?? []) : [];
    return {
      text: textOf(text, each, at),
      formula: each.term,
      written: nodes.length === places.length ? { sign: each.sign, nodes } : undefined,
    };
  });
}

function groupsOf<Item>(items: readonly Item[], size: number): Item[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) => groupsOf(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]));
}

/** Wrong terms, each with the paths it is meant for: it names the adjoint of what uses the quantity, or nothing else is left. */
function meantBy(terms: readonly OwnTerm[], paths: readonly NamedPath[]): (readonly [OwnTerm, NamedPath])[] {
  const named = terms.flatMap((term) =>
    paths.filter((path) => namesAdjoint(term.formula, path.name)).map((path) => [term, path] as const),
  );
  const restTerms = terms.filter((term) => !named.some(([other]) => other === term));
  const restPaths = paths.filter((path) => !named.some(([, other]) => other === path));
  const [term, path] = [restTerms[0], restPaths[0]];
  return term && path && restTerms.length === 1 && restPaths.length === 1 ? [...named, [term, path]] : named;
}

function namesAdjoint(formula: Formula, name: string): boolean {
  return some(formula, (part) => part.kind === "adjoint" && printReference(part.of) === name);
}
