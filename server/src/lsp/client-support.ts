/** What the client can do, as its `initialize` says. Whatever it does not mention, it cannot. */
import { MarkupKind, type InitializeParams } from "vscode-languageserver";

export interface ClientSupport {
  readonly relatedInformation: boolean;
  readonly markdownHovers: boolean;
  readonly symbolTrees: boolean;
  /** Code actions rather than bare commands. */
  readonly codeActions: boolean;
  readonly lensRefresh: boolean;
  /** The server may ask for settings. */
  readonly configuration: boolean;
  /** The server may ask to be told of changed settings. */
  readonly configurationEvents: boolean;
}

export function supportOf({ capabilities }: InitializeParams): ClientSupport {
  const { textDocument, workspace } = capabilities;
  return {
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation === true,
    markdownHovers: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    symbolTrees: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    configurationEvents: workspace?.didChangeConfiguration?.dynamicRegistration === true,
  };
}
