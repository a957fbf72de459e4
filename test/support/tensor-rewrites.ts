/** Rewrites of terms of vectors and matrices that leave their values as they are, and slips that almost always change them. */
import type { Dice } from "./dice.ts";
import {
  apply,
  builtIn,
  everyPart,
  hadamard,
  identity,
  inner,
  isColumn,
  isNumber,
  isRow,
  isSquare,
  leaf,
  minus,
  negated,
  number,
  plus,
  power,
  print,
  quotient,
  replaceAt,
  sameShape,
  sumOf,
  times,
  transpose,
  transposed,
  type SignedTensor,
  type Tensor,
} from "./tensor-terms.ts";

/** Another way to write the term itself, or nothing where the rule does not apply. */
type Rule = (term: Tensor, dice: Dice) => Tensor | undefined;

const isMatrix = (term: Tensor): boolean => term.shape.length === 2 && !isRow(term);

function shuffled<Item>(items: readonly Item[], dice: Dice): Item[] {
  const rest = [...items];
  return items.map(() => rest.splice(dice.below(rest.length), 1)[0]!);
}

function scaled({ sign, term }: SignedTensor, by: (term: Tensor) => Tensor): SignedTensor {
  return { sign, term: by(term) };
}

/** Sums whose terms all have the shape of the sum: numbers are not spread over components. */
function isPlainSum(term: Tensor): term is Extract<Tensor, { kind: "sum" }> {
  return (
    term.kind === "sum" &&
    term.terms.length > 0 &&
    term.terms.every(({ term: part }) => sameShape(part.shape, term.shape))
  );
}

const half = leaf("w", []);
/** Far from 0. */
const two = plus(number(2), power(half, 2));

const sums: readonly Rule[] = [
  // a + b = b + a
  (term, dice) =>
    isPlainSum(term) && term.terms.length > 1 ? { ...term, terms: shuffled(term.terms, dice) } : undefined,
  // a - b = -(b - a)
  (term) =>
    isPlainSum(term)
      ? negated({
          ...term,
          terms: term.terms.map(({ sign, term: part }) => ({ sign: sign === 1 ? -1 : 1, term: part })),
        })
      : undefined,
  // a = (a + a)/2 = 3 a - 2 a
  (term) => (isRow(term) ? undefined : quotient(plus(term, term), number(2))),
  (term) => minus(times(number(3), term), times(number(2), term)),
  // a = (2 + w²) a / (2 + w²)
  (term) => (isRow(term) ? undefined : quotient(times(two, term), two)),
  // a = (a + b) - b
  (term, dice) =>
    isColumn(term) && term.shape[0] === "H" ? sharedAway(term, leaf(dice.pick(["b", "v", "p"]), ["H"])) : undefined,
  (term, dice) =>
    isSquare(term) && term.shape[0] === "H"
      ? sharedAway(term, leaf(dice.pick(["W", "V", "A"]), ["H", "H"]))
      : undefined,
  (term) => ({ kind: "stop", operand: term, shape: term.shape }),
];

function sharedAway(term: Tensor, other: Tensor): Tensor {
  return minus(plus(other, term), other);
}

const products: readonly Rule[] = [
  // x (a + b) = x a + x b, and on the other side
  (term) =>
    term.kind === "times" && isPlainSum(term.right)
      ? sumOf(...term.right.terms.map((part) => scaled(part, (right) => times(term.left, right))))
      : undefined,
  (term) =>
    term.kind === "times" && isPlainSum(term.left)
      ? sumOf(...term.left.terms.map((part) => scaled(part, (left) => times(left, term.right))))
      : undefined,
  (term) =>
    term.kind === "hadamard" && isPlainSum(term.left)
      ? sumOf(...term.left.terms.map((part) => scaled(part, (left) => hadamard(left, term.right))))
      : undefined,
  // x a + x b = x (a + b)
  (term) => {
    if (term.kind !== "sum" || term.terms.length !== 2) return undefined;
    const [first, second] = term.terms as [SignedTensor, SignedTensor];
    const [one, other] = [first.term, second.term];
    if (one.kind !== "times" || other.kind !== "times" || print(one.left) !== print(other.left)) return undefined;
    if (!sameShape(one.right.shape, other.right.shape)) return undefined;
    return times(one.left, sumOf({ sign: first.sign, term: one.right }, { sign: second.sign, term: other.right }));
  },
  // (a b) c = a (b c) and back
  (term) => {
    if (term.kind !== "times" || term.left.kind !== "times") return undefined;
    const { left: a, right: b } = term.left;
    return isNumber(term.left) && !isNumber(a) ? undefined : times(a, times(b, term.right));
  },
  (term) => {
    if (term.kind !== "times" || term.right.kind !== "times") return undefined;
    const { left: b, right: c } = term.right;
    return isNumber(term.right) && !isNumber(b)
      ? undefined
      : isProduct(term.left, b)
        ? times(times(term.left, b), c)
        : undefined;
  },
  // Numbers commute with everything; ⊙ commutes.
  (term) =>
    term.kind === "times" && (isNumber(term.left) || isNumber(term.right)) ? times(term.right, term.left) : undefined,
  (term) => (term.kind === "hadamard" ? hadamard(term.right, term.left) : undefined),
  // a ⊙ b = diag(a) b = diag(b) a
  (term) =>
    term.kind === "hadamard" && isColumn(term)
      ? times(builtIn("diag", [term.shape[0]!, term.shape[0]!], term.left), term.right)
      : undefined,
  (term) =>
    term.kind === "times" && term.left.kind === "built-in" && term.left.name === "diag" && isColumn(term.right)
      ? hadamard(term.left.operands[0]!, term.right)
      : undefined,
  // a / s = (1/s) a
  (term) => (term.kind === "quotient" ? times(quotient(number(1), term.right), term.left) : undefined),
  (term) =>
    term.kind === "share"
      ? hadamard(term.left, {
          kind: "share",
          left: builtIn("ones", term.shape, ...term.shape.map(sizeOf)),
          right: term.right,
          shape: term.shape,
        })
      : undefined,
];

