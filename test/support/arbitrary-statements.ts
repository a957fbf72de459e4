/** Random statements, each one that some text has. Spans are all empty. */
import fc from "fast-check";
import type {
  Clauses,
  DeclaredItem,
  DeclaredRange,
  Expr,
  IndexedRange,
  Shape,
  Space,
  Statement,
} from "../../server/src/syntax/ast.ts";
import { index, levels, name, number, size, span } from "./arbitrary-expressions.ts";

const declaredTarget: fc.Arbitrary<Expr> = fc.oneof(
  name,
  fc
    .tuple(name, fc.array(fc.oneof(index, levels.range), { minLength: 1, maxLength: 2 }))
    .map(([head, cells]): Expr => ({
      kind: "suffixed",
      span,
      head,
      suffixes: [{ kind: "brackets", span, rows: [cells], spaced: false }],
    })),
);

const dimension: fc.Arbitrary<Expr> = fc.oneof(
  size,
  fc.integer({ min: 1, max: 9 }).map((value): Expr => ({ kind: "number", span, text: String(value) })),
  fc.tuple(size, size).map(([first, second]): Expr => ({
    kind: "group",
    span,
    bracket: "(",
    items: [
      {
        kind: "sum",
        span,
        terms: [
          { sign: "+", signSpan: span, term: first },
          { sign: "+", signSpan: span, term: second },
        ],
      },
    ],
  })),
);
const shape: fc.Arbitrary<Shape> = fc.array(dimension, { maxLength: 2 }).map((dimensions) => ({ span, dimensions }));
const space: fc.Arbitrary<Space> = shape;

const declaredRange: fc.Arbitrary<DeclaredRange> = fc.oneof(
  fc
    .record({
      op: fc.constantFrom("<" as const, ">" as const, "≤" as const, "≥" as const, "≠" as const, "=" as const),
      bound: number,
    })
    .map((parts): DeclaredRange => ({ kind: "bound", span, ...parts })),
  fc
    .record({ low: levels.hadamard, high: levels.hadamard, lowOpen: fc.boolean(), highOpen: fc.boolean() })
    .map((parts): DeclaredRange => ({ kind: "interval", span, ...parts })),
);

const properties = fc
  .subarray(["symmetric", "positive definite", "orthogonal", "lower triangular", "one-hot", "probability", "unit"], {
    maxLength: 2,
  })
  .map((texts) => texts.map((text) => ({ text, span })));

const indexedRanges: fc.Arbitrary<IndexedRange[]> = fc.array(fc.record({ name: index, range: levels.range }), {
  minLength: 1,
  maxLength: 2,
});

function item(withShape: boolean): fc.Arbitrary<DeclaredItem> {
  return fc
    .record({
      target: declaredTarget,
      shape: withShape ? fc.option(shape, { nil: undefined }) : fc.constant(undefined),
      range: fc.option(declaredRange, { nil: undefined }),
      properties,
      over: withShape ? fc.option(indexedRanges, { nil: undefined }) : fc.constant(undefined),
    })
    .map(({ target, shape: of, range, properties: words, over }): DeclaredItem => ({
      span,
      target,
      ...(of ? { shape: of } : {}),
      ...(range ? { range } : {}),
      properties: words,
      ...(over ? { over } : {}),
    }));
}

function listOf<Item>(each: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> {
  return fc.array(each, { minLength: 1, maxLength: 3 });
}

const clauses: fc.Arbitrary<Clauses> = fc
  .record({
    where: fc.array(fc.oneof(index, levels.comparison), { maxLength: 2 }),
    given: fc.array(fc.record({ target: declaredTarget, value: levels.hadamard, span: fc.constant(span) }), {
      maxLength: 2,
    }),
    assuming: fc.array(
      item(false).filter(({ range, properties: words }) => range !== undefined || words.length > 0),
      { maxLength: 2 },
    ),
    within: fc.option(number, { nil: undefined }),
  })
  .map(({ within, ...lists }): Clauses => ({ ...lists, ...(within ? { within } : {}) }));

const relation = fc
  .constantFrom(
    "=" as const,
    "=" as const,
    "=" as const,
    "≤" as const,
    "≥" as const,
    "<" as const,
    ">" as const,
    "≈" as const,
  )
  .map((op) => ({ op, span }));

/** `bar h[t]`: the indices stand around the adjoint. */
function adjointOf(target: Expr): Expr {
  if (target.kind === "suffixed") return { ...target, head: { kind: "adjoint", span, target: target.head } };
  return { kind: "adjoint", span, target };
}

const keyword = span;

export const arbitraryStatement: fc.Arbitrary<Statement> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("LSTM", "Gated unit", "Model 2")
      .map((text): Statement => ({ kind: "model", span, keyword, name: { text, span } })),
  },
  {
    weight: 1,
    // The range of the last belongs to all before it that have none.
    arbitrary: fc
      .tuple(
        fc.array(fc.record({ name: index, range: fc.option(levels.range, { nil: undefined }) }), { maxLength: 2 }),
        fc.record({ name: index, range: levels.range }),
      )
      .map(([items, last]): Statement => ({
        kind: "index",
        span,
        keyword,
        items: [...items, last].map(({ name: of, range }) => ({ name: of, ...(range ? { range } : {}) })),
      })),
  },
  {
    weight: 1,
    arbitrary: listOf(fc.record({ name: size, value: fc.option(number, { nil: undefined }) })).map(
      (items): Statement => ({
        kind: "size",
        span,
        keyword,
        items: items.map(({ name: of, value }) => ({ name: of, ...(value ? { value } : {}) })),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        kind: fc.constantFrom("param" as const, "input" as const, "const" as const),
        items: listOf(item(true)),
      })
      .map((parts): Statement => ({ span, keyword, ...parts })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ targets: listOf(declaredTarget), domain: listOf(space), codomain: space })
      .map((parts): Statement => ({ kind: "function", span, keyword, ...parts })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ target: declaredTarget, value: levels.hadamard })
      .map((parts): Statement => ({ kind: "boundary", span, keyword, ...parts })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("numerator" as const, "denominator" as const)
      .map((layout): Statement => ({ kind: "layout", span, keyword, layout })),
  },
  {
    weight: 1,
    arbitrary: listOf(declaredTarget.map(adjointOf)).map((targets): Statement => ({
      kind: "derive",
      span,
      keyword,
      targets,
    })),
  },
  {
    weight: 6,
    arbitrary: fc
      .record({
        left: levels.suffixed,
        target: declaredTarget,
        role: fc.constantFrom("plain" as const, "plain" as const, "loss" as const, "recover" as const),
        rest: listOf(fc.tuple(relation, levels.expression)),
        clauses,
      })
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
      .record({
        quantity: fc.constantFrom("weights" as const, "operations" as const, "steps" as const),
        rest: listOf(fc.tuple(relation, levels.hadamard)),
        clauses,
      })
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
