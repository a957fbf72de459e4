/** Your own lines, run together: what the lens, the hovers and the remarks say of a sheet's equations as an algorithm. */
import { describe, expect, test } from "vitest";
import { codeLenses } from "../../server/src/features/code-lens.ts";
import { hoverAt } from "../../server/src/features/hover.ts";
import { toPlainText } from "../../server/src/features/markup.ts";
import { elman, placeOf, sheetOf } from "./look.ts";

/** What the second lens above the model says. */
function title(text: string): string | undefined {
  return codeLenses(sheetOf(text))[1]?.title;
}

function modelOf(text: string) {
  return sheetOf(text).result.models[0]!;
}

/** The remarks on claims that are about how they build on one another: `text: code`. */
function remarksOn(text: string): string[] {
  return modelOf(text).claims.flatMap(({ claim, remarks }) =>
    remarks
      .filter(({ code }) => code === "claim/circle" || code === "claim/passes-on")
      .map(({ code }) => `${text.slice(claim.span.start, claim.span.end)}: ${code}`),
  );
}

function hover(text: string, part: string): string {
  return toPlainText(hoverAt(sheetOf(text), placeOf(text, part), "kind", "\\")?.blocks ?? []);
}

const complete = "✓ your equations form a complete backward pass";

describe("complete", () => {
  test.each([
    ["as it stands", elman],
    [
      "with the last step apart",
      elman.replace(
        "bar h[t] = ℓ'(h[t]) + bar a[t+1] w",
        "bar h[T] = ℓ'(h[T])\nbar h[t] = ℓ'(h[t]) + bar a[t+1] w  for t < T",
      ),
    ],
    ["with a wrong line beside a right one", `${elman}bar u = sum[t](bar a[t])\n`],
    ["with a restatement besides", `${elman}bar a[t] = ∂L/∂a[t]\n`],
    ["solved for the other side besides", `${elman}bar h[t] = bar a[t] / (1 - h[t]^2)\n`],
    [
      "through a helper",
      elman.replace("bar u =", "δ[t] = bar a[t]^1\nbar u =").replace("sum[t](bar a[t] x[t])", "sum[t](δ[t] x[t])"),
    ],
    ["under another name", elman.replaceAll("bar a", "da").replace("bar h[t] =", "da[t] = bar a[t]\nbar h[t] =")],
    ["with a weight that does not reach the loss", elman.replace("param u, w", "param u, w, idle")],
  ])("%s", (_, text) => {
    expect(title(text)).toBe(complete);
    expect(remarksOn(text)).toEqual([]);
  });

  test("component by component", () => {
    const text =
      "size H\nparam W : H×H\ninput x : H\nh = W x\nloss L = hᵀ h\nbar h = 2 h\n∂L/∂W[j,k] = 2 h[j] x[k]  for j = 1..H, k = 1..H\n";
    expect(title(text)).toBe(complete);
    expect(title(text.replace("k = 1..H", "k = 2..H"))).toBe("no complete backward pass yet: bar W is missing");
  });

  test("without weights, what is derived must stand on itself", () => {
    expect(title("input a\nb = 2 a\nloss L = b^2\nbar a = 2 bar b\nbar b = 2 b\n")).toBe(complete);
    expect(title("input a\nb = 2 a\nloss L = b^2\nbar a = 2 bar b\n")).toBe(
      "no complete backward pass yet: bar b is used and never derived",
    );
  });

  test("its hover says so, on the model's name and on the loss", () => {
    expect(hover(elman, "Elman")).toContain("✓ 4 of 4 hold\n\nYour equations form a complete backward pass");
    expect(hover(elman, "L =")).toContain("Your equations form a complete backward pass");
  });
});

