/** What the page of Why? shows, as text, and that a screen reader can find its way in it. */
import { describe, expect, test } from "vitest";
import { edgesOf } from "../../client/page/edges.ts";
import { noteText, sentence, viewOf, type Element, type Node } from "../../client/page/view.ts";
import type { PageMessage, WhyAnswer } from "../../client/src/why-answer.ts";
import { hintLevels, type HintLevel } from "../../server/src/features/hints.ts";
import { createSnapshot, explained } from "../../server/src/features/snapshot.ts";
import { whyAt } from "../../server/src/features/why.ts";
import { fromWhy } from "../../server/src/lsp/to-protocol.ts";
import { elman, placeOf } from "../features/look.ts";

/** As the server would answer, so that what the page expects is what it gets. */
function answer(text: string, part: string, level: HintLevel = "kind"): WhyAnswer {
  const sheet = explained(createSnapshot("file:///sheet.grad", 1, text));
  const why: WhyAnswer = fromWhy(sheet.lines, whyAt(sheet, placeOf(text, part), level)!);
  return why;
}

function message(why: WhyAnswer, note?: PageMessage["note"]): PageMessage {
  return { why, subject: { uri: "file:///sheet.grad", ...why.range.start }, ...(note && { note }) };
}

function all(nodes: readonly Node[]): Element[] {
  return nodes.flatMap((node) => (typeof node === "string" ? [] : [node, ...all(node.children)]));
}

function textOf(node: Node): string {
  return typeof node === "string" ? node : node.children.map(textOf).join("");
}

const wrong = elman.replace(" + bar a[t+1] w", "");

describe("a missing path", () => {
  const view = viewOf(message(answer(wrong, "bar h[t] =")));
  const elements = all(view);
  const byClass = (name: string) => elements.filter((each) => each.class?.split(" ").includes(name));

  test("is said first, and the gap stands in the line", () => {
    expect(textOf(elements.find(({ tag }) => tag === "h1")!)).toBe("✗A path is missing: the one through a[t+1].");
    expect(textOf(byClass("claim")[0]!)).toBe("11bar h[t] = ℓ'(h[t]) + ?");
  });

  test("is drawn as a list of paths, each with its equation", () => {
    const branches = byClass("branches")[0]!.children as Element[];
    expect(branches.map(({ class: name, children }) => [name, children.map(textOf).join("|")])).toEqual([
      ["missing", "a[t+1]⋯+missing|7a[t] = u x[t] + w h[t-1]"],
      ["right", "✓right|, straight into the loss L: |9loss L = sum[t](ℓ(h[t]))"],
    ]);
  });

  test("every equation is a button that says where it leads", () => {
    const links = elements.filter(({ leadsTo }) => leadsTo);
    expect(links.map(({ tag, leadsTo, attributes }) => [tag, leadsTo!.start.line, attributes!["aria-label"]])).toEqual([
      ["button", 10, "Line 11: the line that is explained"],
      ["button", 6, "Line 7: a[t] = u x[t] + w h[t-1]"],
      ["button", 8, "Line 9: loss L = sum[t](ℓ(h[t]))"],
    ]);
  });

  test("tables have headings for columns and rows, and sections have names", () => {
    for (const table of elements.filter(({ tag }) => tag === "table")) {
      const [head, ...rows] = all([table]).filter(({ tag }) => tag === "tr");
      expect(head!.children.every((cell) => typeof cell !== "string" && cell.attributes?.["scope"] === "col")).toBe(
        true,
      );
      for (const { children } of rows) {
        expect((children[0] as Element).attributes?.["scope"]).toBe("row");
        expect(children).toHaveLength(head!.children.length);
      }
    }
    for (const { attributes } of elements.filter(({ tag }) => tag === "section"))
      expect(elements.some(({ attributes: own }) => own?.["id"] === attributes!["aria-labelledby"])).toBe(true);
  });

  test("signs are for the eye; words say the same", () => {
    for (const each of byClass("sign")) expect(each.attributes?.["aria-hidden"]).toBe("true");
    expect(byClass("state").map((each) => textOf(each).slice(1))).toEqual(["missing", "right", "missing", "right"]);
  });
});

