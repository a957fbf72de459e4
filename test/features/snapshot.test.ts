/** Phases are computed once, in slices, and one that throws leaves what the others found. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { messageOf, problemDiagnostics } from "../../server/src/features/diagnostics.ts";
import { analysed, checked, checking, createSnapshot, parsed } from "../../server/src/features/snapshot.ts";
import { summaryOf } from "../../server/src/features/summary.ts";
import { elman } from "./look.ts";

const thrower = vi.hoisted(() => ({ in: "" }));
vi.mock(import("../../server/src/syntax/parser.ts"), async (original) => {
  const { parse } = await original();
  return { parse: (...given) => (thrower.in === "reading" ? fail() : parse(...given)) };
});
vi.mock(import("../../server/src/semantics/analyse.ts"), async (original) => {
  const { analyse } = await original();
  return { analyse: (...given) => (thrower.in === "understanding" ? fail() : analyse(...given)) };
});
vi.mock(import("../../server/src/check/check.ts"), async (original) => {
  const { check, ...others } = await original();
  return { ...others, check: (...given) => (thrower.in === "checking" ? fail() : check(...given)) };
});

function fail(): never {
  throw new Error("a bug");
}

afterEach(() => {
  thrower.in = "";
});

describe("phases", () => {
  test("are computed once", () => {
    const snapshot = createSnapshot("a", 1, elman);
    expect(parsed(snapshot)).toBe(parsed(snapshot));
    expect(analysed(snapshot)).toBe(analysed(snapshot));
    expect(checked(snapshot)).toBe(checked(snapshot));
  });

  test("come in slices, and give the same in the end", () => {
    const slices = checking(createSnapshot("a", 1, elman));
    let count = 0;
    let step = slices.next();
    for (; !step.done; step = slices.next()) count++;
    expect(count).toBeGreaterThan(5);
    expect(summaryOf(step.value)).toEqual(summaryOf(checked(createSnapshot("a", 1, elman))));
  });
});

describe("a phase that throws", () => {
  test.each(["reading", "understanding", "checking"] as const)("is told as a problem: %s", (phase) => {
    thrower.in = phase;
    const sheet = checked(createSnapshot("a", 1, elman));
    expect(sheet.failure).toMatchObject({ phase, trace: expect.stringContaining("a bug") as string });
    expect(problemDiagnostics(sheet).map(messageOf)).toEqual([
      expect.stringContaining(`failed while ${phase} this sheet`),
    ]);
    const { claims, errors } = summaryOf(sheet);
    expect(errors).toBe(1);
    expect(claims.undecided).toBe(phase === "checking" ? 4 : 0);
  });
});
