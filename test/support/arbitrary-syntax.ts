/** Random syntax trees, each one that some text has: what `parse ∘ print` must give back. Spans are all empty. */
import fc from "fast-check";
import type {
  Cell,
  Clauses,
  Comparison,
  DeclaredItem,
  DeclaredRange,
  Expr,
  Name,
  Product,
  RangeCell,
  Shape,
  Space,
  Statement,
  Suffix,
} from "../../server/src/syntax/ast.ts";

const span = { start: 0, end: 0 };

// ── Leaves ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const plainNames = ["a", "b", "c", "h", "W", "L", "T", "t", "w_ix", "h_0", "α", "σ", "β_t", "ŷ", "c̃", "ℓ", "tanh", "sum", "constructor", "toString"];

const name: fc.Arbitrary<Name> = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...plainNames).map((text): Name => ({ kind: "name", span, name: text })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(["α", "alpha"], ["β_t", "beta_t"], ["w_θ", "w_theta"])
      .map(([folded, written]): Name => ({ kind: "name", span, name: folded!, written: written! })),
  },
);

const index: fc.Arbitrary<Name> = fc.constantFrom("i", "j", "k", "t").map((text): Name => ({ kind: "name", span, name: text }));
const size: fc.Arbitrary<Name> = fc.constantFrom("D", "H", "N", "T").map((text): Name => ({ kind: "name", span, name: text }));

const number: fc.Arbitrary<Expr> = fc
  .oneof(fc.nat(12).map(String), fc.constantFrom("0.5", "1e-3", ".25", "2.5e6"))
  .map((text): Expr => ({ kind: "number", span, text }));

// ── Expressions ─────────────────────────────────────────────────────────────────────────────────────────────────────

type Levels = {
  /** What an argument may be. */
  expression: Expr;
  /** As tight as a term. */
  hadamard: Expr;
  /** As tight as an operand of ⊙. */
  product: Expr;
  factor: Expr;
  /** What `(` and `[` may follow. */
  callable: Expr;
  suffixed: Expr;
  cell: Cell;
  comparison: Comparison;
  range: RangeCell;
  rows: Cell[][];
  suffix: Suffix;
  exponent: Expr;
};

const depth = { maxDepth: 4, depthIdentifier: "syntax" };

