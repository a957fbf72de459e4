/** What the page shows, as a tree of plain data: every text in it is text, whatever it holds. */
import type { PageMessage, PathAnswer, PathsAnswer, PlaceRange, SidesAnswer, WhyAnswer } from "../src/why-answer.ts";

export interface Element {
  readonly tag: string;
  readonly class?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Where a click leads, in the sheet. */
  readonly leadsTo?: PlaceRange;
  readonly children: readonly Node[];
}

export type Node = Element | string;

type Children = Node | readonly Node[];

function element(tag: string, named: string, children: Children, more: Omit<Partial<Element>, "tag"> = {}): Element {
  const list = typeof children === "string" || "tag" in children ? [children] : children;
  return { tag, ...(named !== "" && { class: named }), ...more, children: list };
}

const notes = {
  editing: "This line is being edited; what stands here is of the text before.",
  mended: "This line holds now.",
  gone: "No claim stands there any more; what stands here is of the text before.",
};

/** The note is a place of its own that is there from the start, so that a change of it is read out. */
export function noteText({ note }: PageMessage): string {
  return note === undefined ? "" : notes[note];
}

export function viewOf({ why, note }: PageMessage): Node[] {
  const { paths, sides } = why;
  return [
    ...headOf(why, note === "mended"),
    ...(paths ? [drawingOf(paths), contributionsOf(paths)] : relatedOf(why)),
    // One row is what the table of the paths ends with.
    ...(sides && !(paths && sides.rows.length === 1) ? [sidesOf(sides)] : []),
    ...footOf(why),
  ];
}

