/** Random expressions, each one that some text has: what `parse ∘ print` must give back. Spans are all empty. */
import fc from "fast-check";
import type {
  Cell,
  Comparison,
  Condition,
  Expr,
  Name,
  Product,
  RangeCell,
  Suffix,
} from "../../server/src/syntax/ast.ts";

export const span = { start: 0, end: 0 };

// ── Leaves ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const plainNames = "a b c h W L T t w_ix h_0 α σ β_t ŷ c̃ ℓ tanh sum constructor toString".split(" ");

export const name: fc.Arbitrary<Name> = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...plainNames).map((text): Name => ({ kind: "name", span, name: text })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        { name: "α", written: "alpha" },
        { name: "β_t", written: "beta_t" },
        { name: "w_θ", written: "w_theta" },
      )
      .map((spelling): Name => ({ kind: "name", span, ...spelling })),
  },
);

export const index: fc.Arbitrary<Name> = fc
  .constantFrom("i", "j", "k", "t")
  .map((text): Name => ({ kind: "name", span, name: text }));
export const size: fc.Arbitrary<Name> = fc
  .constantFrom("D", "H", "N", "T")
  .map((text): Name => ({ kind: "name", span, name: text }));

export const number: fc.Arbitrary<Expr> = fc
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
  condition: Condition;
  range: RangeCell;
  rows: Cell[][];
  suffix: Suffix;
  exponent: Expr;
};

const depth = { maxDepth: 4, depthIdentifier: "syntax" };

