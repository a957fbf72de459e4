/** Terms: expressions of generated sheets, as plain data that can be printed, searched and rebuilt. */

/** An index position: an index or a size plus a number, or a number alone. */
export interface Position {
  readonly base: string;
  readonly shift: number;
}

export interface Loop {
  readonly name: string;
  readonly from: Position;
  readonly to: Position;
}

/** A comparison of positions. */
export interface Comparison {
  readonly left: Position;
  readonly relation: "=" | "≤" | "<" | "≠";
  readonly right: Position;
}

export type Term =
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "element"; readonly name: string; readonly at: readonly Position[] }
  | { readonly kind: "adjoint"; readonly name: string; readonly at: readonly Position[] }
  | { readonly kind: "sum"; readonly terms: readonly { readonly sign: 1 | -1; readonly term: Term }[] }
  | { readonly kind: "product"; readonly factors: readonly Term[] }
  | { readonly kind: "quotient"; readonly above: Term; readonly below: Term }
  | { readonly kind: "power"; readonly base: Term; readonly exponent: number }
  | { readonly kind: "apply"; readonly name: string; readonly order: number; readonly argument: Term }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly at: readonly Position[];
      readonly orders: readonly number[];
      readonly arguments: readonly Term[];
    }
  | { readonly kind: "fold"; readonly which: "sum" | "prod"; readonly loop: Loop; readonly body: Term }
  | { readonly kind: "choice"; readonly condition: Comparison; readonly then: Term; readonly otherwise: Term }
  /** A condition on two values. */
  | { readonly kind: "fork"; readonly left: Term; readonly right: Term; readonly then: Term; readonly otherwise: Term }
  | { readonly kind: "bracket"; readonly condition: Comparison }
  | { readonly kind: "stop"; readonly operand: Term };

export const number = (value: number): Term => ({ kind: "number", text: String(value) });
export const sum = (...terms: Term[]): Term =>
  terms.length === 1 ? terms[0]! : { kind: "sum", terms: terms.map((term) => ({ sign: 1, term })) };
export const product = (...factors: Term[]): Term =>
  factors.length === 1 ? factors[0]! : { kind: "product", factors };
export const position = (base: string, shift = 0): Position => ({ base, shift });
export const literal = (value: number): Position => ({ base: "", shift: value });

// ── Printing ────────────────────────────────────────────────────────────────────────────────────────────────────────

export function printPosition({ base, shift }: Position): string {
  if (base === "") return String(shift);
  return shift === 0 ? base : `${base}${shift > 0 ? "+" : "-"}${Math.abs(shift)}`;
}

export function printAt(name: string, at: readonly Position[]): string {
  return at.length === 0 ? name : `${name}[${at.map(printPosition).join(",")}]`;
}

export function printComparison({ left, relation, right }: Comparison): string {
  return `${printPosition(left)} ${relation} ${printPosition(right)}`;
}

/** The text of a term. Sums inside products stand in parentheses; quotients always do. */
export function print(term: Term): string {
  switch (term.kind) {
    case "number":
      return term.text;
    case "element":
      return printAt(term.name, term.at);
    case "adjoint":
      return `bar ${printAt(term.name, term.at)}`;
    case "sum":
      return term.terms.length === 0
        ? "0"
        : term.terms
            .map(
              ({ sign, term: part }, at) =>
                `${sign === 1 ? (at === 0 ? "" : " + ") : at === 0 ? "-" : " - "}${isSum(part) ? `(${print(part)})` : print(part)}`,
            )
            .join("");
    case "product":
      return term.factors.length === 0
        ? "1"
        : term.factors
            .map((factor, at) => (at > 0 && factor.kind === "number" ? `· ${print(factor)}` : printFactor(factor)))
            .join(" ");
    case "quotient":
      return `(${printFactor(term.above)} / ${printFactor(term.below)})`;
    case "power":
      return `${term.base.kind === "element" ? print(term.base) : `(${print(term.base)})`}^${term.exponent < 0 ? `(${term.exponent})` : term.exponent}`;
    case "apply":
      return `${term.name}${"'".repeat(term.order)}(${print(term.argument)})`;
    case "call":
      return `${printCalled(term)}(${term.arguments.map(print).join(", ")})`;
    case "fold":
      return `${term.which}[${term.loop.name}=${printPosition(term.loop.from)}..${printPosition(term.loop.to)}](${print(term.body)})`;
    case "choice":
      return `(if ${printComparison(term.condition)} then ${print(term.then)} else ${print(term.otherwise)})`;
    case "fork":
      return `(if ${print(term.left)} < ${print(term.right)} then ${print(term.then)} else ${print(term.otherwise)})`;
    case "bracket":
      return `[${printComparison(term.condition)}]`;
    case "stop":
      return `stop(${print(term.operand)})`;
  }
}