function isProduct(left: Tensor, right: Tensor): boolean {
  if (isNumber(left) || isNumber(right)) return true;
  return left.shape.length === 2 && left.shape[1] === right.shape[0];
}

const transposes: readonly Rule[] = [
  // A = Aᵀᵀ
  (term) => (isNumber(term) ? undefined : transposed(transposed(term))),
  // A b = (bᵀ Aᵀ)ᵀ
  (term) =>
    term.kind === "times" && isMatrix(term.left) && !isNumber(term.right)
      ? transposed(times(transpose(term.right), transpose(term.left)))
      : undefined,
  // (A B)ᵀ = Bᵀ Aᵀ, (a + b)ᵀ = aᵀ + bᵀ
  (term) => {
    if (term.kind !== "transpose" || term.operand.kind !== "times") return undefined;
    const { left, right } = term.operand;
    return isNumber(left) || isNumber(right)
      ? times(transpose(left), transpose(right))
      : times(transpose(right), transpose(left));
  },
  (term) =>
    term.kind === "transpose" && isPlainSum(term.operand)
      ? sumOf(...term.operand.terms.map((part) => scaled(part, transpose)))
      : undefined,
  // aᵀ b = bᵀ a = dot(a, b) = sum(a ⊙ b) = trace(b aᵀ)
  (term, dice) => {
    if (term.kind !== "times" || !isNumber(term) || !isRow(term.left)) return undefined;
    const [a, b] = [transpose(term.left), term.right];
    const size = a.shape[0]!;
    return dice.pick<() => Tensor>([
      () => times(transpose(b), a),
      () => builtIn("dot", [], a, b),
      () => builtIn("sum", [], hadamard(a, b)),
      () => builtIn("trace", [], { kind: "times", left: b, right: transpose(a), shape: [size, size] }),
    ])();
  },
  (term) => (term.kind === "built-in" && term.name === "dot" ? inner(term.operands[1]!, term.operands[0]!) : undefined),
  // outer(a, b) = a bᵀ = (b aᵀ)ᵀ
  (term) =>
    term.kind === "built-in" && term.name === "outer"
      ? times(term.operands[0]!, transpose(term.operands[1]!))
      : undefined,
  (term) =>
    term.kind === "times" && isColumn(term.left) && isRow(term.right)
      ? builtIn("outer", term.shape, term.left, transpose(term.right))
      : undefined,
  // What is symmetric is its transpose; what is orthogonal has it for an inverse.
  (term) => (term.kind === "element" && (term.name === "A" || term.name === "P") ? transposed(term) : undefined),
  (term) => (term.kind === "element" && term.name === "Q" ? transposed(builtIn("inv", term.shape, term)) : undefined),
  (term) =>
    isColumn(term) && term.shape[0] === "H"
      ? times(transpose(leaf("Q", ["H", "H"])), times(leaf("Q", ["H", "H"]), term))
      : undefined,
  (term) =>
    isSquare(term) && term.shape[0] === "H" && term.kind !== "identity"
      ? times(builtIn("inv", ["H", "H"], leaf("G", ["H", "H"])), times(leaf("G", ["H", "H"]), term))
      : undefined,
  (term) => (isSquare(term) || isColumn(term) ? times(identity(term.shape[0]!), term) : undefined),
];

