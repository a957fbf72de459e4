/** The outline of a sheet: its models, and in each what is declared, defined and claimed. */
import type { Verdict } from "../check/verdict.ts";
import type { Claim, Definition } from "../semantics/model.ts";
import type { Statement } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import type { CheckedSheet } from "./snapshot.ts";

export type SymbolKind =
  "model" | "index" | "size" | "param" | "input" | "const" | "function" | "definition" | "loss" | "claim";

export interface SheetSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  /** What stands beside the name: a claim's verdict, for instance. */
  readonly detail: string;
  readonly span: Span;
  /** What to select: the name. Lies within `span`. */
  readonly selection: Span;
  readonly children: readonly SheetSymbol[];
}

const longestName = 60;

const verdictWords: Readonly<Record<Verdict, string>> = {
  holds: "✓ holds",
  fails: "✗ fails",
  undecided: "? undecided",
};

export function sheetSymbols(sheet: CheckedSheet): SheetSymbol[] {
  const symbols = flatSymbols(sheet);
  const heads = sheet.sheet.statements.filter((statement) => statement.kind === "model");
  let taken = 0;
  const takeUpTo = (limit: number): SheetSymbol[] => {
    const from = taken;
    while (taken < symbols.length && symbols[taken]!.span.start < limit) taken++;
    return symbols.slice(from, taken);
  };
  const before = takeUpTo(heads[0]?.span.start ?? Infinity);
  const models = heads.map((head, at): SheetSymbol => {
    const children = takeUpTo(heads[at + 1]?.span.start ?? Infinity);
    const end = children.reduce((last, { span }) => Math.max(last, span.end), head.span.end);
    return {
      name: head.name?.text ?? "model",
      kind: "model",
      detail: "",
      span: { start: head.span.start, end },
      selection: head.name?.span ?? head.keyword,
      children,
    };
  });
  return [...before, ...models];
}

function flatSymbols(sheet: CheckedSheet): SheetSymbol[] {
  const declared = sheet.sheet.statements.flatMap((statement) => declaredIn(sheet.text, statement));
  const models = sheet.result.models;
  const losses = new Set(models.map(({ model }) => model.loss));
  const defined = models.flatMap(({ model }) =>
    model.definitions.map((definition) => definitionSymbol(sheet.text, definition, losses.has(definition.quantity))),
  );
  const claimed = models.flatMap(({ claims }) =>
    claims.map(({ claim, verdict }) => claimSymbol(sheet.text, claim, verdict)),
  );
  // Lines before the first model belong to each of them, and stand in the outline once.
  const places = new Set<string>();
  return [...declared, ...defined, ...claimed]
    .filter(({ selection, kind }) => {
      const place = `${kind} ${selection.start} ${selection.end}`;
      return !places.has(place) && places.add(place);
    })
    .sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end);
}

function declaredIn(text: string, statement: Statement): SheetSymbol[] {
  switch (statement.kind) {
    case "index":
    case "size":
      return statement.items.map(({ name }) => leaf(text, statement.kind, name.span, name.span));
    case "param":
    case "input":
    case "const":
      return statement.items.map(({ target, span }) => leaf(text, statement.kind, span, target.span));
    case "function":
      return statement.targets.map(({ span }) => leaf(text, "function", span, span));
    default:
      return [];
  }
}

function leaf(text: string, kind: SymbolKind, span: Span, selection: Span): SheetSymbol {
  return { name: folded(text, selection), kind, detail: kind, span, selection, children: [] };
}

function definitionSymbol(text: string, { span, leftSpan }: Definition, isLoss: boolean): SheetSymbol {
  const detail = isLoss ? "loss" : "definition";
  return {
    name: folded(text, leftSpan),
    kind: isLoss ? "loss" : "definition",
    detail,
    span,
    selection: leftSpan,
    children: [],
  };
}

/** The first step of a chain goes by its left side, the others by what they add. */
function claimSymbol(text: string, { span, leftSpan, rightSpan }: Claim, verdict: Verdict): SheetSymbol {
  const first = leftSpan.start >= span.start;
  const selection = first ? leftSpan : rightSpan;
  const name = first ? folded(text, leftSpan) : folded(text, span);
  return { name, kind: "claim", detail: verdictWords[verdict], span, selection, children: [] };
}

/** On one line, and not longer than an outline is wide. */
function folded(text: string, { start, end }: Span): string {
  const name = text
    .slice(start, Math.min(end, start + 4 * longestName))
    .replace(/\s+/g, " ")
    .trim();
  if (name === "") return "…";
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}
