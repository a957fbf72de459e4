/** Gives expressions their meaning: names become elements, calls and indices; flat factors become products. */
import type { Expr, Nabla, Suffix } from "../syntax/ast.ts";
import { cover, type Span } from "../syntax/span.ts";
import { readBracketFactor, readComponents, readConditional } from "./bracketed.ts";
import { noteFree, silentTrouble, trouble, undeclared, unwrap, type Context } from "./context.ts";
import { readAdjoint, readLossPrime, readNabla, readPartial } from "./derivatives.ts";
import {
  readHigherFraction,
  readHigherLeibniz,
  readLeibniz,
  readLeibnizOperator,
  readSpacedLeibniz,
} from "./leibniz.ts";
import { readEvaluated } from "./evaluated.ts";
import { readByArgument, subscripted } from "./by-argument.ts";
import { isFold, readFold } from "./folds.ts";
import { functionComponent } from "./function-components.ts";
import { readBuiltIn, readCall } from "./functions.ts";
import { readOnesColumn, readPlainOnes } from "./plain-ones.ts";
import { indexCells, tryIndex } from "./index-expressions.ts";
import { substitute } from "./indices.ts";
import { readNumber } from "./literals.ts";
import type { ElementReference, Formula } from "./model.ts";
import { readNorm } from "./norms.ts";
import { withPowers } from "./powers.ts";
import {
  declaredHead,
  labelledHead,
  primedHead,
  splitUnderscore,
  takeElement,
  takeStrayPrime,
  type Headed,
  type Taken,
} from "./references.ts";
import { isDeclared, spellings } from "./scope.ts";
import { withoutTurn } from "./rows-of-numbers.ts";
import { isSumOfNumbers } from "./sum-signs.ts";
import { readSum } from "./sums.ts";

/** The meaning of an expression. Problems are reported; what they hit becomes a `trouble` formula. */
export function readFormula(context: Context, expr: Expr): Formula {
  const { span } = expr;
  switch (expr.kind) {
    case "number":
      return readNumber(expr.text, span);
    case "group":
      if (expr.items.length === 1) return readFormula(context, expr.items[0]!);
      return { kind: "stack", span, parts: expr.items.map((item) => readFormula(context, item)) };
    case "block": {
      const [cell, ...others] = expr.rows.flat();
      if (cell && others.length === 0) return readBracketFactor(context, cell, span);
      return {
        kind: "block",
        span,
        rows: expr.rows.map((row) => row.map((cell) => readBracketFactor(context, cell, cell.span))),
      };
    }
    case "negation":
      return { kind: "sum", span, terms: [{ sign: -1, term: readFormula(context, expr.operand) }] };
    case "sum":
      return readSum(context, expr);
    case "fraction": {
      const higher = readHigherFraction(context, expr.numerator, expr.denominator, span);
      if (higher) return higher;
      const leibniz = readLeibniz(context, expr.numerator, expr.denominator, span);
      if (leibniz) return leibniz.value;
      return {
        kind: "over",
        span,
        left: readFormula(context, expr.numerator),
        right: readFormula(context, expr.denominator),
        elementwise: false,
      };
    }
    case "bars":
      if (expr.double) return { kind: "tensor", span, name: "norm", arguments: [readFormula(context, expr.operand)] };
      return { kind: "elementwise", span, name: "abs", order: 0, argument: readFormula(context, expr.operand) };
    case "conditional":
      return readConditional(context, expr);
    case "evaluated":
      return readEvaluated(context, expr);
    case "missing":
      return silentTrouble(span);
    default:
      return readTerm(context, factorsOf(expr));
  }
}

// ── Products ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A factor of a flat term, and how it is joined to what stands before it. */
export interface Factor {
  readonly op: "" | "*" | "/" | "⊙" | "./";
  readonly expr: Expr;
}