const functions: readonly Rule[] = [
  // trace(A) = trace(Aᵀ), trace(A B) = trace(B A), det(Aᵀ) = det(A), det(A B) = det(A) det(B)
  (term) => builtInOf(term, "trace", (a) => builtIn("trace", [], transpose(a))),
  (term) =>
    builtInOf(term, "trace", (a) =>
      a.kind === "times" && isSquare(a.left) && isSquare(a.right)
        ? builtIn("trace", [], times(a.right, a.left))
        : undefined,
    ),
  (term) => builtInOf(term, "trace", (a) => builtIn("sum", [], builtIn("diag", [a.shape[0]!], a))),
  (term) => builtInOf(term, "det", (a) => builtIn("det", [], transpose(a))),
  (term) =>
    builtInOf(term, "det", (a) =>
      a.kind === "times" && isSquare(a.left) && isSquare(a.right)
        ? times(builtIn("det", [], a.left), builtIn("det", [], a.right))
        : undefined,
    ),
  (term) => builtInOf(term, "logdet", (a) => apply("log", apply("abs", builtIn("det", [], a)))),
  // (A B)⁻¹ = B⁻¹ A⁻¹, (Aᵀ)⁻¹ = (A⁻¹)ᵀ, inv(A) = A^-1
  (term) =>
    builtInOf(term, "inv", (a) =>
      a.kind === "times" && isSquare(a.left) && isSquare(a.right)
        ? times(builtIn("inv", a.shape, a.right), builtIn("inv", a.shape, a.left))
        : undefined,
    ),
  (term) => builtInOf(term, "inv", (a) => transpose(builtIn("inv", a.shape, transpose(a)))),
  (term) => builtInOf(term, "inv", (a) => power(a, -1)),
  // ‖v‖ = sqrt(vᵀ v), and ‖A‖ = sqrt(sum(A ⊙ A))
  (term) => builtInOf(term, "norm", (a) => apply("sqrt", inner(a, a))),
  (term) => builtInOf(term, "mean", (a) => quotient(builtIn("sum", [], a), sizeOf(a.shape.join(" ")))),
  (term) => builtInOf(term, "var", (a) => minus(builtIn("mean", [], power(a, 2)), power(builtIn("mean", [], a), 2))),
  (term) => builtInOf(term, "logsumexp", (a) => apply("log", builtIn("sum", [], apply("exp", a)))),
  (term) => builtInOf(term, "logsumexp", (a) => plus(half, builtIn("logsumexp", [], minus(a, half)))),
  (term) => builtInOf(term, "softmax", (a) => quotient(apply("exp", a), builtIn("sum", [], apply("exp", a)))),
  (term) => builtInOf(term, "softmax", (a) => builtIn("softmax", a.shape, plus(a, half))),
  (term) =>
    builtInOf(term, "sum", (a) =>
      isColumn(a) ? times(transpose(builtIn("ones", a.shape, sizeOf(a.shape[0]!))), a) : undefined,
    ),
  // Functions of numbers
  (term) => applied(term, "tanh", 0, (z) => minus(times(number(2), apply("σ", times(number(2), z))), number(1))),
  (term) => applied(term, "tanh", 1, (z) => minus(number(1), hadamard(apply("tanh", z), apply("tanh", z)))),
  (term) => applied(term, "tanh", 1, (z) => times(number(4), apply("σ", times(number(2), z), 1))),
  (term) => applied(term, "σ", 0, (z) => ratio(number(1), plus(number(1), apply("exp", negated(z))))),
  (term) => applied(term, "σ", 0, (z) => minus(number(1), apply("σ", negated(z)))),
  (term) => applied(term, "σ", 1, (z) => hadamard(apply("σ", z), minus(number(1), apply("σ", z)))),
  (term) => applied(term, "sin", 1, (z) => apply("cos", z)),
  (term) => applied(term, "softplus", 1, (z) => apply("σ", z)),
  (term) => applied(term, "softplus", 0, (z) => apply("log", plus(number(1), apply("exp", z)))),
  (term) => applied(term, "silu", 0, (z) => hadamard(z, apply("σ", z))),
  (term) => applied(term, "relu", 0, (z) => quotient(plus(z, apply("abs", z)), number(2))),
  (term) =>
    term.kind === "power" && term.exponent === 2 && !isSquare(term) ? hadamard(term.base, term.base) : undefined,
];

function sizeOf(text: string): Tensor {
  return { kind: "number", shape: [], text };
}

/** A number over each component. */
function ratio(above: Tensor, below: Tensor): Tensor {
  return isNumber(below) ? quotient(above, below) : { kind: "share", left: above, right: below, shape: below.shape };
}

