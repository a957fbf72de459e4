/** Sums and products over ranges: `sum[t=1..T](…)`, `Σ_{t=1}^{T} …`, `prod[k=T..t+1](…)`. */
import type { Cell, Condition, Expr, Name, Suffix } from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import { cover, type Span } from "../syntax/span.ts";
import { choose, readIndicator } from "./bracketed.ts";
import { binding, silentTrouble, trouble, type Context } from "./context.ts";
import { factorsOfSuffixes, readFormula, readTerm, type Factor, type Read } from "./formulas.ts";
import { withPowers } from "./powers.ts";
import { readIndex, readLoop } from "./index-expressions.ts";
import { visitVariables } from "./indices.ts";
import { declareIndex, likelyRange } from "./likely-range.ts";
import type { Formula, Loop } from "./model.ts";
import { countingOn, numbersOf, readNumbered } from "./numbered-sums.ts";
import { indicesTogether, plainName, subscriptItems } from "./references.ts";
import type { Scope } from "./scope.ts";

const folds = new Map<string, "sum" | "product">([
  ["sum", "sum"],
  ["Σ", "sum"],
  ["prod", "product"],
  ["Π", "product"],
]);

export function isFold(name: string): boolean {
  return folds.has(name);
}

/** Reads a fold whose head is `name`. Parentheses right after its bracket are its whole body, else the rest of the term. */
export function readFold(
  context: Context,
  name: string,
  nameSpan: Span,
  suffixes: readonly Suffix[],
  following: readonly Factor[],
): Read {
  const which = folds.get(name)!;
  const bounds = readBounds(context, suffixes, [...factorsOfSuffixes(suffixes), ...following.map(({ expr }) => expr)]);
  if (!bounds) {
    const [parens] = suffixes;
    const value =
      parens?.kind === "parens"
        ? componentSum(context, which, cover(nameSpan, parens.span), parens.items)
        : trouble(
            context,
            "index/no-bounds",
            nameSpan,
            `\`${name}\` needs its index and range: \`${name}[t=1..T](…)\`, or \`${name}[t](…)\` for all of t's range.`,
          );
    if (parens?.kind === "parens") return { ...withPowers(context, { value, rest: suffixes.slice(1) }), consumed: 0 };
    return { value, rest: suffixes.slice(1), consumed: following.length };
  }
  const { loops, conditions, complete, rest } = bounds;
  const inner = binding(context, loops);
  // Where the body's end is unclear, whose the power is comes with the answer.
  const isUnclear = strayIndex(context, loops, [...rest.slice(1), ...following.map(({ expr }) => expr)]) !== undefined;
  const [parens, ...after] = powersInBody(context, rest, suffixes[0]!.kind, isUnclear);
  const inParentheses = parens?.kind === "parens" && parens.items.length === 1;
  // `\sum_n (p_n - y_n) x_n` has no bracket that says where its body ends; in `sum[n](p[n] - y[n]) x[n]` it is open.
  const runsOn =
    inParentheses &&
    suffixes[0]!.kind !== "brackets" &&
    strayIndex(context, loops, [...after, ...following.map(({ expr }) => expr)]) !== undefined;
  const hasBody = inParentheses && !runsOn;
  const bodyIn = (inside: Context): Formula =>
    hasBody
      ? readFormula(inside, parens.items[0]!)
      : readRest(
          inside,
          [parens, ...after].filter((suffix) => suffix !== undefined),
          following,
          nameSpan,
        );
  const numbers = conditions.length === 0 ? numbersOf(context.scope, loops) : undefined;
  const isApart =
    numbers !== undefined && namesMember(context.scope, [parens, ...after, ...following.map(({ expr }) => expr)]);
  const whole = isApart
    ? readNumbered(inner, loops[0]!, numbers, which, bodyIn)
    : bodyIn(numbers ? countingOn(inner, loops[0]!) : inner);
  noteIdleIndices(context, bounds, new Set(inner.free.keys()));
  const body = conditions.reduce((rest, condition) => onlyWhere(inner, which, condition, rest), whole);
  passFree(context, inner, loops);
  const span = cover(nameSpan, body.span);
  const end = hasBody ? cover(span, parens.span) : span;
  const fold: Formula = isApart ? { ...body, span: end } : { kind: "fold", span: end, which, binders: loops, body };
  const value = complete ? fold : silentTrouble(end);
  if (!hasBody) return { value, rest: [], consumed: following.length };
  const powered = withPowers(context, { value, rest: after });
  if (reportStrayIndex(context, loops, nameSpan, parens.span, powered.rest, following))
    return {
      value: { kind: "trouble", span: value.span, reason: "where its sum ends is unclear" },
      rest: [],
      consumed: following.length,
    };
  return { ...powered, consumed: 0 };
}

