/** The JSON report, field by field: scripts depend on it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { causeKinds } from "../../server/src/explain/cause.ts";
import { problemCodes } from "../../server/src/syntax/problem-codes.ts";
import { createDesk, type Desk } from "./gradus.ts";
import { broken, due, recurrent, right, wrong } from "./sheets.ts";

let desk: Desk;
beforeAll(() => {
  desk = createDesk();
  for (const [name, contents] of Object.entries({ right, wrong, due, broken, recurrent }))
    desk.write(`${name}.grad`, contents);
});
afterAll(() => desk.clear());

async function report(...names: string[]): Promise<unknown> {
  return JSON.parse((await desk.run(["check", "--format", "json", ...names])).output);
}

test("a sheet with an error, a failing claim and one that waits for the error", async () => {
  desk.write("all.grad", broken.replace("2 a b", "a b"));
  const range = (line: number, from: number, to: number) => ({
    start: { line, character: from },
    end: { line, character: to },
  });
  expect(await report("all.grad")).toEqual({
    version: 1,
    files: [
      {
        path: "all.grad",
        problems: [
          {
            code: "name/undeclared",
            severity: "error",
            message: expect.stringContaining("`missing`") as string,
            range: range(5, 8, 15),
          },
        ],
        claims: [
          {
            range: range(3, 0, 11),
            model: "Product",
            text: "bar a = a b",
            kind: "adjoint",
            verdict: "fails",
            evidence: {
              seed: 1,
              points: 24,
              sizes: expect.any(Array) as object[],
              worstError: 0.5,
              at: {},
              yours: expect.any(Number) as number,
              true: expect.any(Number) as number,
            },
            cause: { kind: "coefficient", message: "`a b` has the wrong coefficient", range: range(3, 8, 11) },
          },
          {
            range: range(4, 0, 11),
            model: "Product",
            text: "bar b = a^2",
            kind: "adjoint",
            verdict: "holds",
            evidence: expect.objectContaining({ worstError: 0 }) as object,
          },
          {
            range: range(6, 0, 9),
            model: "Product",
            text: "bar b = c",
            kind: "adjoint",
            verdict: "undecided",
            reason: expect.stringContaining("`c`") as string,
          },
        ],
        models: [{ name: "Product", backward: "incomplete", missing: [], open: [] }],
      },
    ],
    summary: { claims: 3, holds: 1, fails: 1, undecided: 1, problems: 1 },
  });
});

test("several sheets, a sheet without a model, and what is due", async () => {
  expect(await report("right.grad", "recurrent.grad", "due.grad")).toMatchObject({
    files: [
      { path: "right.grad", models: [{ name: "Product", backward: "complete", missing: [], open: [] }] },
      {
        path: "recurrent.grad",
        models: [{ name: null, backward: "incomplete", missing: ["bar w"], open: [] }],
        claims: [
          {
            model: null,
            verdict: "fails",
            evidence: { sizes: [{ T: 4 }, { T: 5 }, { T: 7 }], at: { t: expect.any(Number) as number, T: 4 } },
          },
          { verdict: "holds" },
        ],
      },
      {
        path: "due.grad",
        models: [{ name: "Product", backward: "incomplete", missing: ["bar a"], open: ["bar a"] }],
      },
    ],
    summary: { claims: 5, holds: 4, fails: 1, undecided: 0, problems: 0 },
  });
});

test("vectors are nested lists, with the component that differs most", async () => {
  desk.write(
    "vectors.grad",
    "size D, H\nparam W : H×D\ninput x : D\nz = W x\nloss L = zᵀ z\nbar z = z\nbar W = z xᵀ\n",
  );
  const numbers = (length: number) => Array.from({ length }, () => expect.any(Number) as number);
  expect(await report("vectors.grad")).toMatchObject({
    files: [
      {
        claims: [
          { evidence: { component: [expect.any(Number)], yours: numbers(3), true: numbers(3) } },
          {
            evidence: {
              component: [expect.any(Number), expect.any(Number)],
              true: [numbers(2), numbers(2), numbers(2)],
            },
          },
        ],
      },
    ],
  });
});

test("a chain has a claim for each step, and remarks stand beside verdicts", async () => {
  desk.write(
    "chain.grad",
    "param a, b\nloss L = a b\nbar a = b\n      = ∂L/∂a\nbar b = 2 a\n      = 0\nbar b = bar b\n",
  );
  expect(await report("chain.grad")).toMatchObject({
    files: [
      {
        claims: [
          { text: "bar a = b", verdict: "holds" },
          { text: "= ∂L/∂a", verdict: "holds" },
          { text: "bar b = 2 a", verdict: "fails" },
          { text: "= 0", verdict: "fails" },
          { text: "bar b = bar b", remarks: [{ code: "claim/restates", message: expect.any(String) as string }] },
        ],
      },
    ],
  });
});

describe("whatever the sheet", () => {
  const sheets: Record<string, string> = {
    empty: "",
    prose: "This is not mathematics at all.\nNor is this.\n",
    names:
      "param constructor, __proto__, toString\nindex __t = 1..__T\nloss L = constructor^2 __proto__ toString\nbar __proto__ = 1\n",
    infinite: "param a > 0\nloss L = a\n1 / (a - a) = 2\nexp(exp(exp(9 a + 9))) = 1\n",
    "half-typed": recurrent.slice(0, -9),
  };

  test.each(Object.entries(sheets))("the report is of the promised form: %s", async (name, contents) => {
    desk.write(`${name}.grad`, contents);
    expectReport(await report(`${name}.grad`));
  });
});

/** Every field that is there is promised, and has its type. */
function expectReport(value: unknown): void {
  const fields = (of: unknown, allowed: Record<string, (field: unknown) => void>, needed: readonly string[]): void => {
    expect(Object.keys(of as object).filter((key) => !(key in allowed))).toEqual([]);
    for (const key of needed) expect(of).toHaveProperty([key]);
    for (const [key, field] of Object.entries(of as object)) allowed[key]!(field);
  };
  const string = (of: unknown) => expect(of).toBeTypeOf("string");
  const count = (of: unknown) => expect(Number.isInteger(of) && (of as number) >= 0).toBe(true);
  const list = (each: (item: unknown) => void) => (of: unknown) => {
    expect(Array.isArray(of)).toBe(true);
    (of as unknown[]).forEach(each);
  };
  const oneOf =
    (...words: (string | null)[]) =>
    (of: unknown) =>
      expect(words).toContain(of);
  const position = (of: unknown) => fields(of, { line: count, character: count }, ["line", "character"]);
  const range = (of: unknown) => fields(of, { start: position, end: position }, ["start", "end"]);
  const number = (of: unknown) =>
    expect(typeof of === "number" || ["Infinity", "-Infinity", "NaN"].includes(of as string)).toBe(true);
  const numbers = (of: unknown): void => (Array.isArray(of) ? of.forEach(numbers) : number(of));
  const where = (of: unknown) => Object.values(of as object).forEach((at) => expect(Number.isInteger(at)).toBe(true));
  const nameOrNull = (of: unknown) => void (of === null || string(of));
  const evidence = (of: unknown) =>
    fields(
      of,
      {
        seed: count,
        points: count,
        sizes: list(where),
        worstError: numbers,
        at: where,
        component: list(count),
        yours: numbers,
        true: numbers,
        mutations: (of) => fields(of, { tried: count, caught: count }, ["tried", "caught"]),
      },
      ["seed", "points", "sizes"],
    );
  const cause = (of: unknown) =>
    fields(of, { kind: oneOf(...causeKinds), message: string, range }, ["kind", "message", "range"]);
  const repair = (of: unknown) => fields(of, { range, text: string }, ["range", "text"]);
  const remark = (of: unknown) => fields(of, { code: string, message: string }, ["code", "message"]);
  const problem = (of: unknown) =>
    fields(
      of,
      {
        code: oneOf(...Object.keys(problemCodes)),
        severity: oneOf("error", "warning", "information"),
        message: string,
        range,
      },
      ["code", "severity", "message", "range"],
    );
  const claim = (of: unknown) =>
    fields(
      of,
      {
        range,
        model: nameOrNull,
        text: string,
        kind: oneOf("adjoint", "derivative", "value", "inequality", "approximation", "inverse", "cost"),
        verdict: oneOf("holds", "fails", "undecided"),
        evidence,
        cause,
        repair,
        reason: string,
        remarks: list(remark),
      },
      ["range", "model", "text", "kind", "verdict"],
    );
  const model = (of: unknown) =>
    fields(
      of,
      {
        name: nameOrNull,
        backward: oneOf("complete", "incomplete", "none"),
        missing: list(string),
        open: list(string),
      },
      ["name", "backward", "missing", "open"],
    );
  const file = (of: unknown) =>
    fields(of, { path: string, problems: list(problem), claims: list(claim), models: list(model) }, [
      "path",
      "problems",
      "claims",
      "models",
    ]);
  const summary = (of: unknown) =>
    fields(of, { claims: count, holds: count, fails: count, undecided: count, problems: count }, [
      "claims",
      "holds",
      "fails",
      "undecided",
      "problems",
    ]);
  fields(value, { version: (of) => expect(of).toBe(1), files: list(file), summary }, ["version", "files", "summary"]);
}