export const levels = fc.letrec<Levels>((tie) => ({
  expression: fc.oneof(
    { ...depth, depthSize: "small" },
    { weight: 3, arbitrary: tie("hadamard") },
    { weight: 3, arbitrary: sum(tie("hadamard")) },
    {
      weight: 1,
      arbitrary: fc
        .record({ condition: tie("condition"), then: tie("expression"), otherwise: tie("expression") })
        .map((parts): Expr => ({ kind: "conditional", span, ...parts })),
    },
  ),
  hadamard: fc.oneof(
    { ...depth, depthSize: "small" },
    { weight: 4, arbitrary: tie("product") },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          tie("product"),
          fc.array(fc.tuple(fc.constantFrom("⊙" as const, "./" as const), signed(tie("product"))), {
            minLength: 1,
            maxLength: 2,
          }),
        )
        .map(([first, rest]): Expr => ({
          kind: "hadamard",
          span,
          first,
          rest: rest.map(([op, factor]) => ({ op, opSpan: span, factor })),
        })),
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
    { weight: 1, arbitrary: braces(evaluated(tie("product"), tie("comparison"))) },
    { weight: 1, arbitrary: tie("rows").map((rows): Expr => ({ kind: "block", span, rows })) },
    { weight: 1, arbitrary: adjoint(tie("suffixed"), sum(tie("hadamard"))) },
    { weight: 1, arbitrary: nabla(tie("expression")) },
    { weight: 2, arbitrary: partial(tie("factor")) },
    {
      weight: 1,
      arbitrary: fc
        .record({ numerator: tie("expression"), denominator: tie("expression") })
        .map((parts): Expr => ({ kind: "fraction", span, ...parts })),
    },
    {
      weight: 1,
      arbitrary: fc
        .record({ double: fc.boolean(), operand: tie("expression") })
        .map((parts): Expr => ({ kind: "bars", span, ...parts })),
    },
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
        fc.oneof(
          group(tie("expression")),
          tie("rows").map((rows): Expr => ({ kind: "block", span, rows })),
          number,
        ),
        fc.array(tie("suffix"), { minLength: 1, maxLength: 3 }),
      )
      .map(([head, suffixes]): Expr => {
        // `1_{a = b}` is an indicator.
        const isOne = head.kind === "number" && head.text === "1";
        const isCondition = (suffix: Suffix) =>
          suffix.kind === "sub" && suffix.items.some(({ kind }) => kind === "comparison" || kind === "junction");
        const kept = apart(
          suffixes.filter(
            (each) => each.kind !== "parens" && each.kind !== "brackets" && !(isOne && isCondition(each)),
          ),
        );
        return kept.length === 0 ? head : { kind: "suffixed", span, head, suffixes: kept };
      }),
  ),
  suffix: fc.oneof(
    { ...depth, depthSize: "small" },
    fc.constantFrom<Suffix>(
      { kind: "transpose", span },
      { kind: "primes", span, count: 1 },
      { kind: "primes", span, count: 2 },
    ),
    fc
      .record({ items: fc.array(tie("expression"), { minLength: 1, maxLength: 2 }), spaced: fc.boolean() })
      .map((parts): Suffix => ({ kind: "parens", span, ...parts })),
    fc
      .record({ rows: tie("rows"), spaced: fc.boolean() })
      .map((parts): Suffix => ({ kind: "brackets", span, ...parts })),
    fc.array(tie("cell"), { minLength: 1, maxLength: 2 }).map((items): Suffix => ({ kind: "sub", span, items })),
    fc
      .record({ exponent: tie("exponent"), elementwise: fc.boolean() })
      .map((parts): Suffix => ({ kind: "sup", span, ...parts })),
  ),
  exponent: fc.oneof(
    { ...depth, depthSize: "small" },
    name,
    number,
    group(tie("expression")),
    tie("hadamard")
      .filter(isKeptTogether)
      .map((operand): Expr => ({ kind: "negation", span, operand })),
    sum(tie("hadamard")).filter(isKeptTogether),
    tie("product").filter(isKeptTogether),
  ),
  rows: fc.array(fc.array(tie("cell"), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
  cell: fc.oneof(
    { ...depth, depthSize: "small" },
    { weight: 4, arbitrary: index },
    { weight: 2, arbitrary: tie("expression") },
    { weight: 1, arbitrary: tie("range") },
    { weight: 1, arbitrary: tie("condition") },
  ),
  condition: fc.oneof(
    { ...depth, depthSize: "small" },
    { weight: 4, arbitrary: tie("comparison") },
    {
      weight: 1,
      arbitrary: fc
        .record({
          op: fc.constantFrom("and" as const, "or" as const),
          parts: fc.array(tie("condition"), { minLength: 2, maxLength: 3 }),
        })
        .map((parts): Condition => ({ kind: "junction", span, ...parts })),
    },
  ),
  range: fc
    .record({ from: tie("hadamard"), to: tie("hadamard") })
    .map((parts): RangeCell => ({ kind: "range", span, ...parts })),
  comparison: fc
    .tuple(
      tie("hadamard"),
      fc.array(
        fc.tuple(
          fc.constantFrom(
            "=" as const,
            "≠" as const,
            "<" as const,
            ">" as const,
            "≤" as const,
            "≥" as const,
            "∈" as const,
          ),
          fc.oneof(tie("hadamard"), tie("range")),
        ),
        { minLength: 1, maxLength: 2 },
      ),
    )
    .map(([first, rest]): Comparison => ({
      kind: "comparison",
      span,
      first,
      rest: rest.map(([op, side]) => ({ op, opSpan: span, side })),
    })),
}));

/** Braces of `^{…}` take a transpose, primes, and what follows an index, to be suffixes of their own. */
function isKeptTogether(expr: Expr): boolean {
  if (expr.kind === "sum") return expr.terms.length > 1;
  if (expr.kind === "suffixed") return expr.suffixes.some(({ kind }) => kind !== "transpose" && kind !== "primes");
  if (expr.kind === "product") return !(expr.first.kind === "group" && expr.rest.length === 1);
  return true;
}

function sum(term: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return fc
    .array(fc.tuple(fc.constantFrom("+" as const, "-" as const), term), { minLength: 1, maxLength: 3 })
    .map((terms): Expr => {
      const [[sign, only]] = terms as [["+" | "-", Expr]];
      if (terms.length === 1 && sign === "+") return only;
      return { kind: "sum", span, terms: terms.map(([each, part]) => ({ sign: each, signSpan: span, term: part })) };
    });
}