const levels = fc.letrec<Levels>((tie) => ({
  expression: fc.oneof(
    { ...depth, depthSize: "small" },
    { weight: 3, arbitrary: tie("hadamard") },
    { weight: 3, arbitrary: sum(tie("hadamard")) },
    {
      weight: 1,
      arbitrary: fc
        .record({ condition: tie("comparison"), then: tie("expression"), otherwise: tie("expression") })
        .map((parts): Expr => ({ kind: "conditional", span, ...parts })),
    },
  ),
  hadamard: fc.oneof(
    { ...depth, depthSize: "small" },
    { weight: 4, arbitrary: tie("product") },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie("product"), fc.array(fc.tuple(fc.constantFrom("⊙" as const, "./" as const), signed(tie("product"))), { minLength: 1, maxLength: 2 }))
        .map(([first, rest]): Expr => ({ kind: "hadamard", span, first, rest: rest.map(([op, factor]) => ({ op, opSpan: span, factor })) })),
    },
  ),
  product: fc.oneof(
    { ...depth, depthSize: "small" },
    { weight: 4, arbitrary: tie("factor") },
    { weight: 3, arbitrary: product(tie("factor")) },
  ),
  factor: fc.oneof(
    { ...depth, depthSize: "small" },
    { weight: 4, arbitrary: name },
    { weight: 2, arbitrary: number },
    { weight: 4, arbitrary: tie("suffixed") },
    { weight: 2, arbitrary: group(tie("expression")) },
    { weight: 1, arbitrary: braces(sum(tie("hadamard"))) },
    { weight: 1, arbitrary: tie("rows").map((rows): Expr => ({ kind: "block", span, rows })) },
    { weight: 1, arbitrary: adjoint(tie("suffixed"), sum(tie("hadamard"))) },
    { weight: 1, arbitrary: nabla(tie("expression")) },
    { weight: 2, arbitrary: partial(tie("factor")) },
    { weight: 1, arbitrary: fc.record({ numerator: tie("expression"), denominator: tie("expression") }).map((parts): Expr => ({ kind: "fraction", span, ...parts })) },
    { weight: 1, arbitrary: fc.record({ double: fc.boolean(), operand: tie("expression") }).map((parts): Expr => ({ kind: "bars", span, ...parts })) },
  ),
  callable: fc.oneof(
    { weight: 6, arbitrary: name },
    { weight: 1, arbitrary: name.map((target): Expr => ({ kind: "adjoint", span, target })) },
    { weight: 1, arbitrary: nabla(name) },
  ),
  suffixed: fc.oneof(
    { ...depth, depthSize: "small" },
    fc
      .tuple(tie("callable"), fc.array(tie("suffix"), { minLength: 1, maxLength: 3 }))
      .map(([head, suffixes]): Expr => ({ kind: "suffixed", span, head, suffixes: apart(suffixes) })),
    fc
      .tuple(
        fc.oneof(group(tie("expression")), tie("rows").map((rows): Expr => ({ kind: "block", span, rows })), number),
        fc.array(tie("suffix"), { minLength: 1, maxLength: 3 }),
      )
      .map(([head, suffixes]): Expr => {
        const kept = apart(suffixes.filter(({ kind }) => kind !== "parens" && kind !== "brackets"));
        return kept.length === 0 ? head : { kind: "suffixed", span, head, suffixes: kept };
      }),
  ),
  suffix: fc.oneof(
    { ...depth, depthSize: "small" },
    fc.constantFrom<Suffix>({ kind: "transpose", span }, { kind: "primes", span, count: 1 }, { kind: "primes", span, count: 2 }),
    fc.record({ items: fc.array(tie("expression"), { minLength: 1, maxLength: 2 }), spaced: fc.boolean() }).map((parts): Suffix => ({ kind: "parens", span, ...parts })),
    fc.record({ rows: tie("rows"), spaced: fc.boolean() }).map((parts): Suffix => ({ kind: "brackets", span, ...parts })),
    fc.array(tie("cell"), { minLength: 1, maxLength: 2 }).map((items): Suffix => ({ kind: "sub", span, items })),
    fc.record({ exponent: tie("exponent"), elementwise: fc.boolean() }).map((parts): Suffix => ({ kind: "sup", span, ...parts })),
  ),
  exponent: fc.oneof(
    { ...depth, depthSize: "small" },
    name,
    number,
    group(tie("expression")),
    tie("hadamard").filter(isKeptTogether).map((operand): Expr => ({ kind: "negation", span, operand })),
    sum(tie("hadamard")).filter(isKeptTogether),
    tie("product").filter(isKeptTogether),
  ),
  rows: fc.array(fc.array(tie("cell"), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
  cell: fc.oneof(
    { ...depth, depthSize: "small" },
    { weight: 4, arbitrary: index },
    { weight: 2, arbitrary: tie("expression") },
    { weight: 1, arbitrary: tie("range") },
    { weight: 1, arbitrary: tie("comparison") },
  ),
  range: fc.record({ from: tie("hadamard"), to: tie("hadamard") }).map((parts): RangeCell => ({ kind: "range", span, ...parts })),
  comparison: fc
    .tuple(
      tie("hadamard"),
      fc.array(
        fc.tuple(fc.constantFrom("=" as const, "≠" as const, "<" as const, ">" as const, "≤" as const, "≥" as const, "∈" as const), fc.oneof(tie("hadamard"), tie("range"))),
        { minLength: 1, maxLength: 2 },
      ),
    )
    .map(([first, rest]): Comparison => ({ kind: "comparison", span, first, rest: rest.map(([op, side]) => ({ op, opSpan: span, side })) })),
}));