/** Sentences of ours: what stands between backticks is code. */
export function sentence(text: string): Node[] {
  return text
    .split(/`([^`]*)`/)
    .map((part, at) => (at % 2 === 1 ? code(part) : part))
    .filter((part) => part !== "");
}

function code(text: string, named = ""): Element {
  return element("code", named, text);
}

/** A button that leads to a line of the sheet. */
function link(named: string, range: PlaceRange, children: Children, text = ""): Element {
  const line = range.start.line + 1;
  const attributes = {
    type: "button",
    title: `Go to line ${line}`,
    "aria-label": `Line ${line}${text && `: ${text}`}`,
  };
  return element("button", named, children, { attributes, leadsTo: range });
}

// ── What is wrong ───────────────────────────────────────────────────────────────────────────────────────────────────

const signs = { holds: "✓", fails: "✗", undecided: "?" };

function headOf(why: WhyAnswer, isMended: boolean): Node[] {
  const { verdict, what, why: reason, do: advice, remarks } = why;
  return [
    element("p", "claim", [
      link("line", why.range, String(why.range.start.line + 1), "the line that is explained"),
      element("code", "sheet", lineOf(why)),
    ]),
    element("h1", verdict, [sign(signs[verdict]), ...sentence(isMended ? notes.mended : what)]),
    ...(reason === undefined ? [] : [element("p", "", sentence(reason))]),
    ...(advice === undefined ? [] : [element("p", "do", sentence(advice))]),
    ...remarks.map((remark) => element("p", "", sentence(remark))),
  ];
}

/** The line, with the fault marked: what is wrong, or a gap where a term is missing. */
function lineOf({ line: { before, fault, after }, kind, verdict }: WhyAnswer): Node[] {
  if (fault === undefined || verdict !== "fails") return [`${before}${after}`];
  if (kind === "missing-term" || fault === "")
    return [
      `${before}${fault} `,
      element("span", "gap", "+ ?", { attributes: { "aria-label": "something is missing here" } }),
      after,
    ];
  return [before, element("mark", "", fault), after];
}

function sign(text: string): Element {
  return element("span", "sign", text, { attributes: { "aria-hidden": "true" } });
}

// ── The paths, drawn ────────────────────────────────────────────────────────────────────────────────────────────────

const states = {
  right: { sign: "✓", word: "right" },
  wrong: { sign: "✗", word: "wrong" },
  missing: { sign: "+", word: "missing" },
  unclear: { sign: "?", word: "unclear" },
};

/** A list of the paths; the lines between its parts are drawn when their places are known. */
function drawingOf({ of, output, isLoss, paths }: PathsAnswer): Element {
  return section(
    "drawn",
    ["How ", code(of), " acts on ", ...(isLoss ? ["the loss"] : [code(output)])],
    [element("div", "drawing", [code(of, "from"), element("ol", "branches", paths.map(branchOf)), code(output, "to")])],
  );
}

function branchOf(path: PathAnswer): Element {
  const { user, isDirect, equation, verdict, words } = path;
  const stations = isDirect
    ? []
    : [code(user, "user"), element("span", "dots", "⋯", { attributes: { "aria-hidden": "true" } })];
  // `at every t`, `at t = T alone`: what the drawing does not say.
  const [where, besides] = words.split(/, (.*)/);
  return element("li", verdict, [
    element("div", "way", [...stations, stateOf(verdict)]),
    ...(isDirect ? [element("span", "unseen", sentence(`, ${where}: `))] : []),
    ...(besides === undefined ? [] : [element("p", "besides", sentence(besides))]),
    link(
      "equation",
      equation.range,
      [element("span", "number", String(equation.range.start.line + 1)), code(equation.text)],
      equation.text,
    ),
  ]);
}

function stateOf(verdict: PathAnswer["verdict"]): Element {
  return element("span", `state ${verdict}`, [
    sign(states[verdict].sign),
    element("span", "word", states[verdict].word),
  ]);
}

// ── What they give ──────────────────────────────────────────────────────────────────────────────────────────────────

function contributionsOf({ of, output, isLoss, at, paths, strays, total, yours }: PathsAnswer): Element {
  // Where no symbols are known but those of the line itself, they stand there already.
  const hasSymbols = paths.some(({ gives, verdict }) => gives !== undefined && verdict !== "right");
  const head = ["path", ...(hasSymbols ? ["what it gives"] : []), { number: "value" }, "in your line"];
  const filler = hasSymbols ? [element("td", "", "")] : [];
  const rows = paths.map((path) =>
    element("tr", path.verdict, [
      rowHead(sentence(path.words)),
      ...(hasSymbols ? [element("td", "", path.gives === undefined ? "" : code(path.gives))] : []),
      element("td", "value", path.value),
      element("td", "", [stateOf(path.verdict), ...path.terms.flatMap((term) => [" ", code(term)])]),
    ]),
  );
  const stray = strays.map((term) =>
    element("tr", "wrong", [
      rowHead("none of the paths"),
      ...filler,
      element("td", "value", ""),
      element("td", "", [stateOf("wrong"), " ", code(term)]),
    ]),
  );
  const foot = element("tr", "total", [
    rowHead("together"),
    ...filler,
    element("td", "value", total),
    element("td", "", ["your line gives ", element("span", "value", yours)]),
  ]);
  return section(
    "made",
    ["What ", code(isLoss ? `bar ${of}` : `∂${output}/∂${of}`), " is made of"],
    [table(at === "" ? "" : `at ${at}`, head, [...rows, ...stray], [foot])],
  );
}

function sidesOf({ indices, sizes, columns, rows }: SidesAnswer): Element {
  const hasValues = rows.some(({ left }) => left !== undefined);
  const head = [...indices, ...(hasValues ? columns.map((number) => ({ number })) : []), ""];
  const body = rows.flatMap(({ at, left = "", right = "", agrees, isShown, isBehindGap }) => [
    ...(isBehindGap
      ? [
          element(
            "tr",
            "gap-row",
            head.map(() => element("td", "", "⋯")),
          ),
        ]
      : []),
    element("tr", `${agrees ? "agrees" : "differs"}${isShown ? " shown" : ""}`, [
      ...at.map((value) => rowHead(value)),
      ...(hasValues ? [element("td", "value", left), element("td", "value", right)] : []),
      element("td", agrees ? "right" : "wrong", [
        sign(agrees ? "✓" : "✗"),
        element("span", "unseen", agrees ? "agrees" : "differs"),
      ]),
    ]),
  ]);
  const title = indices.length === 0 ? ["Both sides"] : ["Both sides at each ", code(indices.join(", "))];
  return section("sides", title, [table(sizes === "" ? "" : `for ${sizes}`, head, body)]);
}

/** The heading of a column; of numbers, it stands on the right as they do. */
type Heading = string | { readonly number: string };

function table(
  caption: string,
  head: readonly Heading[],
  body: readonly Element[],
  foot: readonly Element[] = [],
): Element {
  const heads = head.map((text) =>
    element(
      "th",
      typeof text === "string" ? "" : "value",
      text === "" ? element("span", "unseen", "verdict") : typeof text === "string" ? text : text.number,
      { attributes: { scope: "col" } },
    ),
  );
  return element("table", "", [
    ...(caption === "" ? [] : [element("caption", "", caption)]),
    element("thead", "", element("tr", "", heads)),
    element("tbody", "", body),
    ...(foot.length === 0 ? [] : [element("tfoot", "", foot)]),
  ]);
}

function rowHead(children: Children): Element {
  return element("th", "", children, { attributes: { scope: "row" } });
}

// ── The rest ────────────────────────────────────────────────────────────────────────────────────────────────────────

function section(id: string, title: readonly Node[], children: readonly Node[]): Element {
  return element("section", id, [element("h2", "", title, { attributes: { id } }), ...children], {
    attributes: { "aria-labelledby": id },
  });
}

function relatedOf({ related }: WhyAnswer): Node[] {
  if (related.length === 0) return [];
  const items = related.map(({ range, message }) =>
    element("li", "", [
      link("line", range, String(range.start.line + 1), message.replaceAll("`", "")),
      " ",
      ...sentence(message),
    ]),
  );
  return [section("see", ["See"], [element("ul", "see", items)])];
}

const withheld = {
  verdict: "The hints are set to verdict: that it is wrong is all that is shown.",
  place: "The hints are set to place: where it is wrong is all that is shown.",
  kind: "The hints are set to kind: what should stand there is not shown.",
};

function footOf({ hints, verdict }: WhyAnswer): Node[] {
  return verdict !== "fails" || hints === "repair" ? [] : [element("p", "foot", withheld[hints])];
}