function signed(operand: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return fc.oneof(
    { weight: 5, arbitrary: operand },
    // The minus belongs to the first factor only.
    {
      weight: 1,
      arbitrary: operand.map((inner): Expr =>
        inner.kind === "product" ? inner : { kind: "negation", span, operand: inner },
      ),
    },
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
      const needsSign =
        opensBracket(next) || next.kind === "bars" || (next.kind === "suffixed" && next.head.kind === "bars");
      kept.push({ op: op === "" && (needsSign || endsInDerivative(before)) ? "*" : op, opSpan: span, factor: next });
      before = next;
    }
    return { kind: "product", span, first, rest: kept };
  });
}

function opensBracket(expr: Expr): boolean {
  const head = expr.kind === "suffixed" ? expr.head : expr;
  return head.kind === "group" || head.kind === "block";
}

function endsInDerivative(expr: Expr): boolean {
  return expr.kind === "partial" && !expr.closed && expr.order > 1;
}

function group(item: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return fc
    .array(item, { minLength: 1, maxLength: 2 })
    .map((items): Expr => ({ kind: "group", span, bracket: "(", items }));
}

/** Braces around a single name or number are no group. */
function braces(item: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return item.map((only): Expr => (isLoose(only) ? { kind: "group", span, bracket: "{", items: [only] } : only));
}

function evaluated(operand: fc.Arbitrary<Expr>, comparison: fc.Arbitrary<Comparison>): fc.Arbitrary<Expr> {
  return fc
    .record({ operand, at: fc.array(comparison, { minLength: 1, maxLength: 2 }) })
    .map((parts): Expr => ({ kind: "evaluated", span, atSpan: span, ...parts }));
}

function isLoose(expr: Expr): boolean {
  return expr.kind === "sum" || expr.kind === "evaluated" || expr.kind === "hadamard" || expr.kind === "product";
}

function adjoint(suffixed: fc.Arbitrary<Expr>, whole: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return fc.oneof(
    { weight: 3, arbitrary: name.map((target): Expr => ({ kind: "adjoint", span, target })) },
    {
      weight: 2,
      arbitrary: suffixed.map((target): Expr =>
        target.kind === "suffixed" ? { kind: "adjoint", span, target } : target,
      ),
    },
    {
      weight: 1,
      arbitrary: whole.map((only): Expr =>
        isLoose(only) ? { kind: "adjoint", span, target: { kind: "group", span, bracket: "{", items: [only] } } : only,
      ),
    },
  );
}

function nabla(subscript: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  return fc
    .record({ order: fc.constantFrom(1, 1, 2, 3), target: name, subscript: fc.option(subscript, { nil: undefined }) })
    .map(({ order, target, subscript: below }): Expr => ({
      kind: "nabla",
      span,
      order,
      ...(below ? { subscript: below } : {}),
      target,
    }));
}

function partial(numerator: fc.Arbitrary<Expr>): fc.Arbitrary<Expr> {
  const above = numerator.map((expr): Expr =>
    expr.kind === "partial" && !expr.closed ? (expr.numerator ?? { kind: "name", span, name: "y" }) : expr,
  );
  const target = fc.oneof(
    name,
    name.map((head): Expr => ({
      kind: "suffixed",
      span,
      head,
      suffixes: [{ kind: "brackets", span, rows: [[{ kind: "name", span, name: "t" }]], spaced: false }],
    })),
  );
  const denominators = fc.oneof(
    { weight: 4, arbitrary: target.map((only) => [{ target: only, order: 1 }]) },
    { weight: 1, arbitrary: target.map((only) => [{ target: only, order: 2 }]) },
    {
      weight: 1,
      arbitrary: fc.tuple(target, target).map(([first, second]) => [
        { target: first, order: 1 },
        { target: second, order: 1 },
      ]),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(target, target).map(([first, second]) => [
        { target: first, order: 2 },
        { target: second, order: 1 },
      ]),
    },
  );
  return fc
    .record({
      numerator: fc.option(above, { nil: undefined }),
      denominators,
      immediate: fc.boolean(),
      closed: fc.boolean(),
    })
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
