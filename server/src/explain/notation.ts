/**
 * Notation: how a sheet writes its mathematics. It is read off the line itself, then off the lines beside it, by example:
 * `c^{(t+1)}`, `c_{t+1}`, `cₜ₊₁` or `c[t+1]`, `\bar{c}_t` or `∂L/∂c[t]`, `W^\top` or `Wᵀ`. What is put into a line then
 * looks like what stands there.
 */
import type { ElementwiseName } from "../engine/elementwise.ts";
import { printIndex, type IndexExpr } from "../semantics/indices.ts";
import type { Claim, ElementReference, Formula, Loop, Model, Quantity, SheetFunction } from "../semantics/model.ts";
import { partsOf } from "../semantics/walk.ts";
import { adjointMarks, subscripts } from "../syntax/glyphs.ts";
import { namesOfSymbol } from "../syntax/symbol-names.ts";
import { closedSpan, slice } from "./source.ts";

export interface Notation {
  /** The line is written in LaTeX. */
  readonly isLatex: boolean;
  reference(reference: ElementReference): string;
  adjoint(of: ElementReference): string;
  derivative(of: ElementReference, by: ElementReference, isImmediate: boolean): string;
  /** The name of a built-in function. */
  elementwise(name: ElementwiseName): string;
  /** The name of a function of the sheet, with its index and its primes. */
  call(fn: SheetFunction, indices: readonly IndexExpr[], primes: number): string;
  /** The text of a name, a call or what stands in parentheses, transposed. */
  transposed(text: string): string;
  power(base: string, exponent: string): string;
  /** The inverse of a matrix that is a name or stands in parentheses. */
  inverse(base: string): string;
  /** Between the sides of a product by components. */
  readonly hadamard: string;
  /** What stands before the body of a sum or product. */
  fold(which: "sum" | "product", binders: readonly Loop[]): string;
  /** `for t < T` behind a line. */
  condition(text: string): string;
}

/** How the index of a reference is written. */
type IndexStyle = "brackets" | "parentheses" | "raised" | "braced" | "layer" | "power" | "subscript" | "run" | "glyphs";

/** A reference as it stands in the sheet: its name and how its index is written. */
interface Written {
  readonly reference: ElementReference;
  readonly head: string;
  readonly style: IndexStyle | undefined;
}

/** An adjoint as it stands in the sheet: what stands before and behind the reference. */
interface WrittenAdjoint {
  readonly isAlias: boolean;
  /** A macron over the name. */
  readonly mark: string | undefined;
  readonly before: string;
  /** Between the name and its index, where the adjoint's brace closes there: `\bar{c}^{(t)}`. */
  readonly within: string;
  readonly after: string;
}

