/**
 * What the server answers to `gradus/why`, and what the panel's page is told of it. Plain data, for the extension and for the
 * page. Texts are sentences of ours in which what stands between backticks is text of a sheet, or text of a sheet as it is:
 * neither is markup.
 */

/** Asked with a document and a position; the answer is null where no claim is meant. */
export const WHY_REQUEST = "gradus/why";

export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface PlaceRange {
  readonly start: Place;
  readonly end: Place;
}

export interface WhyAnswer {
  readonly range: PlaceRange;
  /** The line as written, with the part that is wrong apart; that part is empty where something is missing. */
  readonly line: { readonly before: string; readonly fault?: string; readonly after: string };
  readonly verdict: "holds" | "fails" | "undecided";
  readonly hints: "verdict" | "place" | "kind" | "repair";
  readonly kind?: string;
  readonly what: string;
  readonly why?: string;
  readonly do?: string;
  readonly remarks: readonly string[];
  readonly related: readonly { readonly range: PlaceRange; readonly message: string }[];
  readonly sides?: SidesAnswer;
  readonly paths?: PathsAnswer;
}

/** Both sides at each index; without values where the level of hints withholds them. */
export interface SidesAnswer {
  readonly indices: readonly string[];
  readonly sizes: string;
  readonly columns: readonly [left: string, right: string];
  readonly rows: readonly {
    readonly at: readonly string[];
    readonly left?: string;
    readonly right?: string;
    readonly agrees: boolean;
    /** The one that the paths' values are of. */
    readonly isShown: boolean;
    /** Rows before it are left out. */
    readonly isBehindGap: boolean;
  }[];
}

/** What an adjoint is made of. */
export interface PathsAnswer {
  readonly of: string;
  readonly output: string;
  readonly isLoss: boolean;
  readonly at: string;
  readonly paths: readonly PathAnswer[];
  /** Terms of the line that stand for no path. */
  readonly strays: readonly string[];
  readonly total: string;
  readonly yours: string;
}

export interface PathAnswer {
  readonly user: string;
  readonly isDirect: boolean;
  readonly words: string;
  readonly equation: { readonly range: PlaceRange; readonly text: string };
  /** Absent where it can't be said shortly, or the level of hints withholds it. */
  readonly gives?: string;
  readonly value: string;
  readonly verdict: "right" | "wrong" | "missing" | "unclear";
  readonly terms: readonly string[];
}

/** What the page is to show, and what it keeps for a reload. */
export interface PageMessage {
  readonly why: WhyAnswer;
  /** Said above it: that the line is being edited, or is mended. */
  readonly note?: "editing" | "mended" | "gone";
  readonly subject: PanelState;
}

/** The claim that is spoken of: a document and a position. */
export interface PanelState extends Place {
  readonly uri: string;
}

/** What the page says: that it is there, or that a place in the sheet is to be shown. */
export type PageRequest = { readonly ready: true } | { readonly reveal: PlaceRange };