function isSum(term: Term): boolean {
  return term.kind === "sum" || (term.kind === "number" && term.text.startsWith("-"));
}

function printFactor(term: Term): string {
  return isSum(term) || term.kind === "product" ? `(${print(term)})` : print(term);
}

/** `φ''`, `∇₁ℓ[t]`: one prime or nabla for each differentiation. */
function printCalled({ name, at, orders }: Extract<Term, { kind: "call" }>): string {
  const total = orders.reduce((all, order) => all + order, 0);
  if (total === 0) return printAt(name, at);
  if (orders.length === 1) return `${printAt(name, at)}${"'".repeat(total)}`;
  const which = orders.indexOf(total);
  if (which < 0) throw new Error("A derivative by several arguments has no spelling.");
  return `∇${"₁₂₃"[which]}${total === 2 ? "²" : ""}${printAt(name, at)}`;
}

// ── Rebuilding ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The direct parts of a term. */
export function partsOf(term: Term): readonly Term[] {
  switch (term.kind) {
    case "sum":
      return term.terms.map(({ term: part }) => part);
    case "product":
      return term.factors;
    case "quotient":
      return [term.above, term.below];
    case "power":
      return [term.base];
    case "apply":
      return [term.argument];
    case "call":
      return term.arguments;
    case "fold":
      return [term.body];
    case "choice":
      return [term.then, term.otherwise];
    case "fork":
      return [term.left, term.right, term.then, term.otherwise];
    case "stop":
      return [term.operand];
    default:
      return [];
  }
}

/** The same term with other parts, in the order of `partsOf`. */
export function withParts(term: Term, parts: readonly Term[]): Term {
  switch (term.kind) {
    case "sum":
      return { ...term, terms: term.terms.map(({ sign }, at) => ({ sign, term: parts[at]! })) };
    case "product":
      return { ...term, factors: parts };
    case "quotient":
      return { ...term, above: parts[0]!, below: parts[1]! };
    case "power":
      return { ...term, base: parts[0]! };
    case "apply":
      return { ...term, argument: parts[0]! };
    case "call":
      return { ...term, arguments: parts };
    case "fold":
      return { ...term, body: parts[0]! };
    case "choice":
      return { ...term, then: parts[0]!, otherwise: parts[1]! };
    case "fork":
      return { ...term, left: parts[0]!, right: parts[1]!, then: parts[2]!, otherwise: parts[3]! };
    case "stop":
      return { ...term, operand: parts[0]! };
    default:
      return term;
  }
}

/** Every part of a term with the way to it, itself first. */
export function everyPart(
  term: Term,
  path: readonly number[] = [],
): { readonly term: Term; readonly path: readonly number[] }[] {
  return [{ term, path }, ...partsOf(term).flatMap((part, at) => everyPart(part, [...path, at]))];
}

/** The term with the part at the path replaced. */
export function replaceAt(term: Term, path: readonly number[], by: Term): Term {
  const [first, ...rest] = path;
  if (first === undefined) return by;
  return withParts(
    term,
    partsOf(term).map((part, at) => (at === first ? replaceAt(part, rest, by) : part)),
  );
}

/** The term with positions changed, also in bounds and conditions. Bound indices are positions too. */
export function mapPositions(term: Term, change: (position: Position) => Position): Term {
  const inside = withParts(
    term,
    partsOf(term).map((part) => mapPositions(part, change)),
  );
  const comparison = (condition: Comparison): Comparison => ({
    ...condition,
    left: change(condition.left),
    right: change(condition.right),
  });
  switch (inside.kind) {
    case "element":
    case "adjoint":
    case "call":
      return { ...inside, at: inside.at.map(change) };
    case "fold":
      return {
        ...inside,
        loop: {
          name: change(position(inside.loop.name)).base,
          from: change(inside.loop.from),
          to: change(inside.loop.to),
        },
      };
    case "choice":
    case "bracket":
      return { ...inside, condition: comparison(inside.condition) };
    default:
      return inside;
  }
}

/** Puts positions in the place of indices. */
export function substitute(by: ReadonlyMap<string, Position>): (position: Position) => Position {
  return (position) => {
    const found = by.get(position.base);
    return found ? { base: found.base, shift: found.shift + position.shift } : position;
  };
}
