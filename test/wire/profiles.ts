/** What real editors say of themselves in `initialize`, cut to what concerns a server like ours. */
import type { ClientProfile } from "./client.ts";

const markupKinds = ["markdown", "plaintext"];

/** VS Code 1.9x with vscode-languageclient 10. */
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
  },
};

/** Neovim 0.10's own client. It knows no lens refresh and does not register dynamically for most things. */
export const neovim: ClientProfile = {
  capabilities: {
    general: { positionEncodings: ["utf-16"] },
    workspace: {
      applyEdit: true,
      configuration: true,
      didChangeConfiguration: { dynamicRegistration: false },
      didChangeWatchedFiles: { dynamicRegistration: false, relativePatternSupport: true },
      semanticTokens: { refreshSupport: true },
      workspaceFolders: true,
    },
    textDocument: {
      codeAction: {
        dynamicRegistration: true,
        codeActionLiteralSupport: { codeActionKind: { valueSet: ["", "quickfix", "refactor"] } },
        dataSupport: true,
        isPreferredSupport: true,
      },
      documentSymbol: { dynamicRegistration: false, hierarchicalDocumentSymbolSupport: true },
      hover: { dynamicRegistration: true, contentFormat: markupKinds },
      publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] }, dataSupport: true },
      synchronization: { dynamicRegistration: false, willSave: true, willSaveWaitUntil: true, didSave: true },
    },
    window: { showDocument: { support: true }, workDoneProgress: true },
  },
};

/** Helix 24: it prefers UTF-8, which a server need not speak, and shows no lenses. */
export const helix: ClientProfile = {
  capabilities: {
    workspace: {
      configuration: true,
      didChangeConfiguration: { dynamicRegistration: false },
      workspaceFolders: true,
      applyEdit: true,
      executeCommand: { dynamicRegistration: false },
      workspaceEdit: { documentChanges: true, failureHandling: "abort" },
    },
    textDocument: {
      hover: { contentFormat: ["markdown"] },
      codeAction: {
        codeActionLiteralSupport: { codeActionKind: { valueSet: ["", "quickfix", "refactor"] } },
        isPreferredSupport: true,
      },
      publishDiagnostics: { versionSupport: true, tagSupport: { valueSet: [1, 2] } },
    },
    window: { workDoneProgress: true, showDocument: { support: true } },
    general: { positionEncodings: ["utf-8", "utf-32", "utf-16"] },
  },
};

/** An editor that says nothing of itself, as the protocol allows. */
export const bare: ClientProfile = { capabilities: {} };