export function notationOf(text: string, model: Model, claim: Claim): Notation {
  const own = slice(text, claim.span);
  // `\bar` alone stands in lines of other characters, too.
  const isLatex = /\\[a-zA-Z]/.test(own) && !/[Α-Ωα-ωϕΣΠ∑∏ᵀ⊤⊙∂∇]/.test(own);
  const near = [claim.right, claim.left];
  const far = [
    ...model.definitions.map(({ formula }) => formula),
    ...model.claims.flatMap(({ left, right }) => [right, left]),
  ];
  const examples = once(() => readExamples(text, near, far));

  const styleFor = (arity: number, quantity: Quantity | undefined): IndexStyle => {
    const { written } = examples();
    const styled = written.filter(({ style }) => style !== undefined);
    // A number above a name (`z^2`) is that name's own; other indices are written as those of the line.
    const own = styled.find(({ reference, style }) => reference.quantity.name === quantity?.name && style === "power");
    const same = styled.find(({ reference, style }) => reference.indices.length === arity && style !== "power");
    return (own ?? same ?? styled.find(({ style }) => style !== "power"))?.style ?? "brackets";
  };
  const headOf = (quantity: Quantity): string =>
    examples().written.find(({ reference, head }) => reference.quantity === quantity && head !== "")?.head ??
    nameAs(isLatex, quantity.name);
  const indexed = (head: string, indices: readonly IndexExpr[], style?: IndexStyle): string =>
    indices.length === 0
      ? head
      : head + printIndices(style ?? styleFor(indices.length, undefined), head, indices.map(printIndex), isLatex);
  const reference = ({ quantity, indices }: ElementReference): string =>
    indexed(headOf(quantity), indices, styleFor(indices.length, quantity));

  function adjoint(of: ElementReference): string {
    const { adjoints } = examples();
    const alias = adjoints[0]?.isAlias ? aliasOf(model, of) : undefined;
    if (alias) return indexed(headOf(alias), of.indices, styleFor(of.indices.length, alias));
    // In another layout ∂L/∂v is the transpose of the adjoint.
    const example = adjoints.find(
      ({ isAlias, before }) =>
        !isAlias && (model.layout === "plain" || !/∂|partial|^\s*d|\\mathrm|∇|nabla/.test(before)),
    );
    const head = headOf(of.quantity);
    const style = styleFor(of.indices.length, of.quantity);
    if (!example) return isLatex ? indexed(`\\bar{${head}}`, of.indices, style) : `bar ${reference(of)}`;
    const { mark, before, within, after } = example;
    if (mark !== undefined) return indexed(marked(head, mark), of.indices, style);
    if (within !== "") return indexed(`${before}${head}${within}`, of.indices, style) + after;
    const inner = reference(of);
    const isTight = /[_^]$/.test(before) && [...inner].length > 1;
    return `${before}${isTight ? `{${inner}}` : inner}${after}`;
  }

  return {
    isLatex,
    reference,
    adjoint,
    derivative(of, by, isImmediate) {
      const plus = isImmediate ? (isLatex ? "^+" : "⁺") : "";
      return isLatex
        ? `\\frac{\\partial${plus} ${reference(of)}}{\\partial${plus} ${reference(by)}}`
        : `∂${plus}${reference(of)}/∂${plus}${reference(by)}`;
    },
    elementwise: (name) => examples().functions.get(name) ?? (isLatex ? `\\${namesOfSymbol(name)?.[0] ?? name}` : name),
    call(fn, indices, primes) {
      const head = isLatex ? slice(text, fn.nameSpan) : fn.name;
      const isCut = !/^\\?[\p{L}\p{N}_{}\\]+$/u.test(head);
      const name = isCut ? nameAs(isLatex, fn.name) : head;
      if (indices.length === 0) return name + "'".repeat(primes);
      const full = indexed(name, indices);
      return full.endsWith(")}") && primes > 0
        ? `${full.slice(0, -1)}${"\\prime".repeat(primes)}}`
        : full + "'".repeat(primes);
    },
    transposed(inner) {
      const mark = transposeMark(own, text, model, isLatex);
      // `h^{(t)\top}`: nothing has two superscripts.
      if (mark.startsWith("^") && /[)\]]\}$/.test(inner)) return `${inner.slice(0, -1)}${mark.replace(/[\^{}]/g, "")}}`;
      if (/\^\{\s*-\s*1\s*\}$|⁻¹$/.test(inner)) return `(${inner})${mark}`;
      return inner + mark;
    },
    power(base, exponent) {
      const below = /\^(?:\{[^{}]*\}|\([^()]*\)|[^\s(){}]+)$/.test(base) ? `(${base})` : base;
      const raised = /[²³]/.test(own) ? { 2: "²", 3: "³" }[exponent] : undefined;
      return below + (raised ?? `^${isLatex && exponent.length > 1 ? `{${exponent}}` : exponent}`);
    },
    inverse(base) {
      const found = /⁻¹|\^\s*(?:\{\s*-\s*1\s*\}|\(-1\)|-1)|\binv\(/;
      const mark = (found.exec(own) ?? found.exec(slice(text, model.span)))?.[0].replace(/\s+/g, "");
      if (mark === "inv(") return `inv(${/^\(.*\)$/.test(base) ? base.slice(1, -1) : base})`;
      const below = /\^(?:\{[^{}]*\}|\([^()]*\))$/.test(base) ? `(${base})` : base;
      return below + (isLatex ? "^{-1}" : (mark ?? "^-1"));
    },
    get hadamard() {
      const found = /⊙|∘|\\odot|\\circ|\.\*/;
      return ` ${(found.exec(own) ?? (isLatex ? undefined : found.exec(slice(text, model.span))))?.[0] ?? (isLatex ? "\\odot" : "⊙")} `;
    },
    fold: (which, binders) =>
      foldHead(which, binders, examples().folds.get(which), model, isLatex).replace(/\}$/, "} "),
    condition: (words) =>
      isLatex ? ` \\quad \\text{for } ${words.replace("≤", "\\le ").replace("≥", "\\ge ")}` : ` for ${words}`,
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

// ── Examples ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Examples {
  /** Of the line first. */
  readonly written: readonly Written[];
  readonly adjoints: readonly WrittenAdjoint[];
  readonly functions: ReadonlyMap<ElementwiseName, string>;
  readonly folds: ReadonlyMap<"sum" | "product", string>;
}