/** Whether a family whose numbered elements are quantities of their own is named in a body. */
function namesMember(scope: Scope, node: unknown): boolean {
  if (scope.memberPlaces.size === 0 || typeof node !== "object" || node === null) return false;
  const { kind, name } = node as { kind?: string; name?: string };
  const isMember = (family: string) => name === family || name?.startsWith(`${family}_`) === true;
  if (kind === "name" && [...scope.memberPlaces.keys()].some((key) => isMember(key.slice(0, key.lastIndexOf("/")))))
    return true;
  return Object.values(node).some((child) => namesMember(scope, child));
}

/** The body of `Σ_{j≠i}`: nothing is added, and nothing multiplied, where the condition does not hold. */
function onlyWhere(context: Context, which: "sum" | "product", condition: Condition, body: Formula): Formula {
  const { span } = body;
  if (which === "product") return choose(context, condition, span, body, { kind: "number", span, value: 1 });
  const left = readIndicator(context, condition, condition.span);
  return { kind: "times", span, left, right: body, elementwise: false };
}

/**
 * Whose is the power of `Σ_t (a - b)^2`? In the notation of mathematics the body's. `sum[t](a - b)^2` is read as it is
 * written, as the square of the sum, and warned about.
 */
function powersInBody(
  context: Context,
  rest: readonly Suffix[],
  bounds: Suffix["kind"],
  isUnclear: boolean,
): readonly Suffix[] {
  const [parens, ...after] = rest;
  const end = after.findIndex(({ kind }) => kind !== "sup" && kind !== "transpose");
  const powers = end === -1 ? after : after.slice(0, end);
  if (parens?.kind !== "parens" || powers.length === 0) return rest;
  if (bounds !== "brackets") {
    const span = { start: parens.span.start, end: powers.at(-1)!.span.end };
    const head: Expr = { kind: "group", span: parens.span, bracket: "(", items: parens.items };
    return [
      { kind: "parens", span, items: [{ kind: "suffixed", span, head, suffixes: powers }], spaced: parens.spaced },
      ...after.slice(powers.length),
    ];
  }
  if (isUnclear) return rest;
  const insert = (at: number, text: string) => ({ span: { start: at, end: at }, text });
  const last = powers.at(-1)!.span.end;
  context.scope.report(
    problem(
      "syntax/ambiguous-power",
      { start: powers[0]!.span.start, end: last },
      "This power is taken of the whole sum or product. For the power of each term put it inside the parentheses.",
      {
        fixes: [{ title: "Take the power of each term", edits: [insert(parens.span.start, "("), insert(last, ")")] }],
      },
    ),
  );
  return rest;
}

/** `sum(v)` without bounds adds up components. */
function componentSum(context: Context, which: "sum" | "product", span: Span, items: readonly Expr[]): Formula {
  const [only] = items;
  if (which === "sum" && only && items.length === 1)
    return { kind: "tensor", span, name: "sum", arguments: [readFormula(context, only)] };
  const message =
    which === "sum"
      ? "The index of a sum stands in square brackets before what is added up: `sum[t](…)`, or `sum[t=1..T](…)` with its range."
      : "A product needs its index and range: `prod[t=1..T](…)`.";
  return trouble(context, "index/no-bounds", span, message);
}