describe("levels of hints", () => {
  const shown = (level: HintLevel) =>
    viewOf(message(answer(wrong, "bar h[t] =", level)))
      .map(textOf)
      .join("\n");

  test.each(hintLevels)("%s", (level) => {
    const rank = hintLevels.indexOf(level);
    expect(/\d\.\d/.test(shown(level))).toBe(rank >= 2);
    expect(shown(level).includes("a[t+1]")).toBe(rank >= 2);
    expect(shown(level).includes("bar a[t+1] w")).toBe(rank >= 3);
    expect(shown(level).includes("The hints are set to")).toBe(rank < 3);
  });

  test("where a fault is and at which indices, from `place` on", () => {
    const tags = (level: HintLevel) => all(viewOf(message(answer(wrong, "bar h[t] =", level)))).map(({ tag }) => tag);
    expect(tags("verdict")).not.toContain("mark");
    expect(tags("verdict")).not.toContain("table");
    expect(tags("place")).toContain("mark");
    expect(tags("place")).toContain("table");
  });
});

describe("a line that is edited", () => {
  test("is said to hold when it is mended", () => {
    const mended = message(answer(elman, "bar h[t] ="), "mended");
    expect(noteText(mended)).toBe("This line holds now.");
    const head = all(viewOf(mended)).find(({ tag }) => tag === "h1")!;
    expect([head.class, textOf(head)]).toEqual(["holds", "✓This line holds now."]);
    expect(all(viewOf(message(answer(elman, "bar h[t] =")))).map(textOf)).toContain("✓This line holds.");
  });

  test("keeps its explanation while it can't be read", () => {
    const why = answer(wrong, "bar h[t] =");
    expect(noteText(message(why))).toBe("");
    expect(noteText(message(why, "editing"))).toMatch(/being edited/);
    expect(viewOf(message(why, "editing"))).toEqual(viewOf(message(why)));
  });
});

test("what a sheet says is text, whatever it is", () => {
  const hostile = "<img src=x onerror=alert(1)>";
  const view = viewOf(message({ ...answer(wrong, "bar h[t] ="), what: hostile, line: { before: hostile, after: "" } }));
  expect(view.map(textOf).join("\n")).toContain(hostile);
  const elements = all(view);
  expect(new Set(elements.map(({ tag }) => tag))).not.toContain("img");
  for (const { attributes = {} } of elements)
    expect(Object.keys(attributes).filter((name) => /^on|^style$|^href$|^src$/.test(name))).toEqual([]);
});

test("sentences show code between backticks", () => {
  expect(sentence("`a` feeds `b`.").map((node) => [typeof node === "string" ? "" : node.tag, textOf(node)])).toEqual([
    ["code", "a"],
    ["", " feeds "],
    ["code", "b"],
    ["", "."],
  ]);
});

test("lines of the drawing run from the quantity through what uses it to the loss", () => {
  const box = (left: number, top: number, width = 20, height = 10) => ({
    left,
    right: left + width,
    top,
    bottom: top + height,
  });
  const way = { left: 40, right: 200, top: 0, bottom: 10 };
  const drawn = edgesOf(box(0, 20), box(240, 20), [
    { way, user: box(40, 0), dots: box(90, 0) },
    { way: { ...way, top: 40, bottom: 50 } },
  ]);
  const ends = drawn.map((edges) =>
    edges.map(({ path }) => [/^M(\S+ \S+)C/.exec(path)![1], / (\S+ \S+)$/.exec(path)![1]]),
  );
  expect(ends).toEqual([
    [
      ["20 25", "34 5"],
      ["60 5", "84 5"],
      ["110 5", "234 25"],
    ],
    [["20 25", "234 25"]],
  ]);
  expect(drawn[1]![0]!.path).toContain("L200 45");
});