describe("incomplete", () => {
  test.each([
    ["a weight", elman.replace(/bar w = .*\n/, ""), "bar w is missing"],
    ["an adjoint that is used", elman.replace(/bar a\[t\] = .*\n/, ""), "bar a[t] is used and never derived"],
    ["the last step", elman.replace("bar a[t+1] w", "bar a[t+1] w  for t < T"), "bar h[T] is open: no line gives it"],
    [
      "the first step",
      elman.replace("(1 - h[t]^2)\n", "(1 - h[t]^2)  for t > 1\n"),
      "bar a[1] is open: no line gives it",
    ],
    ["a line that holds", elman.replace("bar h[t] (1 - h[t]^2)", "bar h[t]"), "bar a[t] has a line that does not hold"],
    [
      "a line that can be read",
      elman.replace("bar h[t] (1 - h[t]^2)", "bar h[t] ("),
      "bar a[t] is used and never derived",
    ],
    [
      "a start",
      elman.replace("ℓ'(h[t]) + bar a[t+1] w", "bar a[t] / (1 - h[t]^2)"),
      "bar h[t] and bar a[t] are only derived from one another",
    ],
  ])("for want of %s", (_, text, obstacle) => {
    expect(modelOf(text).ownLines?.backward).toBe("incomplete");
    expect(title(text)).toBe(`no complete backward pass yet: ${obstacle}`);
    expect(hover(text, "Elman").replaceAll("`", "")).toContain(`- ${obstacle}`);
  });

  test("a wrong line is told from the lines that build on it", () => {
    const text = elman.replace("bar h[t] (1 - h[t]^2)", "bar h[t]");
    expect(modelOf(text).claims.map(({ verdict }) => verdict)).toEqual(["holds", "fails", "holds", "holds"]);
    expect(remarksOn(text)).toEqual([
      "bar h[t] = ℓ'(h[t]) + bar a[t+1] w: claim/passes-on",
      "bar u = sum[t](bar a[t] x[t]): claim/passes-on",
      "bar w = sum[t](bar a[t] h[t-1]): claim/passes-on",
    ]);
    expect(hover(text, "= sum[t](bar a[t] x")).toContain("it builds on `bar a[t]`, which does not hold");
  });

  test("a claim in closed form builds on nothing", () => {
    const text =
      "index t = 1..T\nparam w\ninput h[0]\nh[t] = w h[t-1]\nloss L = h[T]\nbar h[t] = w bar h[t]\nbar w = T w^(T-1) h[0]\n";
    expect(title(text)).toBe(complete);
    expect(remarksOn(text)).toEqual([]);
  });
});

describe("circles", () => {
  const circle =
    "param w\ninput x\na = w x\nb = 3 a\nloss L = b^2\nbar a = 3 bar b\nbar b = bar a / 3\nbar w = bar a x\n";

  test("claims that prove one another are remarked on, and derive nothing", () => {
    const text = `${circle}derive bar a, bar b\n`;
    expect(modelOf(text).claims.map(({ verdict }) => verdict)).toEqual(["holds", "holds", "holds"]);
    expect(remarksOn(text)).toEqual(["bar a = 3 bar b: claim/circle", "bar b = bar a / 3: claim/circle"]);
    expect(modelOf(text).open).toHaveLength(2);
  });

  test("a line from the loss breaks them", () => {
    const text = `${circle}bar b = 2 b\nderive bar a, bar b\n`;
    expect(remarksOn(text)).toEqual([]);
    expect(modelOf(text).open).toEqual([]);
    expect(title(text)).toBe(complete);
  });

  test("steps that wait for a missing one are no circle", () => {
    expect(remarksOn(elman.replace("bar a[t+1] w", "bar a[t+1] w  for t < T"))).toEqual([]);
    expect(remarksOn(elman.replace(/bar a\[t\] = .*\n/, ""))).toEqual([]);
  });
});

test("nothing is said where no adjoint is derived, or nothing is known", () => {
  expect(title(elman.slice(0, elman.indexOf("bar h")))).toBeUndefined();
  expect(title("param a\na + a = 2 a\n")).toBeUndefined();
  expect(title(`${elman}h[t] = 3\n`.replace("loss L", "M"))).toBeUndefined();
});