function readRest(context: Context, rest: readonly Suffix[], following: readonly Factor[], nameSpan: Span): Formula {
  const [first, ...others] = rest;
  const factors: Factor[] = [...following];
  if (first?.kind === "brackets" || first?.kind === "parens") {
    // A power or a transpose behind the bracket is its own: `\sum_t \left[ h_t - y_t \right]^2`.
    const head: Expr =
      first.kind === "brackets"
        ? { kind: "block", span: first.span, rows: first.rows }
        : { kind: "group", span: first.span, bracket: "(", items: first.items };
    const span = cover(first.span, (others.at(-1) ?? first).span);
    factors.unshift({ op: "", expr: others.length === 0 ? head : { kind: "suffixed", span, head, suffixes: others } });
  } else if (first) {
    const at = cover(first.span, (others.at(-1) ?? first).span);
    return trouble(
      context,
      "syntax/unexpected",
      at,
      "This belongs neither to the bounds of the sum or product nor to its body. Put what it belongs to into parentheses.",
    );
  }
  if (factors.length === 0) {
    const at = { start: nameSpan.start, end: (rest.at(-1) ?? { span: nameSpan }).span.end };
    return trouble(
      context,
      "syntax/missing-operand",
      at,
      "This sum or product has no body: write what is added up or multiplied behind it.",
    );
  }
  return readTerm(context, [{ ...factors[0]!, op: "" }, ...factors.slice(1)]);
}

/**
 * In `Σ_{j<i} x_j` the i has no meaning outside, so that it is added up over as well, and each term counts as often as there
 * is an i for it. Most likely one i is meant, and the left side lacks it.
 */
function noteIdleIndices({ scope }: Context, { loops, implied }: Bounds, used: ReadonlySet<string>): void {
  const idle = implied.find(({ name }) => !used.has(name));
  if (!idle || !loops.some(({ name }) => used.has(name))) return;
  const { name, span } = idle;
  scope.report(
    problem(
      "index/only-in-condition",
      span,
      `\`${name}\` has no meaning here but in this condition, so it takes all its values too, and each term counts as often as the condition holds for some \`${name}\`. If one \`${name}\` is meant, the left side needs it.`,
    ),
  );
}

/** Indices that the body uses and the fold does not bind are free outside; so are those of the bounds. */
function passFree(outer: Context, inner: Context, loops: readonly Loop[]): void {
  const bound = new Set(loops.map(({ name }) => name));
  for (const [name, span] of inner.free) if (!bound.has(name) && !outer.free.has(name)) outer.free.set(name, span);
  for (const loop of loops)
    for (const bound of [loop.from, loop.to])
      visitVariables(bound, (name, span) => {
        if (!loops.some((other) => other.name === name) && !outer.free.has(name)) outer.free.set(name, span);
      });
}

// ── Bounds ──────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Bounds {
  readonly loops: readonly Loop[];
  /** Those of them that only a condition names: both of `Σ_{i<j}`. */
  readonly implied: readonly Loop[];
  /** What must hold besides: the `j ≠ i` of `Σ_{j≠i}`. */
  readonly conditions: readonly Condition[];
  /** Each of them has been understood. */
  readonly complete: boolean;
  readonly rest: readonly Suffix[];
}

/** Whether these suffixes of a sum or product are its bounds and nothing else. */
export function isBounds(suffixes: readonly Suffix[]): boolean {
  const kinds = suffixes.map(({ kind }) => kind).join(" ");
  return kinds === "brackets" || kinds === "sub" || kinds === "sub sup" || kinds === "sup sub";
}

/** `body`: where an index without a range may stand at a place that has one. */
function readBounds(context: Context, suffixes: readonly Suffix[], body: readonly Expr[]): Bounds | undefined {
  const [first, second] = suffixes;
  if (first?.kind === "brackets")
    return { ...readBinders(context, first.rows.flat(), undefined, body), rest: suffixes.slice(1) };
  if (first?.kind === "sup" && second?.kind === "sub")
    return readBounds(context, [second, first, ...suffixes.slice(2)], body);
  if (first?.kind !== "sub") return undefined;
  const above = second?.kind === "sup" ? second.exponent : undefined;
  return { ...readBinders(context, first.items, above, body), rest: suffixes.slice(above ? 2 : 1) };
}

