/** Rewrites of a term that leave its value as it is, the way two people write one thing differently. */
import type { Dice } from "./dice.ts";
import {
  everyPart,
  literal,
  mapPositions,
  number,
  position,
  print,
  product,
  replaceAt,
  substitute,
  sum,
  type Position,
  type Term,
} from "./terms.ts";

/** Another way to write the term itself, or nothing where the rule does not apply. */
type Rule = (term: Term, dice: Dice, scalars: readonly string[]) => Term | undefined;

type Kind<Name extends Term["kind"]> = Extract<Term, { kind: Name }>;

const signed = (sign: 1 | -1, term: Term): Kind<"sum">["terms"][number] => ({ sign, term });
const negated = (term: Term): Term => ({ kind: "sum", terms: [signed(-1, term)] });
const applied = (name: string, argument: Term): Term => ({ kind: "apply", name, order: 0, argument });
const power = (base: Term, exponent: number): Term => ({ kind: "power", base, exponent });

function shuffled<Item>(items: readonly Item[], dice: Dice): Item[] {
  const rest = [...items];
  return items.map(() => rest.splice(dice.below(rest.length), 1)[0]!);
}

/** First derivatives in closed form. */
const slopes: Record<string, (argument: Term) => Term> = {
  σ: (z) => product(applied("σ", z), sum(number(1), negated(applied("σ", z)))),
  tanh: (z) => ({ kind: "sum", terms: [signed(1, number(1)), signed(-1, power(applied("tanh", z), 2))] }),
  sin: (z) => applied("cos", z),
  cos: (z) => negated(applied("sin", z)),
  log: (z) => ({ kind: "quotient", above: number(1), below: z }),
  softplus: (z) => applied("sigmoid", z),
  silu: (z) => sum(applied("σ", z), product(z, applied("σ", z), sum(number(1), negated(applied("σ", z))))),
};