export function factorsOf(expr: Expr, op: Factor["op"] = ""): Factor[] {
  if (expr.kind === "product") {
    const [first, ...others] = [
      ...factorsOf(expr.first),
      ...expr.rest.map(({ op, factor }): Factor => ({ op, expr: factor })),
    ];
    return [{ op, expr: first!.expr }, ...others];
  }
  if (expr.kind === "hadamard")
    return [...factorsOf(expr.first, op), ...expr.rest.flatMap(({ op, factor }) => factorsOf(factor, op))];
  return [{ op, expr }];
}

/** Products nest to the left, one level for each factor; longer ones than this are not read. */
const mostFactors = 500;

/**
 * Reads factors left to right. A head takes what belongs to it: a function without parentheses its one factor, a sum
 * without parentheses all that is left of the term.
 */
export function readTerm(context: Context, factors: readonly Factor[]): Formula {
  if (factors.length > mostFactors) {
    const span = cover(factors[0]!.expr.span, factors.at(-1)!.expr.span);
    return trouble(
      context,
      "syntax/too-deep",
      span,
      `A product of ${factors.length} factors is a slip or an attack; nobody can read it.`,
    );
  }
  let whole: Formula | undefined;
  let wholeOp: Factor["op"] = "⊙";
  let product: Formula | undefined;
  const closeProduct = () => {
    if (product) whole = whole ? join(wholeOp, whole, product) : product;
    product = undefined;
  };
  const queue = [...factors];
  while (queue.length > 0) {
    const factor = queue.shift()!;
    if (factor.op === "⊙" || factor.op === "./") {
      closeProduct();
      wholeOp = factor.op;
    }
    const read = readOnesColumn(context, product, factor, queue) ?? readFactor(context, factor.expr, queue);
    queue.splice(0, read.consumed);
    queue.unshift(...factorsOfSuffixes(read.rest).map((expr): Factor => ({ op: "", expr })));
    product = product ? join(factor.op, product, read.value) : read.value;
  }
  closeProduct();
  return whole ?? silentTrouble({ start: 0, end: 0 });
}

function join(op: Factor["op"], left: Formula, right: Formula): Formula {
  const span = cover(left.span, right.span);
  return op === "/" || op === "./"
    ? { kind: "over", span, left, right, elementwise: op === "./" }
    : { kind: "times", span, left, right, elementwise: op === "⊙" };
}

/** Suffixes that did not belong to their head are factors of their own: the `(1 - a)` of `w (1 - a)^2`. */
export function factorsOfSuffixes(suffixes: readonly Suffix[]): Expr[] {
  const factors: { head: Expr; suffixes: Suffix[] }[] = [];
  for (const suffix of suffixes) {
    const { span } = suffix;
    if (suffix.kind === "parens")
      factors.push({ head: { kind: "group", span, bracket: "(", items: suffix.items }, suffixes: [] });
    else if (suffix.kind === "brackets")
      factors.push({ head: { kind: "block", span, rows: suffix.rows }, suffixes: [] });
    else factors.at(-1)?.suffixes.push(suffix);
  }
  return factors.map(({ head, suffixes }) =>
    suffixes.length === 0 ? head : { kind: "suffixed", span: cover(head.span, suffixes.at(-1)!.span), head, suffixes },
  );
}

/** One factor: its meaning, the suffixes left over, and how many of the following factors it took. */
export interface Read extends Taken<Formula> {
  readonly consumed: number;
}

