/** What real editors say of themselves in `initialize`. */
import type { ClientProfile } from "./client.ts";
import emacs30 from "./initialize/emacs-30.1.json" with { type: "json" };
import helix25 from "./initialize/helix-25.01.1.json" with { type: "json" };
import neovim010 from "./initialize/neovim-0.10.4.json" with { type: "json" };
import neovim012 from "./initialize/neovim-0.12.4.json" with { type: "json" };

const markupKinds = ["markdown", "plaintext"];

/** VS Code 1.9x with vscode-languageclient 10, cut to what concerns a server like ours. */
export const vscode: ClientProfile = {
  capabilities: {
    workspace: {
      applyEdit: true,
      workspaceEdit: { documentChanges: true, failureHandling: "textOnlyTransactional" },
      configuration: true,
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
      codeLens: { refreshSupport: true },
      diagnostics: { refreshSupport: true },
      workspaceFolders: true,
    },
    textDocument: {
      publishDiagnostics: {
        relatedInformation: true,
        versionSupport: true,
        tagSupport: { valueSet: [1, 2] },
        codeDescriptionSupport: true,
        dataSupport: true,
      },
      synchronization: { dynamicRegistration: true, willSave: true, willSaveWaitUntil: true, didSave: true },
      hover: { dynamicRegistration: true, contentFormat: markupKinds },
      completion: {
        dynamicRegistration: true,
        contextSupport: true,
        completionItem: {
          snippetSupport: true,
          commitCharactersSupport: true,
          documentationFormat: markupKinds,
          insertReplaceSupport: true,
          labelDetailsSupport: true,
        },
      },
      signatureHelp: {
        dynamicRegistration: true,
        signatureInformation: {
          documentationFormat: markupKinds,
          parameterInformation: { labelOffsetSupport: true },
          activeParameterSupport: true,
        },
      },
      documentSymbol: { dynamicRegistration: true, hierarchicalDocumentSymbolSupport: true, labelSupport: true },
      codeAction: {
        dynamicRegistration: true,
        isPreferredSupport: true,
        disabledSupport: true,
        codeActionLiteralSupport: { codeActionKind: { valueSet: ["", "quickfix", "refactor", "source"] } },
      },
      codeLens: { dynamicRegistration: true },
      diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false },
    },
    window: { showMessage: { messageActionItem: { additionalPropertiesSupport: true } }, workDoneProgress: true },
    general: { staleRequestSupport: { cancel: true }, positionEncodings: ["utf-16"] },
    // What Gradus's own client adds.
    experimental: { commands: { commands: ["gradus.why"] } },
  },
};

/** Those below sent these messages to our server as the README sets them up; only the process is left out. */
export const neovim: ClientProfile = { ...neovim012, settings: { hints: "kind" } };

export const olderNeovim: ClientProfile = { ...neovim010, settings: { hints: "kind" } };

/** It prefers UTF-8, which a server need not speak, and shows no lenses. */
export const helix: ClientProfile = { ...helix25, settings: { hints: "kind" } };

/** Eglot, which prefers UTF-32. */
export const emacs: ClientProfile = emacs30;

/** An editor that says nothing of itself, as the protocol allows. */
export const bare: ClientProfile = { capabilities: {} };