const rules: readonly Rule[] = [
  // a + b = b + a; a b = b a
  (term, dice) =>
    term.kind === "sum" && term.terms.length > 1 ? { ...term, terms: shuffled(term.terms, dice) } : undefined,
  (term, dice) =>
    term.kind === "product" && term.factors.length > 1 ? { ...term, factors: shuffled(term.factors, dice) } : undefined,
  // a - b = -(b - a)
  (term) =>
    term.kind === "sum" && term.terms.length > 1
      ? negated({ ...term, terms: term.terms.map(({ sign, term: part }) => signed(sign === 1 ? -1 : 1, part)) })
      : undefined,
  // a (b + c) = a b + a c
  (term) => {
    if (term.kind !== "product") return undefined;
    const at = term.factors.findIndex((factor) => factor.kind === "sum" && factor.terms.length > 0);
    if (at < 0) return undefined;
    const { terms } = term.factors[at] as Kind<"sum">;
    return {
      kind: "sum",
      terms: terms.map(({ sign, term: part }) =>
        signed(sign, product(...term.factors.map((factor, other) => (other === at ? part : factor)))),
      ),
    };
  },
  // a b + a c = a (b + c)
  (term) => {
    if (term.kind !== "sum") return undefined;
    for (const [first, one] of term.terms.entries())
      for (const [second, other] of term.terms.entries()) {
        if (second <= first || one.term.kind !== "product" || other.term.kind !== "product") continue;
        const [left, right] = [one.term.factors, other.term.factors];
        const shared = left.find((factor) => right.some((candidate) => print(candidate) === print(factor)));
        if (!shared) continue;
        const without = (factors: readonly Term[]): Term => {
          const at = factors.findIndex((factor) => print(factor) === print(shared));
          return product(...factors.filter((_, index) => index !== at));
        };
        const inner: Term = {
          kind: "sum",
          terms: [signed(one.sign, without(left)), signed(other.sign, without(right))],
        };
        return {
          kind: "sum",
          terms: [...term.terms.filter((_, at) => at !== first && at !== second), signed(1, product(shared, inner))],
        };
      }
    return undefined;
  },
  // a = a (x + 2) / (x + 2)
  (term, dice, scalars) => {
    const shifted = sum({ kind: "element", name: dice.pick(scalars), at: [] }, number(2));
    return { kind: "quotient", above: product(term, shifted), below: shifted };
  },
  // a = (a + x) - x; a = 3 a - 2 a
  (term, dice, scalars) => {
    const extra: Term = { kind: "element", name: dice.pick(scalars), at: [] };
    return { kind: "sum", terms: [signed(1, sum(term, extra)), signed(-1, extra)] };
  },
  (term) => ({ kind: "sum", terms: [signed(1, product(number(3), term)), signed(-1, product(number(2), term))] }),
  // Σ (a + b) = Σ a + Σ b
  (term) => {
    if (term.kind !== "fold" || term.which !== "sum" || term.body.kind !== "sum") return undefined;
    return { kind: "sum", terms: term.body.terms.map(({ sign, term: part }) => signed(sign, { ...term, body: part })) };
  },
  // Σ from 1 to T = Σ from 1 to 2 + Σ from 3 to T
  (term) => {
    if (
      term.kind !== "fold" ||
      term.loop.from.base !== "" ||
      term.loop.to.base === "" ||
      term.loop.to.base.length > 1 ||
      term.loop.to.base !== term.loop.to.base.toUpperCase()
    )
      return undefined;
    const { loop } = term;
    const parts: Term[] = [
      { ...term, loop: { ...loop, to: literal(loop.from.shift + 1) } },
      { ...term, loop: { ...loop, from: literal(loop.from.shift + 2) } },
    ];
    return term.which === "sum" ? sum(...parts) : product(...parts);
  },
  // Σ from k = 1 to T of a[k] = Σ from 0 to T - 1 of a[k + 1], and the other way
  (term, dice) => {
    if (term.kind !== "fold") return undefined;
    const { name, from, to } = term.loop;
    const by = dice.pick([1, -1]);
    const moved = (place: Position): Position => ({ ...place, shift: place.shift - by });
    const body = mapPositions(term.body, substitute(new Map([[name, position(name, by)]])));
    return { ...term, loop: { name, from: moved(from), to: moved(to) }, body };
  },
  // Σ Σ = Σ Σ where the inner range does not know of the outer one
  (term) => {
    if (term.kind !== "fold" || term.body.kind !== "fold" || term.which !== term.body.which) return undefined;
    const { loop, body } = term;
    if ([body.loop.from, body.loop.to].some(({ base }) => base === loop.name)) return undefined;
    return { ...body, body: { ...term, body: body.body } };
  },
  // Σ a b = a Σ b where a is a number
  (term) => {
    if (term.kind !== "fold" || term.which !== "sum" || term.body.kind !== "product") return undefined;
    const [out, inside] = [
      term.body.factors.filter(isConstant),
      term.body.factors.filter((factor) => !isConstant(factor)),
    ];
    return out.length === 0 || inside.length === 0 ? undefined : product(...out, { ...term, body: product(...inside) });
  },
  // Derivatives in closed form
  (term) => (term.kind === "apply" && term.order === 1 ? slopes[term.name]?.(term.argument) : undefined),
  // Functions by one another
  (term) => closedForms(term),
  // 1 = sin² + cos², a = log(exp(a)), a² - b² = (a + b) (a - b)
  (term, dice, scalars) => {
    if (term.kind !== "number" || term.text !== "1") return undefined;
    const angle: Term = { kind: "element", name: dice.pick(scalars), at: [] };
    return sum(power(applied("sin", angle), 2), power(applied("cos", angle), 2));
  },
  (term) => (term.kind === "element" ? applied("log", applied("exp", term)) : undefined),
  (term) => {
    if (term.kind !== "sum" || term.terms.length !== 2) return undefined;
    const [one, other] = term.terms.map(({ sign, term: part }) => ({ sign, part }));
    if (one?.sign !== 1 || other?.sign !== -1 || one.part.kind !== "power" || other.part.kind !== "power")
      return undefined;
    if (one.part.exponent !== 2 || other.part.exponent !== 2) return undefined;
    const [a, b] = [one.part.base, other.part.base];
    return product(sum(a, b), { kind: "sum", terms: [signed(1, a), signed(-1, b)] });
  },
  // (a / b) / c = a / (b c), and a / b = 1 / (b / a) is left out: a may be 0
  (term) =>
    term.kind === "quotient" && term.above.kind === "quotient"
      ? { kind: "quotient", above: term.above.above, below: product(term.above.below, term.below) }
      : undefined,
  // (a + b) / c = a / c + b / c
  (term) =>
    term.kind === "quotient" && term.above.kind === "sum" && term.above.terms.length > 0
      ? {
          kind: "sum",
          terms: term.above.terms.map(({ sign, term: part }) =>
            signed(sign, { kind: "quotient", above: part, below: term.below }),
          ),
        }
      : undefined,
  // a² = a a and back
  (term) => (term.kind === "power" && term.exponent === 2 ? product(term.base, term.base) : undefined),
  (term) => {
    if (term.kind !== "product") return undefined;
    const [first, second, ...rest] = term.factors;
    return first && second && print(first) === print(second) ? product(power(first, 2), ...rest) : undefined;
  },
  // a / b = a b⁻¹
  (term) => (term.kind === "quotient" ? product(term.above, power(term.below, -1)) : undefined),
  // if c then a else 0 = [c] a and back
  (term) =>
    term.kind === "choice" && print(term.otherwise) === "0"
      ? product({ kind: "bracket", condition: term.condition }, term.then)
      : undefined,
  (term) => {
    if (term.kind !== "product") return undefined;
    const bracket = term.factors.find((factor) => factor.kind === "bracket");
    if (!bracket) return undefined;
    const rest = term.factors.filter((factor) => factor !== bracket);
    return rest.length === 0
      ? undefined
      : { kind: "choice", condition: bracket.condition, then: product(...rest), otherwise: number(0) };
  },
  // a b = (-a) (-b)
  (term) => {
    if (term.kind !== "product" || term.factors.length < 2) return undefined;
    const [first, second, ...rest] = term.factors;
    return product(negated(first!), negated(second!), ...rest);
  },
  // Nothing is differentiated in a claim, so nothing needs to be kept from it.
  (term) => ({ kind: "stop", operand: term }),
];