function builtInOf(term: Tensor, name: string, change: (operand: Tensor) => Tensor | undefined): Tensor | undefined {
  return term.kind === "built-in" && term.name === name ? change(term.operands[0]!) : undefined;
}

function applied(term: Tensor, name: string, order: number, change: (operand: Tensor) => Tensor): Tensor | undefined {
  return term.kind === "apply" && term.name === name && term.order === order ? change(term.operand) : undefined;
}

const groups = [sums, products, transposes, functions];

/** The term after this many rewrites of parts of it. */
export function rewriteTensor(term: Tensor, times: number, dice: Dice): Tensor {
  let result = term;
  for (let count = 0; count < times; count++) {
    const { term: part, path } = dice.pick(everyPart(result));
    // The indicator of a condition is no term of its own.
    if (part.kind === "bracket" || (part.kind === "number" && /[A-Z]/.test(part.text))) continue;
    // Rules that fit anything would crowd out the others.
    const fitting = groups
      .map((rules) => rules.flatMap((rule) => rule(part, dice) ?? []))
      .filter((found) => found.length > 0);
    if (fitting.length > 0) result = replaceAt(result, path, dice.pick(dice.pick(fitting)));
  }
  return result;
}

// ── Slips ───────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Slip {
  readonly what: string;
  readonly term: Tensor;
}

function slipsOf(term: Tensor, leaves: readonly Tensor[], dice: Dice): Slip[] {
  const slips: Slip[] = [];
  const add = (what: string, changed: Tensor): void => void slips.push({ what, term: changed });
  switch (term.kind) {
    case "sum": {
      const at = dice.below(Math.max(1, term.terms.length));
      if (term.terms.length > 1 && isPlainSum(term))
        add("a term is dropped", sumOf(...term.terms.filter((_, other) => other !== at)));
      if (term.terms.length > 0)
        add("a sign is flipped", {
          ...term,
          terms: term.terms.map(({ sign, term: part }, other) => ({
            sign: other === at ? (sign === 1 ? -1 : 1) : sign,
            term: part,
          })),
        });
      break;
    }
    case "times":
      if (isSquare(term.left) && isSquare(term.right)) add("factors are exchanged", times(term.right, term.left));
      if (sameShape(term.left.shape, term.shape)) add("a factor is dropped", term.left);
      else if (sameShape(term.right.shape, term.shape)) add("a factor is dropped", term.right);
      add("a factor 2 is added", times(number(2), term));
      break;
    case "hadamard":
      add("a factor is dropped", dice.chance(50) ? term.left : term.right);
      break;
    case "transpose":
      if (isSquare(term)) add("a transpose is lost", term.operand);
      break;
    case "element":
    case "adjoint": {
      if (isSquare(term)) add("a transpose is added", transposed(term));
      const [position] = term.at;
      if (position && position.base !== "") {
        const by = dice.chance(50) ? 1 : -1;
        add(`an index is shifted by ${by}`, { ...term, at: [{ ...position, shift: position.shift + by }] });
      }
      const others = leaves.filter((other) => sameShape(other.shape, term.shape) && print(other) !== print(term));
      if (others.length > 0 && term.kind === "element") add("a name is swapped", dice.pick(others));
      if (term.kind === "adjoint") add("an adjoint is taken for its quantity", { ...term, kind: "element" });
      break;
    }
    case "power":
      if (!isSquare(term)) add("an exponent is changed", { ...term, exponent: term.exponent + 1 });
      break;
    case "apply":
      add("an order is changed", { ...term, order: term.order === 0 ? 1 : term.order - 1 });
      break;
    case "built-in":
      if (term.name === "softmax") add("a function is swapped", apply("σ", term.operands[0]!));
      if (term.name === "inv") add("an inverse is lost", term.operands[0]!);
      break;
    case "fold":
      add("a bound is shifted", {
        ...term,
        loop: { ...term.loop, to: { ...term.loop.to, shift: term.loop.to.shift - 1 } },
      });
      break;
    case "fork":
      add("branches are swapped", { ...term, then: term.otherwise, otherwise: term.then });
      break;
    default:
  }
  return slips;
}

/** One small change somewhere in the term; nothing where there is no place for one. */
export function slipIn(term: Tensor, leaves: readonly Tensor[], dice: Dice): Slip | undefined {
  const places = everyPart(term).filter(({ term: part }) => part.kind !== "number" && part.kind !== "bracket");
  for (let attempt = 0; attempt < 8 && places.length > 0; attempt++) {
    const { term: part, path } = dice.pick(places);
    const slips = slipsOf(part, leaves, dice);
    if (slips.length === 0) continue;
    const { what, term: changed } = dice.pick(slips);
    return { what, term: replaceAt(term, path, changed) };
  }
  return undefined;
}
