/** References: which element of which quantity a name with its suffixes means. `h[t-1]`, `h_{t-1}`, `h^{(t-1)}` are one. */
import type { Expr, Name, Suffix } from "../syntax/ast.ts";
import { problem } from "../syntax/problem.ts";
import { cover, type Span } from "../syntax/span.ts";
import { withComponents } from "./components-behind.ts";
import { noteFree, silentTrouble, trouble, undeclared, type Context } from "./context.ts";
import { isFactorApart, warnOfFactorApart } from "./factors-apart.ts";
import { isBuiltInName } from "./functions.ts";
import { indexCells, readIndex, tryIndex } from "./index-expressions.ts";
import { printIndex, type IndexExpr } from "./indices.ts";
import { lossElsewhere, withoutLossArguments } from "./loss-arguments.ts";
import { memberNumbers, quantityAt } from "./members.ts";
import type { ElementReference, Formula } from "./model.ts";
import { cellsApart, inOrder, noteWanted, numbersAt, withTransposesLast } from "./scripts.ts";
import { spellings, type Scope } from "./scope.ts";
import { isSumSign } from "./sum-signs.ts";

/** What was read from a head and its first suffixes, and the suffixes that are left. */
export interface Taken<Value> {
  readonly value: Value;
  readonly rest: readonly Suffix[];
}

/** A head that may be a reference: a name and what follows it. */
export interface Headed {
  readonly name: Name;
  readonly suffixes: readonly Suffix[];
}

/** Sees a name, or a name with suffixes, as a head. */
export function headed(expr: Expr): Headed | undefined {
  if (expr.kind === "name") return { name: expr, suffixes: [] };
  if (expr.kind === "suffixed" && expr.head.kind === "name") return { name: expr.head, suffixes: expr.suffixes };
  if (expr.kind === "suffixed") {
    const held = heldBy(expr.head, expr.suffixes[0]!);
    const inner = held && headed(held);
    return inner && { name: inner.name, suffixes: [...inner.suffixes, ...expr.suffixes] };
  }
  if (expr.kind === "group" && expr.items.length === 1) return headed(expr.items[0]!);
  return undefined;
}

/** What braces hold, `{h_t}^2`; with a component below, what other brackets hold, too: `(h_t)_i`, `[h_t]_i`. */
function heldBy(head: Expr, { kind }: Suffix): Expr | undefined {
  if (head.kind === "block" && kind === "sub") {
    const [only, ...others] = head.rows.flat();
    return others.length === 0 && only?.kind !== "comparison" && only?.kind !== "junction" && only?.kind !== "range"
      ? only
      : undefined;
  }
  if (head.kind !== "group" || head.items.length !== 1) return undefined;
  return head.bracket === "{" || kind === "sub" ? head.items[0] : undefined;
}

/** A head whose primes belong to its name. */
export interface Primed extends Headed {
  /** The primes, `'` or `''`. */
  readonly marks: string;
  /** The name before them. */
  readonly bare: Name;
}

/** Sees `h'[t]` as the name `h'` with an index. The prime may stand behind the index, as in `h^{(t)\prime}` and `h_t'`. */
export function primedHead({ name, suffixes }: Headed): Primed | undefined {
  const at = suffixes.findIndex(({ kind }) => kind === "primes");
  const primes = suffixes[at];
  if (primes?.kind !== "primes") return undefined;
  const before = suffixes.slice(0, at);
  if (!before.every((suffix) => suffix.kind === "sub" || (suffix.kind === "sup" && indexCells(suffix))))
    return undefined;
  const marks = "'".repeat(primes.count);
  const whole: Name = {
    ...name,
    span: at === 0 ? cover(name.span, primes.span) : name.span,
    name: name.name + marks,
    ...(name.written !== undefined && { written: name.written + marks }),
  };
  return { name: whole, suffixes: [...before, ...suffixes.slice(at + 1)], marks, bare: name };
}

/**
 * Sees `W^{hh}`, `δ_t^o` and `b^{(in)}` as names with a label above: `W^hh`, `δ^o`. Whether it is one, and no power, is for
 * whoever knows the names to say.
 */