function readExamples(text: string, near: readonly Formula[], far: readonly Formula[]): Examples {
  const written: Written[] = [];
  const adjoints: WrittenAdjoint[] = [];
  const functions = new Map<ElementwiseName, string>();
  const folds = new Map<"sum" | "product", string>();
  const visit = (formula: Formula): void => {
    if (formula.kind === "element") written.push(writtenAs(text, formula.reference));
    else if (formula.kind === "adjoint") {
      const example = adjointAs(text, formula);
      const { reference, head, style } = writtenAs(text, formula.of);
      // An alias is another name.
      written.push({ reference, head: example?.isAlias ? "" : head, style });
      if (example) adjoints.push(example);
    } else if (formula.kind === "elementwise" && !functions.has(formula.name)) {
      const name = /^\\?\p{L}+/u.exec(slice(text, formula.span))?.[0];
      if (name !== undefined) functions.set(formula.name, name);
    } else if (formula.kind === "fold" && formula.which !== "stack" && !folds.has(formula.which))
      folds.set(formula.which, slice(text, formula.span));
    if (formula.kind === "derivative") for (const by of formula.by) written.push(writtenAs(text, by));
    // Parts that stand where the whole does are what a command of the sheet's own stands for: nobody wrote them there.
    const { start, end } = formula.span;
    for (const part of partsOf(formula)) if (part.span.start > start || part.span.end < end) visit(part);
  };
  near.forEach(visit);
  far.forEach(visit);
  return { written, adjoints, functions, folds };
}

/** What stands behind a name as its index, by its style; the index itself is the first group. */
const indexPatterns: readonly (readonly [IndexStyle, RegExp])[] = [
  ["layer", /\s*\^\s*\{\s*\[([^[\]]*)\]\s*\}?$/],
  ["brackets", /\s*\[([^[\]]*)\]$/],
  // A transpose may stand in the same braces: `W^{(2)\top}`.
  ["braced", /\s*\^\s*\{\s*\(([^()]*)\)\s*\}?$/],
  ["raised", /\s*\^\s*\(([^()]*)\)$/],
  ["subscript", /\s*_\s*\{([^{}]*)\}$/],
  ["subscript", /_([\p{L}\p{N}])$/u],
  ["subscript", /_(?:\{([^{}]*)\}|[\p{L}\p{N}])(\^(?:\{[^{}()]*\}|[\p{L}\p{N}]+))$/u],
  ["parentheses", /\s*\(([^()]*)\)$/],
  ["glyphs", new RegExp(`([${[...subscripts.keys()].join("")}]+)$`, "u")],
];

function writtenAs(text: string, reference: ElementReference): Written {
  const { indices } = reference;
  const own = slice(text, reference.span).replace(adjointMarks, "").trim();
  const whole = indices.length === 0 ? own : undefined;
  if (whole !== undefined) return { reference, head: isBalanced(whole) ? whole : "", style: undefined };
  // `z^2` is the second z, and `\sigma_B^2` that of σ_B.
  const power = /\s*\^\s*(?:\{(\d)\}|(\d))$/.exec(own);
  if (power && indices.length === 1 && printIndex(indices[0]!) === (power[1] ?? power[2]))
    return { reference, head: own.slice(0, power.index), style: "power" };
  for (const [style, pattern] of indexPatterns) {
    const found = pattern.exec(own);
    // `A_{ij}`: two indices that run together.
    const isRun = style === "subscript" && indices.length > 1 && indices.map(printIndex).join("") === found?.[1];
    if (!found || (!isRun && (found[1] ?? "").split(",").length !== indices.length)) continue;
    // `\delta_t^h`: the index stands before a label of the name.
    const label = found[2] ?? "";
    // `\bar{c}^{(t)}`: the reference starts inside the brace.
    const bare = own
      .slice(0, found.index)
      .replace(/\}$/, (brace) => (isBalanced(own.slice(0, found.index)) ? brace : ""));
    const head = bare + label;
    return { reference, head: isBalanced(head) ? head.normalize("NFC") : "", style: isRun ? "run" : style };
  }
  return { reference, head: "", style: undefined };
}

function isBalanced(text: string): boolean {
  return text.split("{").length === text.split("}").length && text.split("(").length === text.split(")").length;
}

function adjointAs(text: string, formula: Extract<Formula, { kind: "adjoint" }>): WrittenAdjoint | undefined {
  const { of } = formula;
  const span = closedSpan(text, formula.span);
  const plain = { isAlias: false, mark: undefined, before: "", within: "", after: "" };
  const decomposed = slice(text, of.span).normalize("NFD");
  const mark = /[\u0304\u0305]/.exec(decomposed)?.[0];
  if (mark !== undefined) return { ...plain, mark };
  if (span.start === of.span.start) return { ...plain, isAlias: true };
  const before = text.slice(span.start, of.span.start);
  const after = text.slice(of.span.end, span.end);
  if (isBalanced(slice(text, of.span))) return { ...plain, before, after };
  return /^[^{}]*\}/.test(slice(text, of.span)) ? { ...plain, before, within: "}", after: "" } : undefined;
}

function aliasOf(model: Model, of: ElementReference): Quantity | undefined {
  return [...model.quantities.values()].find(
    ({ alias, arity }) =>
      alias?.of.quantity === of.quantity &&
      arity === of.indices.length &&
      alias.of.indices.every((index, at) => printIndex(index) === alias.parameters[at]),
  );
}

