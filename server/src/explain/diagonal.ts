/**
 * Diagonals: a function of many numbers, such as a softmax, taken for one of each number by itself. The line has what each
 * does to its own value, and lacks what it does to all others.
 */
import { add } from "../engine/build.ts";
import { elementsOf, shapeOf, type NodeId } from "../engine/tape.ts";
import { lookUp, printIndex, substitute } from "../semantics/indices.ts";
import type { ElementReference, Formula } from "../semantics/model.ts";
import type { Cause } from "./cause.ts";
import type { Line } from "./edit.ts";
import type { NamedPath } from "./missing.ts";
import { contributionAt, subjectOf, writePaths, type Path, type Subject } from "./paths.ts";
import { pullback } from "./pullback.ts";
import { agree, evaluateTrial, failuresOf, nodeAt, norm, type BoundedValues, type Trial } from "./trial.ts";

/** The cause, where a line is right but for what lies beside a diagonal. */
export function* diagonalCause(
  trial: Trial,
  values: BoundedValues,
  paths: readonly NamedPath[],
  line: Line,
): Generator<void, Cause | undefined> {
  const { claim } = line;
  const common = { span: claim.rightSpan, related: [], terms: [] };
  const entries = diagonalOf(trial, values);
  if (entries !== undefined)
    return {
      ...common,
      kind: "missing-term",
      what: `this is right ${entries} and wrong elsewhere`,
      hint: "Each of these may depend on all of those by which it is differentiated, not only on its own.",
      do: "Work out what one does to another beside what it does to its own.",
    };
  const subject = subjectOf(claim);
  const alone = subject ? paths.flatMap((path) => aloneOf(trial, subject, path, paths)) : [];
  if (!subject || alone.length === 0) return undefined;
  yield;
  const now = evaluateTrial(trial);
  const found = alone.find(({ nodes }) => nodes.every((node, at) => agree(trial, now, node, trial.places[at]!.right)));
  if (!found) return undefined;
  const { reference } = line.notation;
  const { path } = found;
  const isFamily = path.open.length > 0;
  const [of, all, same] = isFamily
    ? [`\`${reference(subject.of)}\``, `all \`${path.shown}\``, `\`${reference(ownUser(subject, path)!)}\``]
    : [
        `each component of \`${reference(subject.of)}\``,
        // The softmax of a matrix is that of each row.
        `${subject.of.quantity.shape?.length === 2 ? "all of its row" : "all components"} of \`${path.shown}\``,
        "the component at its own place",
      ];
  return {
    ...common,
    kind: "missing-sum",
    what: `${of} acts on ${all}, and this takes it to act on ${same} alone`,
    hint: "Differentiate one of the others by it: that is not 0. Then sum over all of them.",
    do: "Sum over all of them: each passes back its own adjoint, times its derivative.",
    related: [{ span: path.definition.leftSpan, message: `\`${path.shown}\` is computed from it here` }],
  };
}

// ── Right on a diagonal ─────────────────────────────────────────────────────────────────────────────────────────────

/** Where alone the line is right: on the diagonal of a matrix, or where two indices of the claim are the same. */
function diagonalOf(trial: Trial, values: BoundedValues): string | undefined {
  const { claim, places } = trial;
  const { tape } = trial.world;
  if (claim.left.kind !== "derivative") return undefined;
  if (places.every(({ left }) => isSquare(shapeOf(tape, left))))
    return isRightOnDiagonal(trial, values) ? "on the diagonal" : undefined;
  const fails = failuresOf(
    trial,
    values,
    places.map(({ right }) => right),
  );
  const names = claim.loops.map(({ name }) => name);
  for (const [at, one] of names.entries())
    for (const other of names.slice(at + 1)) {
      const isOn = ({ environment }: Trial["places"][number]) =>
        lookUp(environment, one) === lookUp(environment, other);
      if (places.some(isOn) && places.every((place) => isOn(place) !== fails.includes(place)))
        return `for ${one} = ${other}`;
    }
  return undefined;
}

function isSquare([rows, columns, ...more]: readonly number[]): boolean {
  return rows !== undefined && rows > 1 && rows === columns && more.length === 0;
}

function isRightOnDiagonal({ places, nearness, world: { tape } }: Trial, values: BoundedValues): boolean {
  let [isRight, isSomething] = [true, false];
  for (const { left, right } of places) {
    if (shapeOf(tape, right).join() !== shapeOf(tape, left).join()) return false;
    const [rows] = shapeOf(tape, left) as [number];
    for (let point = 0; point < values.points; point++) {
      const scale = norm(tape, values, left, point);
      if (!Number.isFinite(scale)) continue;
      for (let at = 0; at < elementsOf(shapeOf(tape, left)); at += rows + 1) {
        const place = at * values.points + point;
        const [a, b] = [left, right].map((node) => values.data[values.offset(node) + place]!) as [number, number];
        isRight &&= Math.abs(a - b) <= nearness * scale;
        isSomething ||= Math.abs(a) > 1e-3 * scale;
      }
    }
  }
  return isRight && isSomething;
}

// ── One function taken for many ─────────────────────────────────────────────────────────────────────────────────────

interface Alone {
  readonly path: NamedPath;
  /** What all paths would give together at each place, if this one were so. */
  readonly nodes: readonly NodeId[];
}

/** What a path would give, if each component acted on its own alone, with what the others give; nothing where that is what it gives. */
function aloneOf(trial: Trial, subject: Subject, path: NamedPath, paths: readonly NamedPath[]): Alone[] {
  const own = path.open.length > 0 ? ownContribution(trial, subject, path) : asIfAlone(trial, subject, path);
  if (!own) return [];
  const rest = paths.filter((other) => other !== path);
  const { tape } = trial.world;
  const nodes = trial.places.map((place, at) =>
    rest.length === 0 ? own[at]! : add(tape, [own[at]!, ...rest.map((other) => contributionAt(place, other))]),
  );
  return [{ path, nodes }];
}

/** Of the `s[j]` that use `z[i]`, s[i]. */
function ownUser({ of }: Subject, { user, open }: Path): ElementReference | undefined {
  const known = new Set(user.indices.map(printIndex));
  const rest = of.indices.filter((index) => !known.has(printIndex(index)));
  if (rest.length !== open.length) return undefined;
  const by = new Map(open.map(({ name }, at) => [name, rest[at]!]));
  return { ...user, indices: user.indices.map((index) => substitute(index, by)) };
}

function ownContribution(trial: Trial, subject: Subject, path: NamedPath): NodeId[] | undefined {
  const user = ownUser(subject, path);
  const symbol: Formula = { kind: "parameter", span: path.user.span, name: `own ${path.name}` };
  const own = user && { ...path, user, open: [], symbol };
  return own && writePaths(trial, [own]) ? trial.places.map((place) => contributionAt(place, own)) : undefined;
}

function asIfAlone(trial: Trial, subject: Subject, path: NamedPath): NodeId[] | undefined {
  const formula = pullback(trial.bench, path, subject, { softmaxAlone: true });
  if (!formula || path.text !== undefined) return undefined;
  const nodes = trial.places.flatMap((place) => {
    const node = nodeAt(trial, place, formula);
    return typeof node === "number" ? [node] : [];
  });
  return nodes.length === trial.places.length ? nodes : undefined;
}
