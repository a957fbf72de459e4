/** `gradus check` as a shell sees it: the exit status, and what is said where. */
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { version } from "../../package.json";
import { createDesk, type Desk } from "./gradus.ts";
import { broken, due, recurrent, right, wrong } from "./sheets.ts";

let desk: Desk;
beforeAll(() => {
  desk = createDesk();
  for (const [name, contents] of Object.entries({ right, wrong, due, broken, recurrent }))
    desk.write(`${name}.grad`, contents);
});
afterAll(() => desk.clear());

describe("exit status", () => {
  test.each([
    ["right.grad", 0],
    ["wrong.grad", 1],
    ["recurrent.grad", 1],
    ["due.grad", 1],
    ["broken.grad", 2],
  ])("%s: %d", async (name, status) => {
    expect(await desk.run(["check", name])).toMatchObject({ status, errors: "" });
  });

  test("warnings alone are no failure", async () => {
    desk.write("unused.grad", `${right}q = a\n`);
    const { status, output } = await desk.run(["check", "unused.grad"]);
    expect(status).toBe(0);
    expect(output).toMatch(/warning\[name\/unused\][^]*✓ 2 of 2 claims hold, 1 problem/);
  });

  test("of several sheets, the gravest", async () => {
    expect((await desk.run(["check", "right.grad", "wrong.grad"])).status).toBe(1);
    expect((await desk.run(["check", "broken.grad", "wrong.grad", "right.grad"])).status).toBe(2);
  });
});

describe("a call that is wrong", () => {
  test.each([
    [[], /Usage: gradus/],
    [["check"], /missing required argument 'files'/],
    [["frobnicate"], /unknown command 'frobnicate'/],
    [["check", "--frobnicate", "right.grad"], /unknown option '--frobnicate'/],
    [["check", "--format", "xml", "right.grad"], /Allowed choices are text, json, sarif, junit/],
    [["check", "--hints", "all", "right.grad"], /Allowed choices are verdict, place, kind, repair/],
    [["check", "--seed", "-1", "right.grad"], /A whole number from 0 on/],
    [["check", "--size", "T", "right.grad"], /NAME=N/],
    [["check", "--size", "T=0", "right.grad"], /A whole number from 1 on/],
    [["check", "--size", "Q=3", "right.grad"], /no sheet has a size of that name/],
    [["check", "nothing.grad"], /nothing\.grad: there is no such file/],
    [["check", "."], /\.: this is a folder/],
  ])("%j", async (args, message) => {
    const { status, errors } = await desk.run(args);
    expect(status).toBe(2);
    expect(errors).toMatch(message);
  });

  test("an unreadable file", async () => {
    desk.write("secret.grad", right);
    chmodSync(join(desk.folder, "secret.grad"), 0);
    mkdirSync(join(desk.folder, "folder.grad"));
    const { status, errors, output } = await desk.run(["check", "folder.grad", "secret.grad", "right.grad"]);
    expect(status).toBe(2);
    expect(errors).toContain("folder.grad: this is a folder");
    // Who may read everything reads this file too.
    if (process.getuid?.() !== 0) expect(errors).toContain("secret.grad: no permission to read it");
    expect(output).toContain("right.grad  ✓ 2 of 2 claims hold");
  });

  test("help and version are no failure", async () => {
    expect(await desk.run(["--version"])).toEqual({ status: 0, output: `${version}\n`, errors: "" });
    expect(await desk.run(["check", "--help"])).toMatchObject({
      status: 0,
      output: expect.stringContaining("Exit status") as string,
    });
  });
});

