/** From our plain data to the protocol's, for what the client can show. */
import * as lsp from "vscode-languageserver";
import type { Lens } from "../features/code-lens.ts";
import type { QuickFix } from "../features/code-actions.ts";
import { messageOf, type Diagnostic } from "../features/diagnostics.ts";
import type { Hover } from "../features/hover.ts";
import { toMarkdown, toPlainText } from "../features/markup.ts";
import type { AnalysedSheet } from "../features/snapshot.ts";
import type { SheetSymbol, SymbolKind } from "../features/symbols.ts";
import type { Severity } from "../syntax/problem-codes.ts";
import type { Why } from "../features/why.ts";
import type { LineIndex, Span } from "../syntax/span.ts";
import { WHY_COMMAND, type ClientSupport } from "./client-support.ts";
import type { WhyAnswer } from "./why-answer.ts";

const source = "gradus";

const severities: Readonly<Record<Severity, lsp.DiagnosticSeverity>> = {
  error: lsp.DiagnosticSeverity.Error,
  warning: lsp.DiagnosticSeverity.Warning,
  information: lsp.DiagnosticSeverity.Information,
};

const symbolKinds: Readonly<Record<SymbolKind, lsp.SymbolKind>> = {
  model: lsp.SymbolKind.Module,
  index: lsp.SymbolKind.Number,
  size: lsp.SymbolKind.Number,
  param: lsp.SymbolKind.Property,
  input: lsp.SymbolKind.Field,
  const: lsp.SymbolKind.Constant,
  function: lsp.SymbolKind.Function,
  definition: lsp.SymbolKind.Variable,
  loss: lsp.SymbolKind.Event,
  claim: lsp.SymbolKind.Boolean,
};

export function fromSpan(lines: LineIndex, { start, end }: Span): lsp.Range {
  return { start: lines.position(start), end: lines.position(end) };
}

export function fromDiagnostic(
  sheet: Pick<AnalysedSheet, "uri" | "lines">,
  diagnostic: Diagnostic,
  support: ClientSupport,
): lsp.Diagnostic {
  const { lines, uri } = sheet;
  const { code, severity, span, related } = diagnostic;
  const told = support.relatedInformation
    ? []
    : related.map((other) => `Line ${lines.position(other.span.start).line + 1}: ${other.message}.`);
  return {
    range: fromSpan(lines, span),
    severity: severities[severity],
    code,
    source,
    message: [messageOf(diagnostic), ...told].join("\n"),
    ...(support.relatedInformation &&
      related.length > 0 && {
        relatedInformation: related.map((other) => ({
          location: { uri, range: fromSpan(lines, other.span) },
          message: other.message,
        })),
      }),
  };
}

export function fromHover(lines: LineIndex, { span, blocks }: Hover, { markdownHovers }: ClientSupport): lsp.Hover {
  const contents = markdownHovers
    ? { kind: lsp.MarkupKind.Markdown, value: toMarkdown(blocks) }
    : { kind: lsp.MarkupKind.PlainText, value: toPlainText(blocks) };
  return { contents, range: fromSpan(lines, span) };
}

/** A title and nothing to run: an empty command is how the protocol says so. */
export function fromLens(lines: LineIndex, { span, title }: Lens): lsp.CodeLens {
  return { range: fromSpan(lines, { start: span.start, end: span.start }), command: { title, command: "" } };
}

/** `Why?` above a claim, for clients that know what to do with it. */
export function fromWhyLens(uri: string, lines: LineIndex, { start }: Span): lsp.CodeLens {
  const position = lines.position(start);
  return {
    range: { start: position, end: position },
    command: { title: "Why?", command: WHY_COMMAND, arguments: [uri, position] },
  };
}

/** The explanation of a claim, with places as ranges. */
export function fromWhy(lines: LineIndex, { span, related, paths, ...why }: Why): WhyAnswer {
  return {
    ...why,
    range: fromSpan(lines, span),
    related: related.map((other) => ({ range: fromSpan(lines, other.span), message: other.message })),
    ...(paths && {
      paths: {
        ...paths,
        paths: paths.paths.map(({ equation, ...path }) => ({
          ...path,
          equation: { range: fromSpan(lines, equation.span), text: equation.text },
        })),
      },
    }),
  };
}

export function fromSymbol(lines: LineIndex, symbol: SheetSymbol): lsp.DocumentSymbol {
  const { name, kind, detail, span, selection, children } = symbol;
  return {
    name,
    detail,
    kind: symbolKinds[kind],
    range: fromSpan(lines, span),
    selectionRange: fromSpan(lines, selection),
    children: children.map((child) => fromSymbol(lines, child)),
  };
}

/** For clients that know no trees. */
export function fromSymbolFlat(
  sheet: AnalysedSheet,
  symbol: SheetSymbol,
  containerName?: string,
): lsp.SymbolInformation[] {
  const own: lsp.SymbolInformation = {
    name: symbol.name,
    kind: symbolKinds[symbol.kind],
    location: { uri: sheet.uri, range: fromSpan(sheet.lines, symbol.span) },
    ...(containerName !== undefined && { containerName }),
  };
  return [own, ...symbol.children.flatMap((child) => fromSymbolFlat(sheet, child, symbol.name))];
}

/** Asks for the explanation of the claim that a problem is about. */
export function fromWhyAction(sheet: AnalysedSheet, diagnostic: Diagnostic, support: ClientSupport): lsp.CodeAction {
  const title = "Why is this wrong?";
  return {
    title,
    kind: lsp.CodeActionKind.QuickFix,
    diagnostics: [fromDiagnostic(sheet, diagnostic, support)],
    command: {
      title,
      command: WHY_COMMAND,
      arguments: [sheet.uri, sheet.lines.position(diagnostic.span.start)],
    },
  };
}

export function fromQuickFix(sheet: AnalysedSheet, fix: QuickFix, support: ClientSupport): lsp.CodeAction {
  const edits = fix.edits.map(({ span, text }) => ({ range: fromSpan(sheet.lines, span), newText: text }));
  return {
    title: fix.title,
    kind: lsp.CodeActionKind.QuickFix,
    diagnostics: [fromDiagnostic(sheet, fix.diagnostic, support)],
    isPreferred: fix.preferred,
    edit: { changes: Object.fromEntries([[sheet.uri, edits]]) },
  };
}