/** Reads one factor; a head may take some of the factors that follow. */
export function readFactor(context: Context, expr: Expr, following: readonly Factor[]): Read {
  const next = following[0];
  if (next?.op === "/") {
    const leibniz = readLeibniz(context, expr, next.expr, cover(expr.span, next.expr.span));
    if (leibniz) return { ...leibniz, consumed: 1 };
  }
  const leibniz = readHigherLeibniz(context, expr, following) ?? readSpacedLeibniz(context, expr, following);
  if (leibniz) return leibniz;
  switch (expr.kind) {
    case "name":
      return readHead(context, expr, [], following);
    case "adjoint":
      return whole(withPowers(context, readAdjoint(context, expr, [])));
    case "nabla":
      return readGradient(context, expr, [], following);
    case "partial":
      return readPartial(context, expr, [], following);
    case "suffixed": {
      const { head, suffixes } = expr;
      if (head.kind === "name") return readHead(context, head, suffixes, following);
      if (head.kind === "adjoint") return whole(withPowers(context, readAdjoint(context, head, suffixes)));
      if (head.kind === "nabla") return readGradient(context, head, suffixes, following);
      if (head.kind === "partial") return readPartial(context, head, suffixes, following);
      if (head.kind === "bars" && head.double) return whole(withPowers(context, readNorm(context, head, suffixes)));
      const ones = readPlainOnes(context, head, suffixes);
      if (ones) return ones;
      const value = readFormula(context, head);
      const read = withPowers(context, { value, rest: withoutTurn(context, head, value, suffixes) });
      return withComponents(context, head, expr.span, read, next);
    }
    case "negation": {
      // `w - -\log y`: the function takes what stands behind it here, too.
      const { value, ...taken } = readFactor(context, expr.operand, following);
      return {
        ...taken,
        value: { kind: "sum", span: cover(expr.span, value.span), terms: [{ sign: -1, term: value }] },
      };
    }
    case "fraction":
      return (
        readLeibnizOperator(context, expr.numerator, expr.denominator, expr.span, following) ??
        whole({ value: readFormula(context, expr), rest: [] })
      );
    default:
      return withComponents(context, expr, expr.span, { value: readFormula(context, expr), rest: [] }, next);
  }
}

/** `(A B)[i,j]`, where the bracket stands right behind the parenthesis: a component of what that holds. */
function withComponents(
  context: Context,
  head: Expr,
  { end }: Span,
  read: Taken<Formula>,
  next: Factor | undefined,
): Read {
  const [first] = next?.expr.kind === "suffixed" ? [next.expr.head] : next ? [next.expr] : [];
  if (head.kind !== "group" || read.rest.length > 0 || next?.op !== "" || first?.kind !== "block") return whole(read);
  if (first.span.start !== end) return whole(read);
  const { span, rows } = first;
  const component = readComponents(context, { kind: "brackets", span, rows, spaced: false });
  if (!component) return whole(read);
  const of: Formula = { kind: "component", span: cover(read.value.span, span), of: read.value, indices: component };
  const suffixes = next.expr.kind === "suffixed" ? next.expr.suffixes : [];
  return { ...withPowers(context, { value: of, rest: suffixes }), consumed: 1 };
}

function readGradient(context: Context, expr: Nabla, suffixes: readonly Suffix[], following: readonly Factor[]): Read {
  const read = readNabla(context, expr, suffixes, following);
  return { ...withPowers(context, read), consumed: read.consumed };
}

/** A reading that took no further factor. */
export function whole(taken: Taken<Formula>): Read {
  return { ...taken, consumed: 0 };
}

// ── Heads ───────────────────────────────────────────────────────────────────────────────────────────────────────────

type NameExpr = Extract<Expr, { kind: "name" }>;