export function labelledHead({ name, suffixes }: Headed): Primed | undefined {
  const at = suffixes.findIndex(({ kind }) => kind === "sup");
  const above = suffixes[at];
  if (above?.kind !== "sup" || above.elementwise) return undefined;
  const label = labelOf(above.exponent);
  const before = suffixes.slice(0, at);
  if (label === undefined || !before.every(({ kind }) => kind === "sub")) return undefined;
  const marks = `^${label}`;
  const whole: Name = {
    ...name,
    span: at === 0 ? cover(name.span, above.span) : name.span,
    name: name.name + marks,
    ...(name.written !== undefined && { written: name.written + marks }),
  };
  return { name: whole, suffixes: [...before, ...suffixes.slice(at + 1)], marks, bare: name };
}

function labelOf(exponent: Expr): string | undefined {
  if (exponent.kind === "name") return exponent.name;
  return exponent.kind === "group" && exponent.items.length === 1 ? labelOf(exponent.items[0]!) : undefined;
}

/** A name and nothing else, with its primes: `t`, `t'`. */
export function plainName(expr: Expr): Name | undefined {
  const head = headed(expr);
  const { name, suffixes } = (head && primedHead(head)) ?? head ?? {};
  return suffixes?.length === 0 ? name : undefined;
}

/** A head rewritten to a name that is declared; `span` covers the name with its primes. */
export interface DeclaredHead {
  readonly name: string;
  readonly span: Span;
  readonly suffixes: readonly Suffix[];
}

/**
 * Rewrites a head to the name that is declared: `alpha` or `α`; `h'` where something has that name; `h_t` as `h` with
 * the index t where no `h_t` is declared. Undefined where nothing declared is meant.
 */
export function declaredHead(context: Context, written: Headed): DeclaredHead | undefined {
  const head = withoutLossArguments(context.scope, written);
  if (isSumSign(context, head)) return undefined;
  const known = ({ bare, name, marks, suffixes }: Primed) => knownHead(context, bare, name.span, marks, suffixes);
  const primed = primedHead(head);
  const labelled = labelledHead(head);
  return (
    (primed && known(primed)) ??
    (labelled && known(labelled)) ??
    knownHead(context, head.name, head.name.span, "", head.suffixes)
  );
}

function knownHead(
  context: Context,
  bare: Name,
  span: Span,
  marks: string,
  suffixes: readonly Suffix[],
): DeclaredHead | undefined {
  const { scope } = context;
  for (const spelling of spellings(bare)) {
    const name = spelling + marks;
    if (scope.arities.has(name) || scope.functions.has(name))
      return { name, span, suffixes: suffixes.map((suffix, at) => (at === 0 ? apart(scope, name, suffix) : suffix)) };
  }
  for (const spelling of spellings(bare)) {
    const split = splitUnderscore(context, spelling, bare.span, (base) => isIndexed(scope, base + marks));
    if (split) {
      const name = split.base + marks;
      return { name, span, suffixes: [apart(scope, name, split.sub), ...suffixes] };
    }
  }
  // `y_i` of a y without indices: a component, if i is an index; `y_1`, where that is no name of its own.
  for (const spelling of spellings(bare)) {
    const split = splitUnderscore(context, spelling, bare.span, (base) => scope.quantities.has(`${base}${marks}/0`));
    const isComponent =
      split?.sub.kind === "sub" &&
      split.sub.items.every((item) => scope.areNamesKnown || (item.kind === "name" && isVariable(context, item)));
    if (!split || !isComponent) continue;
    const name = split.base + marks;
    return { name, span, suffixes: [apart(scope, name, split.sub), ...suffixes] };
  }
  return undefined;
}

/** The `_12` of a matrix, or of what has two indices, as 1 and 2. */
function apart(scope: Scope, name: string, sub: Suffix): Suffix {
  const [only, ...others] = sub.kind === "sub" ? sub.items : [];
  const arities = scope.arities.get(name);
  if (sub.kind !== "sub" || only?.kind !== "number" || others.length > 0 || !/^\d\d$/.test(only.text)) return sub;
  const whole = scope.quantities.get(`${name}/0`);
  if (arities?.has(1) || !(arities?.has(2) || whole?.shape?.length === 2)) return sub;
  return { ...sub, items: [...only.text].map((text) => ({ ...only, text })) };
}

