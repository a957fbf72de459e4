/** What the client can do, as its `initialize` says. Whatever it does not mention, it cannot. */
import { MarkupKind, type InitializeParams } from "vscode-languageserver";

/** Shows why the claim at a place fails; its arguments are a document's URI and a position. */
export const WHY_COMMAND = "gradus.why";

export interface ClientSupport {
  readonly relatedInformation: boolean;
  readonly markdownHovers: boolean;
  /** Completion: places to fill in, Markdown beside the list, a few words on each of its lines. */
  readonly snippets: boolean;
  readonly markdownCompletion: boolean;
  readonly labelDetails: boolean;
  readonly markdownSignatures: boolean;
  /** Parameters as places in the label of a signature. */
  readonly labelOffsets: boolean;
  readonly symbolTrees: boolean;
  /** Code actions rather than bare commands. */
  readonly codeActions: boolean;
  readonly lensRefresh: boolean;
  /** It runs `gradus.why`, and shows what it then asks the server for. */
  readonly whyCommand: boolean;
  /** The server may ask for settings. */
  readonly configuration: boolean;
  /** The server may ask to be told of changed settings. */
  readonly configurationEvents: boolean;
}

export function supportOf({ capabilities }: InitializeParams): ClientSupport {
  const { textDocument, workspace, experimental } = capabilities;
  const item = textDocument?.completion?.completionItem;
  const signature = textDocument?.signatureHelp?.signatureInformation;
  return {
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation === true,
    markdownHovers: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    snippets: item?.snippetSupport === true,
    markdownCompletion: item?.documentationFormat?.includes(MarkupKind.Markdown) === true,
    labelDetails: item?.labelDetailsSupport === true,
    markdownSignatures: signature?.documentationFormat?.includes(MarkupKind.Markdown) === true,
    labelOffsets: signature?.parameterInformation?.labelOffsetSupport === true,
    symbolTrees: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    whyCommand: commandsOf(experimental).includes(WHY_COMMAND),
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    configurationEvents: workspace?.didChangeConfiguration?.dynamicRegistration === true,
  };
}

/** The commands of its own that a client offers to servers, in `{ commands: { commands: […] } }`, as several clients say it. */
function commandsOf(experimental: unknown): readonly unknown[] {
  const commands = (experimental as { commands?: { commands?: unknown } } | null | undefined)?.commands?.commands;
  return Array.isArray(commands) ? commands : [];
}