describe("text", () => {
  test("says what is wrong, where, why and what to do", async () => {
    const { output } = await desk.run(["check", "recurrent.grad"]);
    expect(output.replace(/-?\d+\.\d+(e-\d+)?/g, "N")).toMatchInlineSnapshot(`
      "recurrent.grad:6:12  fails: a path is missing: the one through \`h[t+1]\`
        6 │ bar h[t] = 2 h[t]
          │            ──────
        why   \`h[t]\` also feeds \`h[t+1]\`, and so acts on the loss through it
        at    t = 1, T = 4: yours N, true N
        do    Add the term for \`h[t+1]\`.
        see   line 4: \`h[t+1]\` is computed from it here

      ✗ 1 of 2 claims hold, 1 fails
      "
    `);
  });

  test("several sheets each have a line, and the report a total", async () => {
    const { output } = await desk.run(["check", "right.grad", "due.grad"]);
    expect(output).toMatchInlineSnapshot(`
      "right.grad  ✓ 2 of 2 claims hold

      due.grad:5:8  open: no claim about it holds for every index yet
        5 │ derive bar a
          │        ─────

      due.grad  ? 1 of 1 claim holds, 1 still to derive

      2 sheets  ? 3 of 3 claims hold, 1 still to derive
      "
    `);
  });

  test("an error of the sheet comes with what to do", async () => {
    const { output } = await desk.run(["check", "broken.grad"]);
    expect(output).toMatchInlineSnapshot(`
      "broken.grad:6:9  error[name/undeclared]: \`missing\` is not declared
        6 │ c = a + missing
          │         ───────
        note  Declare it (\`param missing\` or \`input missing\`) or define it above.
        fix   Declare param missing
        fix   Declare input missing

      ✗ 2 of 3 claims hold, 1 undecided, 1 problem
      "
    `);
  });

  test("a sentence goes on behind its e.g.", async () => {
    const { output } = await desk.run(["check", "-"], { input: "const a > 0\nb = log(-a)\n∂b/∂a = 1/a\n" });
    expect(output.split("\n")[0]).toBe(
      "<stdin>:3:9  undecided: no point was found at which `log(-a)` has a value that doubles can hold, with `a > 0`; restrict the quantities, e.g. `const a > 0`",
    );
  });

  test("reads the standard input", async () => {
    const { status, output } = await desk.run(["check", "-"], { input: wrong });
    expect(status).toBe(1);
    expect(output).toMatch(/^<stdin>:4:9 {2}fails: /);
  });

  test("colours are for terminals and for those who ask", async () => {
    const coloured = async (args: string[], environment = {}) =>
      (await desk.run(["check", ...args, "wrong.grad"], { environment })).output.includes("\u001b[");
    expect(await coloured([])).toBe(false);
    expect(await coloured([], { CI: "true" })).toBe(false);
    expect(await coloured([], { FORCE_COLOR: "1" })).toBe(true);
    expect(await coloured(["--color"])).toBe(true);
    expect(await coloured(["--color", "--no-color"])).toBe(false);
    expect(await coloured([], { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
  });

  test("underlines stand under what they mean, whatever the width of the letters", async () => {
    const line = (content: string) => `${right}${content}\n`;
    desk.write("wide.grad", line("a\u0304bc 世界 é = 2 2 +"));
    desk.write("tabs.grad", line("\tbar a\t=\ta b"));
    const tabs = (await desk.run(["check", "tabs.grad"])).output.split("\n");
    const at = tabs.findIndex((shown) => shown.includes("bar a"));
    expect(tabs[at + 1]?.indexOf("─")).toBe(tabs[at]?.indexOf("a b"));
    expect((await desk.run(["check", "wide.grad"])).status).toBe(2);
  });

  test("control characters of a sheet do not reach the terminal", async () => {
    const evil = "\u001b]0;owned\u0007\u001b[31m\u009b2J\u202e";
    desk.write("evil.grad", `param a${evil}\nloss L = a^2 # ${evil}\nbar a = ${evil} a\nb${evil} = "\u0000"\n`);
    for (const format of ["text", "json", "sarif", "junit"]) {
      const { output, errors } = await desk.run([
        "check",
        "--format",
        format,
        "evil.grad",
        `no${evil}.grad`.replace("\u0000", ""),
      ]);
      // eslint-disable-next-line no-control-regex
      expect(output + errors).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
  });

  test("a line of a megabyte is shown around the part in question", async () => {
    desk.write("long.grad", `${right}bar a = ${" ".repeat(1_000_000)}a b + ${"a".repeat(100)}\n`);
    const { output } = await desk.run(["check", "long.grad"]);
    expect(output.length).toBeLessThan(5_000);
  });

  test("bytes that are no UTF-8, and a byte-order mark", async () => {
    desk.write("latin.grad", Buffer.concat([Buffer.from(`${right}# caf`), Buffer.from([0xe9, 0xff, 0x0a])]));
    expect((await desk.run(["check", "latin.grad"])).output).toContain("2 of 2 claims hold");
    desk.write(
      "mark.grad",
      `\ufeff${wrong.replace("model Product\n", "").replace("param a, b\nloss L = a^2 b\n", "loss L = a^2 b\nparam a, b\n")}`,
    );
    const { files } = JSON.parse((await desk.run(["check", "--format", "json", "mark.grad"])).output) as {
      files: { claims: { range: object }[] }[];
    };
    expect(files[0]?.claims[0]?.range).toEqual({ start: { line: 2, character: 0 }, end: { line: 2, character: 11 } });
  });

  test("a reader that has seen enough is no error", async () => {
    desk.write("many.grad", right + "bar a = b\n".repeat(3_000));
    expect(await desk.runAndStopReading(["check", "many.grad"])).toMatchObject({ status: 1, errors: "" });
  });
});

describe("options", () => {
  test("--hints verdict and place give no value away", async () => {
    for (const format of ["text", "json"]) {
      const shown = async (level: string) =>
        (await desk.run(["check", "--hints", level, "--format", format, "recurrent.grad"])).output;
      for (const level of ["verdict", "place"]) {
        const output = await shown(level);
        expect(output.replace(/"worstError": \d\S*e-1\d/g, "")).not.toMatch(/\d\.\d|yours|true/);
        expect(output).toMatch(level === "place" ? /t = \d, T = 4|"t": \d/ : /does not hold|"fails"/);
      }
      expect(await shown("verdict")).not.toMatch(/t = \d|"t": \d/);
      expect(await shown("kind")).toMatch(/yours/);
    }
  });

  test("--size fixes a size, --seed draws other points, and both come out the same each time", async () => {
    const evidence = async (...args: string[]) => {
      const { output } = await desk.run(["check", "--format", "json", ...args, "recurrent.grad"]);
      return (
        JSON.parse(output) as { files: { claims: { evidence: { seed: number; sizes: object[]; yours: number } }[] }[] }
      ).files[0]!.claims[0]!.evidence;
    };
    const first = await evidence("--size", "T=9", "--seed", "5");
    expect(first).toMatchObject({ seed: 5, sizes: [{ T: 9 }] });
    expect(await evidence("--size", "T=9", "--seed", "5")).toEqual(first);
    expect((await evidence("--size", "T=9", "--seed", "6")).yours).not.toBe(first.yours);
  });
});