/** The names that a head may go by, its primes included. */
export function namesOf(head: Headed): string[] {
  return spellings((primedHead(head) ?? labelledHead(head) ?? head).name);
}

export function isVariable(context: Context, name: Name): boolean {
  return tryIndex(context, name)?.kind === "variable" || context.fixed.has(name.name);
}

/** `h_t` as `h` and the subscript `t`; `W_ij` as `W` and `i, j` where these are indices. */
export function splitUnderscore(
  context: Context,
  name: string,
  span: Span,
  accepts: (base: string) => boolean,
): { base: string; sub: Suffix } | undefined {
  for (let at = name.lastIndexOf("_"); at > 0; at = name.lastIndexOf("_", at - 1)) {
    const [base, below] = [name.slice(0, at), name.slice(at + 1)];
    const items = accepts(base) ? subscriptItems(context, below, span) : undefined;
    if (items) return { base, sub: { kind: "sub", span, items } };
    const labelled = labelBelow(context, below, span);
    if (labelled && accepts(`${base}_${labelled.label}`))
      return { base: `${base}_${labelled.label}`, sub: { kind: "sub", span, items: labelled.items } };
  }
  return undefined;
}

/** The ι of `w_{iι}`: a Greek letter that is no index beside letters that are says which w it is, as gates do. */
function labelBelow(
  context: Context,
  text: string,
  span: Span,
): { readonly label: string; readonly items: readonly Expr[] } | undefined {
  const letters = text.match(/.'*/gu) ?? [];
  const names = letters.map((letter): Name => ({ kind: "name", span, name: letter }));
  const items = names.filter((letter) => isVariable(context, letter));
  const [label, ...others] = names.filter((letter) => !items.includes(letter));
  const isLabel = label && others.length === 0 && /^\p{Script=Greek}$/u.test(label.name) && !tryIndex(context, label);
  return isLabel && items.length > 0 ? { label: label.name, items } : undefined;
}

/** What a suffix would index with; `_{jk}` and `_{h'h}` hold two indices each. */
export function indexItems(context: Context, suffix: Suffix): readonly Expr[] | undefined {
  const cells = indexCells(suffix);
  return suffix.kind === "sub" ? cells?.flatMap((cell) => indicesTogether(context, cell) ?? [cell]) : cells;
}

/**
 * Several indices that stand together: jk where that is none itself, h'h, and `i j` with a space, since nobody multiplies two
 * indices to have a third.
 */
export function indicesTogether(context: Context, expr: Expr): readonly Expr[] | undefined {
  const name = plainName(expr);
  if (name) return tryIndex(context, name) ? undefined : subscriptItems(context, name.name, name.span);
  if (expr.kind !== "product" || expr.rest.some(({ op }) => op !== "")) return undefined;
  const factors = [expr.first, ...expr.rest.map(({ factor }) => factor)];
  const items = factors.flatMap((factor): readonly (Expr | undefined)[] => {
    const single = plainName(factor);
    return indicesTogether(context, factor) ?? [single && isVariable(context, single) ? factor : undefined];
  });
  return items.every((item) => item !== undefined) ? items : undefined;
}

/** The subscript as expressions: a number, an index or size, or several one-letter indices, each with its primes. */
export function subscriptItems(context: Context, text: string, span: Span): Expr[] | undefined {
  if (/^\d+$/.test(text)) return [{ kind: "number", span, text }];
  const asName = (name: string): Name => ({ kind: "name", span, name });
  if (tryIndex(context, asName(text))) return [asName(text)];
  // `α_1j`, `α_Ti`: numbers and sizes beside an index.
  const items = (text.match(/.'*/gu) ?? []).map((letter): Expr =>
    /^\d$/.test(letter) ? { kind: "number", span, text: letter } : asName(letter),
  );
  const isIndex = items.map((item) => item.kind === "name" && isVariable(context, item));
  if (items.length > 1 && isIndex.includes(true) && items.every((item) => tryIndex(context, item))) return items;
  return undefined;
}

function isIndexed(scope: Scope, name: string): boolean {
  if ((scope.quantities.get(`${name}/0`)?.shape?.length ?? 0) > 0) return true;
  if ((scope.functions.get(name)?.familyArity ?? 0) > 0) return true;
  return [...(scope.arities.get(name) ?? [])].some((arity) => arity > 0);
}

/**
 * Takes as many indices from the suffixes as the declared numbers of indices allow. Parentheses index only where they
 * hold an index expression, or where nothing else could be meant.
 */
export function takeIndices(
  context: Context,
  suffixes: readonly Suffix[],
  wanted: ReadonlySet<number>,
): Taken<IndexExpr[] | undefined> {
  const [least, most] = [Math.min(...wanted), Math.max(...wanted)];
  const indices: IndexExpr[] = [];
  let at = 0;
  while (indices.length < most && at < suffixes.length) {
    const suffix = suffixes[at]!;
    const cells = indexItems(context, suffix);
    if (!cells || cells.length === 0 || indices.length + cells.length > most) break;
    const found = cells.map((cell) => tryIndex(context, cell));
    if (wanted.has(indices.length) && isFactorApart(suffix, found)) break;
    if (found.every((index) => index !== undefined)) indices.push(...found);
    else if (indices.length < least || suffix.kind === "sub") {
      for (const cell of cells) readIndex(context, cell);
      return { value: undefined, rest: suffixes.slice(at + 1) };
    } else break;
    at++;
  }
  for (const index of indices) noteFree(context, index);
  return { value: indices, rest: suffixes.slice(at) };
}

/** Takes an element of the declared quantity `name`. */
export function takeElement(
  context: Context,
  name: string,
  span: Span,
  suffixes: readonly Suffix[],
): Taken<ElementReference | Formula> {
  const arities = context.scope.arities.get(name)!;
  const upright = withTransposesLast(context, suffixes, arities);
  const ordered = cellsApart(context, inOrder(context, upright, arities, name), name);
  const taken = takeIndices(context, ordered, arities);
  const used = ordered.length - taken.rest.length;
  const whole = { start: span.start, end: used > 0 ? Math.max(span.end, ordered[used - 1]!.span.end) : span.end };
  const indices = taken.value;
  if (!indices)
    return { value: { kind: "trouble", span: whole, reason: "its index could not be read" }, rest: taken.rest };
  warnOfFactorApart(context, name, indices, arities, taken.rest[0]);
  const elsewhere = lossElsewhere(context, name, span, taken.rest[0]);
  if (elsewhere) return { value: elsewhere, rest: [] };
  const quantity = quantityAt(context.scope, name, indices, context.numbered, context.bound);
  if (quantity && quantity !== context.defining) context.scope.used.add(quantity);
  if (quantity)
    return {
      value: { quantity, indices, span: whole },
      rest: withComponents(context, quantity, taken.rest),
    };
  if (!arities.has(indices.length)) noteWanted(context, name, upright);
  const value = arities.has(indices.length)
    ? noMember(context, name, whole, indices)
    : indexCountTrouble(context, name, whole, arities, indices.length);
  return { value, rest: taken.rest };
}

/** `W'[t]` of a W that is no function, where no W' is known: most likely a transpose. */
export function takeStrayPrime(
  context: Context,
  { name, span, suffixes }: DeclaredHead,
  primes: Suffix,
): Taken<Formula> {
  // The one slip is the prime: what its indices lack is not told as well.
  const silent: Context = { ...context, scope: { ...context.scope, report: () => {} } };
  const taken = takeElement(silent, name, span, suffixes.slice(1));
  const end = Math.max(primes.span.end, taken.value.span.end);
  const behind = { start: end, end };
  const edits =
    end === primes.span.end
      ? [{ span: primes.span, text: "ᵀ" }]
      : [
          { span: primes.span, text: "" },
          { span: behind, text: "ᵀ" },
        ];
  const message = `\`'\` differentiates a function, and \`${name}\` is none. For a transpose write \`ᵀ\`; a quantity of its own, \`${name}'\`, is declared or defined first.`;
  context.scope.report(problem("syntax/prime", primes.span, message, { fixes: [{ title: "Write ᵀ", edits }] }));
  const reason = "`'` stands after something that is no function";
  return { value: { kind: "trouble", span: { start: span.start, end }, reason }, rest: taken.rest };
}

/** `W^{(3)}` where there are a `W^{(1)}` and a `W^{(2)}` of different shapes. */
function noMember(context: Context, name: string, span: Span, indices: readonly IndexExpr[]): Formula {
  const own = indices.map(printIndex).join(",");
  if (context.scope.letteredPlaces.has(`${name}/${indices.length}`)) {
    const message = `\`${name}\` stands for several quantities here, told apart by the ranges of their indices, and none has those of \`${own}\`. Give each a name of its own.`;
    return trouble(context, "name/undeclared", span, message);
  }
  const others = memberNumbers(context.scope, name, indices.length);
  return trouble(
    context,
    "name/undeclared",
    span,
    `There is no element ${own} of \`${name}\`, whose elements have shapes of their own; there ${others.length === 1 ? "is" : "are"} ${others.join(" and ")}. Declare it or define it above.`,
  );
}

function indexCountTrouble(
  context: Context,
  name: string,
  span: Span,
  arities: ReadonlySet<number>,
  given: number,
): Formula {
  const wanted = [...arities].sort((a, b) => a - b);
  const sample = (count: number) => (count === 0 ? `\`${name}\`` : `\`${name}[${exampleIndices(context, count)}]\``);
  // The square alone may have a name: `σ² = …`.
  const [only] = wanted;
  const isSquare = only === given + 1 && [...(numbersAt(context.scope, name, only, given) ?? [])].join() === "2";
  if (isSquare)
    return trouble(
      context,
      "name/index-count",
      span,
      `\`${name}²\` is a name here, and \`${name}\` alone is none. For its root write \`√(${name}²)\`, for \`${name}³\` write \`(${name}²)^(3/2)\`.`,
    );
  const count = (number: number) => (number === 0 ? "no index" : number === 1 ? "one index" : `${number} indices`);
  return trouble(
    context,
    "name/index-count",
    span,
    `\`${name}\` has ${wanted.map(count).join(" or ")}, and ${given === 0 ? "none is" : `${given} ${given === 1 ? "is" : "are"}`} given here. Write ${wanted.map(sample).join(" or ")}.`,
  );
}

/** Indices to show how a reference with so many is written. */
export function exampleIndices(context: Context, count: number): string {
  const names = [...context.scope.indices.keys()];
  return Array.from({ length: count }, (_, at) => names[at] ?? names[0] ?? "t").join(", ");
}

/** Reads an expression that must be one element (the x of ∂y/∂x); what follows it is left. */
export function readReference(context: Context, expr: Expr, purpose: string): Taken<ElementReference | Formula> {
  const head = headed(expr);
  const declared = head && declaredHead(context, head);
  const [first] = declared?.suffixes ?? [];
  if (declared && first?.kind === "primes" && context.scope.arities.has(declared.name))
    return takeStrayPrime(context, declared, first);
  if (head && declared && context.scope.arities.has(declared.name))
    return takeElement(context, declared.name, declared.span, declared.suffixes);
  const stranger = head?.name ?? expr;
  if (stranger.kind === "missing") return { value: silentTrouble(expr.span), rest: [] };
  const isFunction = head !== undefined && !declared && isBuiltInName(head.name.name);
  if (head && !declared && !isFunction && !tryIndex(context, head.name))
    return { value: undeclared(context, (primedHead(head) ?? head).name), rest: [] };
  return {
    value: trouble(
      context,
      "derivative/not-a-quantity",
      stranger.span,
      `${purpose} a quantity of the model, and this is none.`,
    ),
    rest: [],
  };
}