/** Braces of `^{…}` take a transpose, primes, and what follows an index, to be suffixes of their own. */
function isKeptTogether(expr: Expr): boolean {
  if (expr.kind === "sum") return expr.terms.length > 1;
  if (expr.kind === "suffixed") return expr.suffixes.some(({ kind }) => kind !== "transpose" && kind !== "primes");
  if (expr.kind === "product") return !(expr.first.kind === "group" && expr.rest.length === 1);
  return true;
}

function sum(term: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return fc.array(fc.tuple(fc.constantFrom("+" as const, "-" as const), term), { minLength: 1, maxLength: 3 }).map((terms): Expr => {
    const [[sign, only]] = terms as [["+" | "-", Expr]];
    if (terms.length === 1 && sign === "+") return only;
    return { kind: "sum", span, terms: terms.map(([each, part]) => ({ sign: each, signSpan: span, term: part })) };
  });
}

function signed(operand: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return fc.oneof(
    { weight: 5, arbitrary: operand },
    // The minus belongs to the first factor only.
    { weight: 1, arbitrary: operand.map((inner): Expr => (inner.kind === "product" ? inner : { kind: "negation", span, operand: inner })) },
  );
}

function product(factor: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  const further = fc.oneof(
    fc.tuple(fc.constant("" as const), factor),
    fc.tuple(fc.constantFrom("*" as const, "/" as const), signed(factor)),
  );
  return fc.tuple(factor, fc.array(further, { minLength: 1, maxLength: 3 })).map(([first, rest]): Expr => {
    const kept: Product["rest"][number][] = [];
    let before = first;
    for (const [op, next] of rest) {
      // A bracket behind a name would be its argument, and bars inside bars would close them: these need a sign.
      const needsSign = opensBracket(next) || next.kind === "bars" || (next.kind === "suffixed" && next.head.kind === "bars");
      kept.push({ op: op === "" && (needsSign || endsInDerivative(before)) ? "*" : op, opSpan: span, factor: next });
      before = next;
    }
    return { kind: "product", span, first, rest: kept };
  });
}

function opensBracket(expr: Expr): boolean {
  const head = expr.kind === "suffixed" ? expr.head : expr;
  return (head.kind === "group" && head.bracket === "(") || head.kind === "block";
}

function endsInDerivative(expr: Expr): boolean {
  return expr.kind === "partial" && !expr.closed && expr.order > 1;
}

function group(item: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return fc.array(item, { minLength: 1, maxLength: 2 }).map((items): Expr => ({ kind: "group", span, bracket: "(", items }));
}

/** Braces around a single name or number are no group. */
function braces(item: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return item.map((only): Expr => (isLoose(only) ? { kind: "group", span, bracket: "{", items: [only] } : only));
}

function isLoose(expr: Expr): boolean {
  return expr.kind === "sum" || expr.kind === "hadamard" || expr.kind === "product";
}

function adjoint(suffixed: fc.Arbitrary<Expr>, whole: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return fc.oneof(
    { weight: 3, arbitrary: name.map((target): Expr => ({ kind: "adjoint", span, target })) },
    { weight: 2, arbitrary: suffixed.map((target): Expr => (target.kind === "suffixed" ? { kind: "adjoint", span, target } : target)) },
    { weight: 1, arbitrary: whole.map((only): Expr => (isLoose(only) ? { kind: "adjoint", span, target: { kind: "group", span, bracket: "{", items: [only] } } : only)) },
  );
}

/** `bar h[t]`: the indices stand around the adjoint. */
function adjointOf(target: Expr): Expr {
  if (target.kind === "suffixed") return { ...target, head: { kind: "adjoint", span, target: target.head } };
  return { kind: "adjoint", span, target };
}

function nabla(subscript: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return fc
    .record({ order: fc.constantFrom(1, 1, 2, 3), target: name, subscript: fc.option(subscript, { nil: undefined }) })
    .map(({ order, target, subscript: below }): Expr => ({ kind: "nabla", span, order, ...(below ? { subscript: below } : {}), target }));
}

