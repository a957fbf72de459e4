/** What `gradus/why` is asked with and answered by: the explanation of the claim at a position, with places as ranges. */
import { RequestType, type Position, type Range, type TextDocumentIdentifier } from "vscode-languageserver";
import type { PathRow, Paths, Why } from "../features/why.ts";

export interface WhyParams {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
}

export interface WhyAnswer extends Omit<Why, "span" | "related" | "paths"> {
  readonly range: Range;
  readonly related: readonly { readonly range: Range; readonly message: string }[];
  readonly paths?: Omit<Paths, "paths"> & {
    readonly paths: readonly (Omit<PathRow, "equation"> & {
      readonly equation: { readonly range: Range; readonly text: string };
    })[];
  };
}

export const WhyRequest = new RequestType<WhyParams, WhyAnswer | null, void>("gradus/why");