// ── Printing ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A name as LaTeX has it, if it is to be: σ as `\sigma`, `w_ix` as `w_{ix}`. */
function nameAs(isLatex: boolean, name: string): string {
  if (!isLatex) return name;
  const [, head = name, below, label] = /^(.+?)(?:_(.+?))?(?:\^(.+))?$/u.exec(name) ?? [];
  const known = [...head].length === 1 ? namesOfSymbol(head)?.[0] : undefined;
  const first = known === undefined ? head : `\\${known}`;
  const tied = (sign: string, text: string | undefined) =>
    text === undefined ? "" : sign + ([...text].length > 1 ? `{${text}}` : text);
  return first + tied("_", below) + tied("^", label);
}

function printIndices(style: IndexStyle, head: string, indices: readonly string[], isLatex: boolean): string {
  const list = indices.join(",");
  const brackets = `[${list}]`;
  switch (style) {
    case "brackets":
      return brackets;
    case "parentheses":
      return `(${list})`;
    case "raised":
      return isLatex ? `^{(${list})}` : `^(${list})`;
    case "layer":
      return `^{[${list}]}`;
    case "braced":
      return `^{(${list})}`;
    case "power":
      return /^\d$/.test(list) ? `^${list}` : brackets;
    case "subscript":
      // A name that ends in a subscript takes no second one.
      if (/_(\{[^{}]*\}|.)$/u.test(head)) return brackets;
      return [...list].length > 1 ? `_{${list}}` : `_${list}`;
    case "run":
      if (/_(\{[^{}]*\}|.)$/u.test(head)) return brackets;
      return `_{${indices.every((index) => [...index].length === 1) ? indices.join("") : list}}`;
    case "glyphs": {
      const lowered = [...list].map((char) => glyphs.get(char));
      return lowered.every((char) => char !== undefined) && !glyphsOnly.test(head) ? lowered.join("") : brackets;
    }
  }
}

const glyphs: ReadonlyMap<string, string> = new Map([...subscripts].map(([lowered, plain]) => [plain, lowered]));
const glyphsOnly = new RegExp(`[${[...subscripts.keys()].join("")}]$`, "u");

/** The macron stands over the name's first letter. */
function marked(head: string, mark: string): string {
  const [first, ...rest] = [...head];
  return `${first}${mark}${rest.join("")}`.normalize("NFC");
}

function transposeMark(own: string, text: string, model: Model, isLatex: boolean): string {
  const found = /ᵀ|⊤|\^\s*(?:\{\s*\\top\s*\}|\\top\b|\{\s*\\intercal\s*\}|⊤)/;
  // `^T` is a power where T is a size.
  const plain = model.sizes.has("T") ? undefined : /\^(?:T\b|\{T\})/;
  const mark = found.exec(own) ?? plain?.exec(own) ?? (isLatex ? undefined : (found.exec(text) ?? plain?.exec(text)));
  return mark?.[0].replace(/\s+/g, "") ?? (isLatex ? "^\\top" : "ᵀ");
}

/** `sum[t]`, `Σₜ`, `sum_t`, `Σ_{k=1}^{t}`, `\sum_{t=1}^{T}`. */
function foldHead(
  which: "sum" | "product",
  binders: readonly Loop[],
  example: string | undefined,
  model: Model,
  isLatex: boolean,
): string {
  const usual = which === "sum" ? "sum" : "prod";
  const [, word, low] = /^(?:\\?([a-z]+|[ΣΠ∑∏]))(?:\\limits)?\s*([^\s(]?)/u.exec(example ?? "") ?? [];
  const sign = isLatex ? `\\${usual}` : (word ?? usual);
  const areDeclared = binders.every((loop) => model.indices.get(loop.name) === loop);
  if (!isLatex && low !== "_" && !glyphsOnly.test(low ?? "")) {
    const range = ({ name, from, to }: Loop) => `${name}=${printIndex(from)}..${printIndex(to)}`;
    return `${sign}[${binders.map((loop) => (areDeclared ? loop.name : range(loop))).join(", ")}]`;
  }
  const names = binders.map(({ name }) => name);
  const lowered = names.map((name) => glyphs.get(name));
  if (areDeclared && glyphsOnly.test(low ?? "") && names.length === 1 && lowered[0] !== undefined)
    return `${sign}${lowered[0]}`;
  // Without its bounds, where the sheet writes it so.
  if (areDeclared && !isLatex && !/^\S*\^/.test(example ?? ""))
    return `${sign}_${names.join(",").length > 1 ? `{${names.join(",")}}` : names.join()}`;
  return binders.map(({ name, from, to }) => `${sign}_{${name}=${printIndex(from)}}^{${printIndex(to)}}`).join(" ");
}