function partial(numerator: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  const above = numerator.map((expr): Expr => (expr.kind === "partial" && !expr.closed ? expr.numerator ?? { kind: "name", span, name: "y" } : expr));
  const target = fc.oneof(
    name,
    name.map((head): Expr => ({ kind: "suffixed", span, head, suffixes: [{ kind: "brackets", span, rows: [[{ kind: "name", span, name: "t" }]], spaced: false }] })),
  );
  const denominators = fc.oneof(
    { weight: 4, arbitrary: target.map((only) => [{ target: only, order: 1 }]) },
    { weight: 1, arbitrary: target.map((only) => [{ target: only, order: 2 }]) },
    { weight: 1, arbitrary: fc.tuple(target, target).map(([first, second]) => [{ target: first, order: 1 }, { target: second, order: 1 }]) },
    { weight: 1, arbitrary: fc.tuple(target, target).map(([first, second]) => [{ target: first, order: 2 }, { target: second, order: 1 }]) },
  );
  return fc
    .record({ numerator: fc.option(above, { nil: undefined }), denominators, immediate: fc.boolean(), closed: fc.boolean() })
    .map(({ numerator: over, ...parts }): Expr => ({
      kind: "partial",
      span,
      ...parts,
      order: parts.denominators.reduce((total, { order }) => total + order, 0),
      ...(over ? { numerator: over } : {}),
    }));
}

/** Primes next to primes would be one suffix. */
function apart(suffixes: readonly Suffix[]): Suffix[] {
  return suffixes.filter(({ kind }, place) => kind !== "primes" || suffixes[place - 1]?.kind !== "primes");
}

export const arbitraryExpr: fc.Arbitrary<Expr> = levels.expression;
export const arbitraryCell: fc.Arbitrary<Cell> = levels.cell;

// ── Statements ──────────────────────────────────────────────────────────────────────────────────────────────────────

const declaredTarget: fc.Arbitrary<Expr> = fc.oneof(
  name,
  fc
    .tuple(name, fc.array(index, { minLength: 1, maxLength: 2 }))
    .map(([head, cells]): Expr => ({ kind: "suffixed", span, head, suffixes: [{ kind: "brackets", span, rows: [cells], spaced: false }] })),
);

const dimension: fc.Arbitrary<Expr> = fc.oneof(
  size,
  fc.integer({ min: 1, max: 9 }).map((value): Expr => ({ kind: "number", span, text: String(value) })),
  fc.tuple(size, size).map(([first, second]): Expr => ({
    kind: "group",
    span,
    bracket: "(",
    items: [{ kind: "sum", span, terms: [{ sign: "+", signSpan: span, term: first }, { sign: "+", signSpan: span, term: second }] }],
  })),
);
const shape: fc.Arbitrary<Shape> = fc.array(dimension, { maxLength: 2 }).map((dimensions) => ({ span, dimensions }));
const space: fc.Arbitrary<Space> = shape;

const declaredRange: fc.Arbitrary<DeclaredRange> = fc.oneof(
  fc.record({ op: fc.constantFrom("<" as const, ">" as const, "≤" as const, "≥" as const, "≠" as const), bound: number }).map((parts): DeclaredRange => ({ kind: "bound", span, ...parts })),
  fc
    .record({ low: levels.hadamard, high: levels.hadamard, lowOpen: fc.boolean(), highOpen: fc.boolean() })
    .map((parts): DeclaredRange => ({ kind: "interval", span, ...parts })),
);

const properties = fc
  .subarray(["symmetric", "positive definite", "orthogonal", "lower triangular", "one-hot", "probability", "unit"], { maxLength: 2 })
  .map((texts) => texts.map((text) => ({ text, span })));

function item(withShape: boolean): fc.Arbitrary<DeclaredItem> {
  return fc
    .record({
      target: declaredTarget,
      shape: withShape ? fc.option(shape, { nil: undefined }) : fc.constant(undefined),
      range: fc.option(declaredRange, { nil: undefined }),
      properties,
    })
    .map(({ target, shape: of, range, properties: words }): DeclaredItem => ({ span, target, ...(of ? { shape: of } : {}), ...(range ? { range } : {}), properties: words }));
}

