/** What helps to type, in the protocol's terms, for what the client can show: completion and signatures. */
import * as lsp from "vscode-languageserver";
import type { Completions } from "../features/completion.ts";
import { toMarkdown, toPlainText, type Block } from "../features/markup.ts";
import type { Signature } from "../features/signature-help.ts";
import { snippetText } from "../features/snippet.ts";
import type { CompletionKind } from "../features/suggestion.ts";
import type { LineIndex } from "../syntax/span.ts";
import type { ClientSupport } from "./client-support.ts";
import { fromSpan } from "./to-protocol.ts";

const kinds: Readonly<Record<CompletionKind, lsp.CompletionItemKind>> = {
  quantity: lsp.CompletionItemKind.Variable,
  param: lsp.CompletionItemKind.Property,
  input: lsp.CompletionItemKind.Field,
  const: lsp.CompletionItemKind.Constant,
  adjoint: lsp.CompletionItemKind.Event,
  index: lsp.CompletionItemKind.TypeParameter,
  size: lsp.CompletionItemKind.Unit,
  function: lsp.CompletionItemKind.Function,
  constant: lsp.CompletionItemKind.Constant,
  keyword: lsp.CompletionItemKind.Keyword,
  template: lsp.CompletionItemKind.Snippet,
  word: lsp.CompletionItemKind.EnumMember,
  symbol: lsp.CompletionItemKind.Operator,
};

/** The order of the suggestions is told by `sortText`, since clients sort the list by themselves. */
export function fromCompletions(
  lines: LineIndex,
  { word, suggestions, areAll }: Completions,
  support: ClientSupport,
): lsp.CompletionItem[] | lsp.CompletionList {
  const range = fromSpan(lines, word);
  const items = suggestions.map((suggestion, at): lsp.CompletionItem => ({
    label: suggestion.label,
    kind: kinds[suggestion.kind],
    sortText: String(at).padStart(4, "0"),
    filterText: suggestion.filter ?? suggestion.label,
    textEdit: { range, newText: support.snippets ? suggestion.snippet : snippetText(suggestion.snippet) },
    ...(support.snippets && { insertTextFormat: lsp.InsertTextFormat.Snippet }),
    ...(suggestion.detail !== "" && { detail: suggestion.detail }),
    ...(suggestion.detail !== "" && support.labelDetails && { labelDetails: { description: suggestion.detail } }),
    ...(suggestion.meaning.length > 0 && {
      documentation: fromMeaning(suggestion.meaning, support.markdownCompletion),
    }),
  }));
  return areAll ? items : { isIncomplete: true, items };
}

export function fromSignature(
  { label, parameters, active, meaning }: Signature,
  support: ClientSupport,
): lsp.SignatureHelp {
  const signature: lsp.SignatureInformation = {
    label,
    parameters: parameters.map(({ start, end }) => ({
      label: support.labelOffsets ? [start, end] : label.slice(start, end),
    })),
    documentation: fromMeaning(meaning, support.markdownSignatures),
  };
  return { signatures: [signature], activeSignature: 0, activeParameter: active };
}

function fromMeaning(meaning: readonly Block[], asMarkdown: boolean): lsp.MarkupContent {
  return asMarkdown
    ? { kind: lsp.MarkupKind.Markdown, value: toMarkdown(meaning) }
    : { kind: lsp.MarkupKind.PlainText, value: toPlainText(meaning) };
}