function readBinders(
  context: Context,
  cells: readonly Cell[],
  above: Expr | undefined,
  body: readonly Expr[],
): Omit<Bounds, "rest"> {
  const loops: Loop[] = [];
  const implied: Loop[] = [];
  const conditions: Condition[] = [];
  let complete = cells.length > 0;
  for (const cell of cells.flatMap(eachOf)) {
    const inner = binding(context, loops);
    const isCondition = cell.kind === "comparison" || cell.kind === "junction";
    const chosen = isCondition ? readChosen(inner, cell, loops) : undefined;
    const loop = chosen ?? readBinder(inner, cell, above, body);
    loops.push(...(loop ?? troubledBinder(cell)));
    if (!loop) complete = false;
    implied.push(...(chosen ?? []));
    if (chosen && isCondition) conditions.push(cell);
  }
  return { loops, implied, conditions, complete };
}

/** `i < j and j < k` below a sum is two conditions, as `i < j, j < k` is. */
function eachOf(cell: Cell): Cell[] {
  return cell.kind === "junction" && cell.op === "and" ? cell.parts.flatMap(eachOf) : [cell];
}

/** An index whose range could not be read is bound all the same, so that its uses in the body are not told as well. */
function troubledBinder(cell: Cell): Loop[] {
  const name =
    cell.kind === "range" || cell.kind === "junction"
      ? undefined
      : plainName(cell.kind === "comparison" ? cell.first : cell);
  if (!name) return [];
  const one: Loop["from"] = { kind: "literal", span: name.span, value: 1 };
  return [{ name: name.name, span: name.span, from: one, to: one, falling: false }];
}

/** `j ≠ i`, `i < j`: the indices among them that have no meaning yet run over their own ranges, where that holds. */
function readChosen(context: Context, condition: Condition, before: readonly Loop[]): Loop[] | undefined {
  // Either may hold, of indices that are bound before.
  if (condition.kind === "junction") return before.length > 0 ? [] : undefined;
  const { first, rest } = condition;
  if (rest.some(({ op }) => op === "=" || op === "∈")) return undefined;
  const names = [first, ...rest.map(({ side }) => side)].flatMap((side) => {
    const name = side.kind === "range" ? undefined : plainName(side);
    return name && !context.bound.has(name.name) && !context.meant.has(name.name) ? [name] : [];
  });
  const own = names.flatMap(({ name, span }) => {
    const loop = context.scope.indices.get(name);
    return loop ? [{ ...loop, span }] : [];
  });
  // One that names none of its own restricts those before it.
  return own.length > 0 || before.length > 0 ? own : undefined;
}

/** `t=1..T`, `t in 1..T`, `t=1` with the upper bound above, or `t` for its own range (`i j` and `ij` for several). */
function readBinder(context: Context, cell: Cell, above: Expr | undefined, body: readonly Expr[]): Loop[] | undefined {
  const { scope } = context;
  if (cell.kind === "comparison") {
    const name = plainName(cell.first);
    const [only] = cell.rest;
    if (name && only && cell.rest.length === 1 && (only.op === "=" || only.op === "∈")) {
      if (only.side.kind === "range") return list(readLoop(context, name.name, name.span, only.side));
      if (above && only.op === "=") {
        const from = readIndex(context, only.side);
        const to = readIndex(context, above);
        return from && to ? [{ name: name.name, span: name.span, from, to, falling: false }] : undefined;
      }
    }
  } else if (cell.kind !== "range" && cell.kind !== "junction") {
    const name = plainName(cell);
    const items = indicesTogether(context, cell) ?? (name ? [name] : []);
    const own = items.map((item) => scope.indices.get(plainName(item)?.name ?? ""));
    // `\sum_t^{T-1}`: t starts where its own range does.
    if (above && own.length === 1 && own[0]) {
      const to = readIndex(context, above);
      return to && [{ ...own[0], span: cell.span, to, falling: false }];
    }
    if (own.length > 0 && own.every((loop) => loop !== undefined))
      return own.map((loop) => ({ ...loop, span: cell.span }));
    if (name) {
      if (!scope.rangeless.has(name.name)) reportNoRange(scope, name, body);
      return undefined;
    }
  }
  scope.report(
    problem(
      "index/no-bounds",
      cell.span,
      "The bounds of a sum or product are written `t = 1..T`, or `t` for all of t's range.",
    ),
  );
  return undefined;
}