function listOf<Item>(each: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> {
  return fc.array(each, { minLength: 1, maxLength: 3 });
}

const clauses: fc.Arbitrary<Clauses> = fc
  .record({
    where: fc.array(fc.oneof(index, levels.comparison), { maxLength: 2 }),
    given: fc.array(fc.record({ target: declaredTarget, value: levels.hadamard, span: fc.constant(span) }), { maxLength: 2 }),
    assuming: fc.array(item(false).filter(({ range, properties: words }) => range !== undefined || words.length > 0), { maxLength: 2 }),
    within: fc.option(number, { nil: undefined }),
  })
  .map(({ within, ...lists }): Clauses => ({ ...lists, ...(within ? { within } : {}) }));

const relation = fc.constantFrom("=" as const, "=" as const, "=" as const, "≤" as const, "≥" as const, "<" as const, ">" as const, "≈" as const).map((op) => ({ op, span }));

const keyword = span;

export const arbitraryStatement: fc.Arbitrary<Statement> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom("LSTM", "Gated unit", "Model 2").map((text): Statement => ({ kind: "model", span, keyword, name: { text, span } })) },
  {
    weight: 1,
    arbitrary: listOf(fc.record({ name: index, range: fc.option(levels.range, { nil: undefined }) })).map(
      (items): Statement => ({ kind: "index", span, keyword, items: items.map(({ name: of, range }) => ({ name: of, ...(range ? { range } : {}) })) }),
    ),
  },
  {
    weight: 1,
    arbitrary: listOf(fc.record({ name: size, value: fc.option(number, { nil: undefined }) })).map(
      (items): Statement => ({ kind: "size", span, keyword, items: items.map(({ name: of, value }) => ({ name: of, ...(value ? { value } : {}) })) }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ kind: fc.constantFrom("param" as const, "input" as const, "const" as const), items: listOf(item(true)) })
      .map((parts): Statement => ({ span, keyword, ...parts })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ targets: listOf(declaredTarget), domain: listOf(space), codomain: space })
      .map((parts): Statement => ({ kind: "function", span, keyword, ...parts })),
  },
  { weight: 1, arbitrary: fc.record({ target: declaredTarget, value: levels.hadamard }).map((parts): Statement => ({ kind: "boundary", span, keyword, ...parts })) },
  { weight: 1, arbitrary: fc.constantFrom("numerator" as const, "denominator" as const).map((layout): Statement => ({ kind: "layout", span, keyword, layout })) },
  { weight: 1, arbitrary: listOf(declaredTarget.map(adjointOf)).map((targets): Statement => ({ kind: "derive", span, keyword, targets })) },
  {
    weight: 6,
    arbitrary: fc
      .record({ left: levels.suffixed, target: declaredTarget, role: fc.constantFrom("plain" as const, "plain" as const, "loss" as const, "recover" as const), rest: listOf(fc.tuple(relation, levels.expression)), clauses })
      .map(({ left, target, role, rest, clauses: found }): Statement => ({
        kind: "equation",
        span,
        role,
        ...(role === "plain" ? {} : { keyword }),
        // A keyword is one only where a name follows it.
        sides: [role === "plain" ? left : target, ...rest.map(([, side]) => side)],
        relations: rest.map(([op]) => op),
        clauses: found,
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ quantity: fc.constantFrom("weights" as const, "operations" as const, "steps" as const), rest: listOf(fc.tuple(relation, levels.hadamard)), clauses })
      .map(({ quantity, rest, clauses: found }): Statement => ({
        kind: "cost",
        span,
        keyword,
        quantity,
        sides: [{ kind: "name", span, name: quantity }, ...rest.map(([, side]) => side)],
        relations: rest.map(([op]) => op),
        clauses: found,
      })),
  },
);