function readHead(context: Context, name: NameExpr, suffixes: readonly Suffix[], following: readonly Factor[]): Read {
  const { scope } = context;
  const powers = (value: Formula, rest: readonly Suffix[]) => whole(withPowers(context, { value, rest }));
  const primed = primedHead({ name, suffixes });
  if (primed && context.parameters.has(primed.name.name))
    return powers({ kind: "parameter", span: primed.name.span, name: primed.name.name }, primed.suffixes);
  for (const spelling of spellings(name))
    if (context.parameters.has(spelling))
      return powers({ kind: "parameter", span: name.span, name: spelling }, suffixes);

  const component = functionComponent(context, { name, suffixes });
  if (component) return readHead(context, component.name, component.suffixes, following);
  const isSum = isSumOfNumbers(context, { name, suffixes }, following[0]?.op === "" ? following[0].expr : undefined);
  const declared = isSum ? undefined : declaredHead(context, { name, suffixes });
  const fn = declared && scope.functions.get(declared.name);
  // Without an index, a name that a family of functions shares with a number is the number.
  const isNumber =
    fn && fn.familyArity > 0 && declared.suffixes.length === 0 && scope.arities.get(declared.name)?.has(0);
  if (fn && !isNumber) return readCall(context, fn, name, declared.suffixes, following);
  const asIndex = tryIndex(context, name);
  const isQuantity = declared && scope.arities.has(declared.name);
  // `index i` and a gate `i[t]` may share a letter: with an index behind it, it is the gate.
  if (
    isQuantity &&
    !(asIndex && !scope.arities.get(declared.name)!.has(0) && !startsWithIndex(context, declared.suffixes)) &&
    !isConstantBeside(context, declared.name, declared.suffixes)
  ) {
    const [first] = declared.suffixes;
    if (first?.kind === "primes") {
      const slope = readLossPrime(context, name, first, declared.suffixes.slice(1));
      if (slope) return whole(withPowers(context, slope));
      const stray = takeStrayPrime(context, declared, first);
      return powers(stray.value, stray.rest);
    }
    const taken = takeElement(context, declared.name, declared.span, declared.suffixes);
    return powers("kind" in taken.value ? taken.value : elementOf(taken.value), taken.rest);
  }
  if (asIndex) {
    noteFree(context, asIndex);
    return powers({ kind: "integer", span: name.span, value: asIndex }, suffixes);
  }
  const [first] = suffixes;
  if (name.name === "bar" && first?.kind === "parens" && first.items.length === 1) {
    const target = unwrap(first.items[0]!);
    return whole(
      withPowers(
        context,
        readAdjoint(context, { kind: "adjoint", span: cover(name.span, first.span), target }, suffixes.slice(1)),
      ),
    );
  }
  const slope = subscripted(context, name, suffixes);
  if (slope) return readByArgument(context, slope, name.span, 1, following);
  const fold = first?.kind === "primes" ? undefined : foldHead(context, name, suffixes);
  if (fold) return readFold(context, fold.name, name.span, fold.suffixes, following);
  const builtIn = readBuiltIn(context, name, suffixes, following);
  if (builtIn) return builtIn;
  // `W'` is a name; `q'(a)` wants a function q.
  const labelled = labelledHead({ name, suffixes });
  // `b^hh` beside a `b^h` misspells that.
  if (labelled && [...scope.arities.keys()].some((known) => known.startsWith(`${name.name}^`)))
    return powers(undeclared(context, labelled.name), []);
  const parts = partsByScript(context, name);
  if (parts) {
    const [first, second] = parts;
    const behind = readHead(context, second, suffixes, following);
    return { ...behind, value: join("", readFormula(context, first), behind.value) };
  }
  const family = undeclaredFamily(context, { name, suffixes });
  if (family) return powers(family, []);
  const stranger = primed && primed.suffixes[0]?.kind !== "parens" ? primed.name : name;
  return powers(
    undeclared(context, stranger),
    suffixes.filter(({ kind }) => kind === "sup"),
  );
}

/** `f_k` beside a function f, and `φ_j(x) = …`: neither is what an equation can define, and both are told apart from slips. */
function undeclaredFamily(context: Context, { name, suffixes }: Headed): Formula | undefined {
  const { functions } = context.scope;
  const split = splitUnderscore(context, name.name, name.span, () => true);
  const items = split?.sub.kind === "sub" ? split.sub.items : [];
  if (!split || !items.every((item) => item.kind === "name" && tryIndex(context, item))) return undefined;
  const isCall = suffixes.some(({ kind }) => kind === "parens");
  const [base, index] = [split.base, name.name.slice(split.base.length + 1)];
  const declared = `an unknown family is declared, \`function ${base}[${index}] : ℝ → ℝ\``;
  if (functions.has(base) && !isCall) {
    const other = base === base.toUpperCase() ? `${base}v` : base.toUpperCase();
    const message = `\`${base}\` is a function here, so \`${name.name}\` is no element of a quantity. Give its values a name of their own, such as \`${other}_${index}\`.`;
    return trouble(context, "name/undeclared", name.span, message);
  }
  if (functions.has(base) || !isCall || isDeclared(context.scope, base)) return undefined;
  const message = `\`${name.name}\` is no function here, and an equation defines none with an index. Make what varies an argument, \`${base}(x, c) = …\`; ${declared}.`;
  return trouble(context, "name/undeclared", name.span, message);
}