function reportNoRange(scope: Scope, { name, span }: Name, body: readonly Expr[]): void {
  if (scope.sizes.has(name)) {
    const message = `\`${name}\` is a size and no index. Write the index and its range: \`i = 1..${name}\`.`;
    return scope.report(problem("index/no-range", span, message));
  }
  const likely = likelyRange(scope, name, body);
  const range = likely ?? "1..N";
  const message = `\`${name}\` was never given a range. Write it here (\`${name} = ${range}\`) or declare it: \`index ${name} = ${range}\`.`;
  const fixes = likely === undefined ? [] : [declareIndex(scope, name, likely)];
  scope.report(problem("index/no-range", span, message, { fixes }));
}

function list<Item>(item: Item | undefined): Item[] | undefined {
  return item && [item];
}

// ── A factor that strays ────────────────────────────────────────────────────────────────────────────────────────────

/**
 * `sum[t](a[t]) b[t]`: the body ended at the parenthesis, yet the next factor names the bound index. Whether it was
 * meant inside is for the writer to say, unless something else gives that index a meaning.
 */
function reportStrayIndex(
  context: Context,
  loops: readonly Loop[],
  name: Span,
  body: Span,
  rest: readonly Suffix[],
  following: readonly Factor[],
): boolean {
  const behind = [...rest, ...following.map(({ expr }) => expr)];
  const last = behind.at(-1);
  const stray = strayIndex(context, loops, behind);
  if (!stray || !last) return false;
  const insert = (at: number, text: string) => ({ span: { start: at, end: at }, text });
  context.scope.report(
    problem(
      "index/ambiguous-body",
      { start: body.end, end: last.span.end },
      `The body ends at its parenthesis, but \`${stray.name}\` is used behind it. Say which is meant: put all of it into the body, or what ends there into parentheses of its own.`,
      {
        fixes: [
          { title: "Take it into the body", edits: [insert(body.start, "("), insert(last.span.end, ")")] },
          { title: "Keep it outside", edits: [insert(name.start, "("), insert(body.end, ")")] },
        ],
      },
    ),
  );
  return true;
}

/** The bound index that what stands behind names, where nothing else gives it a meaning there. */
function strayIndex(context: Context, loops: readonly Loop[], behind: readonly (Suffix | Expr)[]): Loop | undefined {
  return loops.find(
    (loop) =>
      !context.bound.has(loop.name) && !context.meant.has(loop.name) && isUsedBehind(context, behind, loop.name),
  );
}

/** Whether the index is used in what stands behind, before another sum or product binds it anew. */
function isUsedBehind(context: Context, behind: readonly (Suffix | Expr)[], name: string): boolean {
  for (const node of behind) {
    const head = node.kind === "suffixed" && node.head.kind === "name" ? node.head.name : "";
    if (
      node.kind === "suffixed" &&
      isFold(head.split("_")[0]!) &&
      (head !== head.split("_")[0]! || mentions(context, node.suffixes[0], name))
    )
      return false;
    if (mentions(context, node, name)) return true;
  }
  return false;
}

/** Whether any name below the node is the index, also as the subscript of a name, alone or with others: `V_kj`. */
function mentions(context: Context, node: unknown, name: string): boolean {
  if (typeof node !== "object" || node === null) return false;
  if (Array.isArray(node)) return node.some((item) => mentions(context, item, name));
  const expr = node as Expr;
  // `i'` is no i.
  if (expr.kind === "suffixed" && expr.head.kind === "name" && expr.suffixes[0]?.kind === "primes") {
    const [{ count }, ...others] = expr.suffixes;
    const primed: Name = { ...expr.head, name: expr.head.name + "'".repeat(count) };
    return mentions(context, primed, name) || mentions(context, others, name);
  }
  if (expr.kind === "name") {
    const below = expr.name.slice(expr.name.lastIndexOf("_") + 1);
    const items = subscriptItems(context, below, expr.span) ?? [];
    if (expr.name === name || below === name) return true;
    if (items.some((item) => item.kind === "name" && item.name === name)) return true;
  }
  return Object.values(node).some((child) => mentions(context, child, name));
}
