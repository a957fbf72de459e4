/** Surveys a model: writes out every definition once, and reports what only then shows. */
import { eachAssignment, tupleAt, undifferentiable } from "../semantics/elements.ts";
import {
  evaluateIndex,
  printIndex,
  simplifyIndex,
  substitute,
  type Environment,
  type IndexExpr,
} from "../semantics/indices.ts";
import { problem, type Fix, type Problem } from "../syntax/problem.ts";
import { some } from "../semantics/walk.ts";
import { prepareAdjoints } from "../unroll/derivatives.ts";
import { printReference } from "./explanation.ts";
import { demand } from "../unroll/demand.ts";
import { elementName, isInterruption, type Interruption, type MissingValue, type World } from "../unroll/world.ts";

/** Writes out all elements and the adjoints of the loss. Returns problems: values that nothing defines, and cycles. */
export function* surveyModel(world: World): Generator<void, Problem[]> {
  const cycles = new Map<string, Problem>();
  const outside = new Map<number, Problem>();
  const told = new Set<Interruption>();
  for (const [quantity, table] of world.tables) {
    for (let number = 0; number < table.count; number++) {
      if (number % elementsPerSlice === elementsPerSlice - 1) yield;
      try {
        if (world.nodes.get(quantity)?.[number] === undefined) yield* demand(world, quantity, number);
      } catch (thrown) {
        if (!isInterruption(thrown)) throw thrown;
        // All that needs what failed fails of the same.
        if (told.has(thrown)) continue;
        told.add(thrown);
        if (thrown.interruption === "cycle") noteCycle(thrown, cycles);
        if (thrown.interruption === "unreadable" && thrown.span) {
          const { span, reason } = thrown;
          outside.set(span.start, problem("shape/component", span, `At this index, ${reason}.`));
        }
        // Any other reason has been reported where it stands; claims that need this element will say so.
      }
    }
  }
  yield* writeAdjoints(world);
  const missing = [...world.missing.values(), ...undifferentiableIn(world)];
  return [...cycles.values(), ...outside.values(), ...missingValues(world, missing)];
}

/** Some milliseconds' worth. */
const elementsPerSlice = 500;

/** The editor shows adjoints of all quantities, whether or not a claim is about them. */
function* writeAdjoints(world: World): Generator<void, void> {
  try {
    yield* prepareAdjoints(world);
  } catch (thrown) {
    if (!isInterruption(thrown)) throw thrown;
  }
}

function noteCycle(cycle: Extract<Interruption, { interruption: "cycle" }>, cycles: Map<string, Problem>): void {
  const definitions = cycle.path.flatMap(({ definition }) => (definition ? [definition] : []));
  const [first] = [...definitions].sort((a, b) => a.span.start - b.span.start);
  if (!first) return;
  const key = [...new Set(definitions.map(({ span }) => span.start))].sort((a, b) => a - b).join(" ");
  if (cycles.has(key)) return;
  const names = [...cycle.path.map(({ element }) => element), cycle.path[0]!.element];
  const shown = names.length > 7 ? [...names.slice(0, 6), "…", names.at(-1)!] : names;
  const steps = shown.map((name) => (name === "…" ? name : `\`${name}\``)).join(" needs ");
  cycles.set(
    key,
    problem(
      "model/circular",
      first.leftSpan,
      `This definition needs itself: ${steps}. Shift an index so that each value is computed from earlier ones.`,
      {
        related: definitions
          .filter((other, at) => other !== first && definitions.indexOf(other) === at)
          .map(({ leftSpan }) => ({ span: leftSpan, message: "part of the cycle" })),
      },
    ),
  );
}

/** What definitions differentiate, or differentiate by, where nothing defines it. */
function undifferentiableIn({ model, tables, sizes }: World): MissingValue[] {
  const found: MissingValue[] = [];
  for (const { formula, loops, conditions } of model.definitions) {
    if (!some(formula, ({ kind }) => kind === "derivative")) continue;
    eachAssignment(loops, conditions, sizes, undefined, (environment) => {
      const reference = undifferentiable(tables, formula, sizes, environment);
      const tuple = reference && tupleAt(reference.indices, sizes, environment);
      if (!tuple) return;
      const { quantity } = reference;
      found.push({
        element: elementName(quantity, tuple),
        quantity,
        tuple,
        reference,
        environment,
        isDifferentiated: true,
      });
    });
  }
  return found;
}

