/** A suggestion of completion, as plain data. */
import type { Block } from "./markup.ts";

export type CompletionKind =
  | "quantity"
  | "param"
  | "input"
  | "const"
  | "adjoint"
  | "index"
  | "size"
  | "function"
  | "constant"
  | "keyword"
  | "template"
  | "word"
  | "symbol";

/** Something that may be typed. */
export interface Suggestion {
  readonly kind: CompletionKind;
  readonly label: string;
  /** A few words beside it: its role and shape. */
  readonly detail: string;
  readonly meaning: readonly Block[];
  /** What is inserted; a snippet. */
  readonly snippet: string;
  /** What letters typed are compared with, where that is not the label. */
  readonly filter?: string;
}