/** A function of the table by others. */
function closedForms(term: Term): Term | undefined {
  if (term.kind !== "apply" || term.order !== 0) return undefined;
  const z = term.argument;
  const twice = product(number(2), z);
  switch (term.name) {
    case "tanh":
      return { kind: "sum", terms: [signed(1, product(number(2), applied("σ", twice))), signed(-1, number(1))] };
    case "σ":
      return { kind: "quotient", above: number(1), below: sum(number(1), applied("exp", negated(z))) };
    case "softplus":
      return applied("log", sum(number(1), applied("exp", z)));
    case "silu":
      return product(z, applied("σ", z));
    case "gelu":
      return product(
        number(0.5),
        z,
        sum(number(1), applied("erf", { kind: "quotient", above: z, below: applied("sqrt", number(2)) })),
      );
    case "sin":
      return product(number(2), applied("sin", product(number(0.5), z)), applied("cos", product(number(0.5), z)));
    case "cos":
      return {
        kind: "sum",
        terms: [
          signed(1, number(1)),
          signed(-1, product(number(2), power(applied("sin", product(number(0.5), z)), 2))),
        ],
      };
    case "relu":
      return product(number(0.5), sum(z, applied("abs", z)));
    case "exp":
      return power(applied("exp", product(number(0.5), z)), 2);
    default:
      return undefined;
  }
}

function isConstant(term: Term): boolean {
  return term.kind === "number" || (term.kind === "element" && term.at.length === 0);
}

/** The term after this many rewrites of parts of it. */
export function rewrite(term: Term, times: number, dice: Dice, scalars: readonly string[]): Term {
  let result = term;
  for (let count = 0; count < times; count++) {
    const { term: part, path } = dice.pick(everyPart(result));
    // The indicator of a condition is no term of its own.
    if (part.kind === "bracket") continue;
    const fitting = rules.flatMap((rule) => rule(part, dice, scalars) ?? []);
    if (fitting.length > 0) result = replaceAt(result, path, dice.pick(fitting));
  }
  return result;
}