/** One problem for each place in the text, with all the elements that are missing there. */
function missingValues(world: World, all: readonly MissingValue[]): Problem[] {
  const places = new Map<number, MissingValue[]>();
  for (const missing of all) {
    const at = missing.reference.span.start;
    const here = places.get(at);
    if (here) here.push(missing);
    else places.set(at, [missing]);
  }
  const told = new Set<string>();
  const problems: Problem[] = [];
  for (const missing of places.values()) {
    const [first] = missing;
    const fresh = missing.filter(({ element }) => !told.has(element));
    for (const { element } of fresh) told.add(element);
    if (first && fresh.length > 0) problems.push(missingProblem(world, first, fresh));
  }
  return problems;
}

/** `c[T+1]` rather than `c[5]`: where an index stands at an end of its range, the end is named. */
function symbolicName({ model, sizes }: World, { element, reference, quantity, environment }: MissingValue): string {
  const ends = new Map<string, IndexExpr>();
  for (let at = environment; at; at = at.outer) {
    const loop = model.indices.get(at.name);
    const end = loop && [loop.from, loop.to].find((bound) => evaluateIndex(bound, sizes, undefined) === at.value);
    if (!end) return element;
    ends.set(at.name, end);
  }
  return printReference({
    quantity,
    indices: reference.indices.map((index) => simplifyIndex(substitute(index, ends))),
    span: reference.span,
  });
}

function missingProblem(world: World, first: MissingValue, missing: readonly MissingValue[]): Problem {
  const { reference, quantity, environment } = first;
  const symbols = missing.map((each) => symbolicName(world, each));
  const names = symbols.map((symbol) => `\`${symbol}\``);
  const listed =
    names.length > 3 ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} more` : names.join(" and ");
  const when = environment ? ` at ${environment.name} = ${environment.value}` : "";
  const written = `${quantity.name}[${reference.indices.map(printIndex).join(", ")}]`;
  const sample = symbols[0]!;
  const advice = first.isDifferentiated
    ? `Say where this equation is meant${clauseWithout(world, environment)}`
    : `Give it a value (\`${sample} = 0\`), declare it (\`input ${sample}\`), or write \`boundary ${quantity.name} = 0\``;
  return problem(
    "model/undefined-value",
    reference.span,
    `${listed} ${missing.length === 1 ? "is" : "are"} needed here${when}${reference.indices.length > 0 ? ` (for \`${written}\`)` : ""}, and nothing defines ${missing.length === 1 ? "it" : "them"}. ${advice}.`,
    first.isDifferentiated ? {} : { fixes: missingFixes(first, sample) },
  );
}

/** `, such as \`for t < T\``: the clause that leaves an end of the innermost index out. */
function clauseWithout({ model, sizes }: World, environment: Environment | undefined): string {
  const loop = environment && model.indices.get(environment.name);
  if (!loop) return "";
  if (evaluateIndex(loop.to, sizes, undefined) === environment.value)
    return `, such as \`for ${loop.name} < ${printIndex(loop.to)}\``;
  if (evaluateIndex(loop.from, sizes, undefined) === environment.value)
    return `, such as \`for ${loop.name} > ${printIndex(loop.from)}\``;
  return "";
}

/** New lines before the first definition of the quantity. */
function missingFixes({ quantity, reference }: MissingValue, element: string): Fix[] {
  const at = quantity.definitions[0]?.span.start ?? reference.span.start;
  const insert = (text: string) => [{ span: { start: at, end: at }, text: `${text}\n` }];
  return [
    { title: `Declare input ${element}`, edits: insert(`input ${element}`) },
    { title: `Add boundary ${quantity.name} = 0`, edits: insert(`boundary ${quantity.name} = 0`) },
  ];
}