/** A word of more letters is no product that somebody wrote. */
const longestProduct = 40;

/**
 * `Xβ`, `λw` and `αβ` are products where they are no names and their parts are: Greek letters make no words, least of all
 * with others.
 */
function partsByScript(context: Context, { name, span, written }: NameExpr): [NameExpr, NameExpr] | undefined {
  const border = /^(?:(?:\p{Script=Latin}\p{M}*)+(?=\p{Script=Greek})|\p{Script=Greek}\p{M}*(?=\p{L}))/u.exec(
    name,
  )?.[0];
  if (border === undefined || written !== undefined || span.end - span.start !== name.length) return undefined;
  if (name.length > longestProduct) return undefined;
  const middle = span.start + border.length;
  const first: NameExpr = { kind: "name", span: { start: span.start, end: middle }, name: border };
  const second: NameExpr = { kind: "name", span: { start: middle, end: span.end }, name: name.slice(border.length) };
  const isKnown = (part: NameExpr) =>
    declaredHead(context, { name: part, suffixes: [] }) !== undefined ||
    tryIndex(context, part) !== undefined ||
    context.parameters.has(part.name);
  return isKnown(first) && (isKnown(second) || partsByScript(context, second)) ? [first, second] : undefined;
}

/** The value of an element; of a name that stands for an adjoint, that adjoint. */
export function elementOf(reference: ElementReference): Formula {
  const { span } = reference;
  const { alias } = reference.quantity;
  if (!alias) return { kind: "element", span, reference };
  const by = new Map(alias.parameters.map((name, at) => [name, reference.indices[at]!]));
  return {
    kind: "adjoint",
    span,
    of: { ...alias.of, indices: alias.of.indices.map((index) => substitute(index, by)), span },
  };
}

/** Whether the e of `e^{-x}` and the π of `2 π` are the numbers, beside an `e[t]` and a `π[k]`: names differ by their indices. */
function isConstantBeside(context: Context, name: string, suffixes: readonly Suffix[]): boolean {
  if ((name !== "e" && name !== "π") || context.scope.arities.get(name)!.has(0)) return false;
  const [first] = suffixes;
  if (first?.kind === "sup")
    return !(indexCells(first) ?? [first.exponent]).every((cell) => tryIndex(context, cell) !== undefined);
  return name === "π" && !startsWithIndex(context, suffixes);
}

function startsWithIndex(context: Context, suffixes: readonly Suffix[]): boolean {
  const [first] = suffixes;
  if (!first) return false;
  if (first.kind === "brackets" || first.kind === "sub") return true;
  if (first.kind === "parens") return first.items.every((item) => tryIndex(context, item) !== undefined);
  return first.kind === "sup" && first.exponent.kind === "group" && first.exponent.bracket === "(";
}

/** `sum`, `Σ`, and `Σ_t`, where the index is in the subscript. */
export function foldHead(
  context: Context,
  name: NameExpr,
  suffixes: readonly Suffix[],
): { name: string; suffixes: readonly Suffix[] } | undefined {
  if (isFold(name.name)) return { name: name.name, suffixes };
  const split = splitUnderscore(context, name.name, name.span, isFold);
  return split && { name: split.base, suffixes: [split.sub, ...suffixes] };
}
