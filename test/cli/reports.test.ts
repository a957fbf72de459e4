/** The reports for other programs, SARIF and JUnit: valid by their schemas, and true to the sheet. */
import SchemaValidator from "ajv-draft-04";
import addFormats from "ajv-formats";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { version } from "../../package.json";
import { createDesk, type Desk } from "./gradus.ts";
import { broken, due, recurrent, right, wrong } from "./sheets.ts";

const schema = (name: string) => readFileSync(join(import.meta.dirname, "schemas", name), "utf8");
const junitSchema = schema("jenkins-junit.xsd");
const validator = new SchemaValidator({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(validator);
const validateSarif = validator.compile(JSON.parse(schema("sarif-2.1.0-rtm.5.json")) as object);

let desk: Desk;
beforeAll(() => {
  desk = createDesk();
  const evil = "\u001b]0;owned\u0007\u009b2J\u202e\uffff";
  const sheets = {
    right,
    wrong,
    due,
    broken,
    recurrent,
    empty: "",
    warned: `${right}q = a\n`,
    prose: "This is not mathematics at all.\nNor is this.\n",
    evil: `param a${evil}\nloss L = a^2 # ${evil}\nbar a = ${evil} a\nb${evil} = "\u0000" ]]> & <a href="'">\n`,
    astral: "param a\nloss L = a^2\n/* 𝔘 */ bar 𝒶 = 𝒶 𝒷\n",
    shared: "param a, b\nbar a = b\nmodel One\nloss L = a b\nmodel Two\nloss L = 2 a b\n",
    twice: "param a\r\nloss L = a\rbar a = 2\nbar a = 1 +\n",
  };
  for (const [name, contents] of Object.entries(sheets)) desk.write(`${name}.grad`, contents);
});
afterAll(() => desk.clear());

const everySheet = "right wrong due broken recurrent empty warned prose evil astral shared twice"
  .split(" ")
  .map((name) => `${name}.grad`);

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: { readonly physicalLocation: { readonly artifactLocation: object; readonly region: Region } }[];
  readonly fixes?: object[];
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: { readonly id: string }[] } };
  readonly results: Result[];
  readonly invocations: object[];
  readonly artifacts: { readonly location: { readonly uri: string } }[];
}

async function sarif(...args: string[]): Promise<{ run: Run; status: number | null }> {
  const { output, status } = await desk.run(["check", "--format", "sarif", ...args]);
  const log = JSON.parse(output) as { runs: Run[] };
  validateSarif(log);
  expect(validateSarif.errors).toBeNull();
  expect(log.runs).toHaveLength(1);
  return { run: log.runs[0]!, status };
}

async function junit(...args: string[]): Promise<{ xml: string; status: number | null }> {
  const { output: xml, status } = await desk.run(["check", "--format", "junit", ...args]);
  const { errors } = await validateXML({ xml: { fileName: "report.xml", contents: xml }, schema: junitSchema });
  expect(errors).toEqual([]);
  return { xml, status };
}

/** The text that a region covers. */
function textAt(sheet: string, { startLine, startColumn, endLine, endColumn }: Region): string {
  const lines = sheet.split(/(?<=\n|\r(?!\n))/);
  const offset = (line: number, column: number) => lines.slice(0, line - 1).join("").length + column - 1;
  return sheet.slice(offset(startLine, startColumn), offset(endLine, endColumn));
}

describe.each([
  ["sarif", sarif],
  ["junit", junit],
])("%s", (format, report) => {
  test.each([
    ["right.grad", 0],
    ["wrong.grad", 1],
    ["due.grad", 1],
    ["broken.grad", 2],
    ["empty.grad", 0],
  ])("is valid, and the exit status is as ever: %s", async (name, status) => {
    expect((await report(name)).status).toBe(status);
  });

  test("is valid for all of them at once, and where nothing could be read", async () => {
    expect((await report(...everySheet)).status).toBe(2);
    expect((await report("nothing.grad")).status).toBe(2);
  });

  test("gives away as much as the level of hints allows", async () => {
    const output = async (level: string) =>
      (await desk.run(["check", "--format", format, "--hints", level, "recurrent.grad"])).output;
    expect(await output("kind")).toMatch(/yours -?\d+\.\d+, true/);
    for (const level of ["verdict", "place"]) expect(await output(level)).not.toMatch(/yours|acts on the loss/);
    expect(await output("place")).toContain("t = 1, T = 4");
    expect(await output("verdict")).not.toContain("T = 4");
  });

  test("shows no control character of a sheet", async () => {
    const { output } = await desk.run(["check", "--format", format, "evil.grad"]);
    // eslint-disable-next-line no-control-regex
    expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(output).not.toMatch(/\\u00[019]|&#/);
  });
});

describe("the schemas", () => {
  test("refuse what is not in their form", async () => {
    expect(validateSarif({ version: "2.1.0", runs: [{ results: [] }] })).toBe(false);
    const contents = "<testsuites><testsuite/></testsuites>";
    expect((await validateXML({ xml: { fileName: "report.xml", contents }, schema: junitSchema })).valid).toBe(false);
  });
});

describe("sarif", () => {
  test("a claim that fails, with its rule and its place", async () => {
    const { run } = await sarif("recurrent.grad");
    expect(run).toMatchObject({
      tool: { driver: { name: "gradus", version, rules: [{ id: "claim/fails" }] } },
      columnKind: "utf16CodeUnits",
      invocations: [{ executionSuccessful: true, exitCode: 1 }],
      results: [
        {
          ruleId: "claim/fails",
          ruleIndex: 0,
          level: "error",
          message: {
            text: expect.stringContaining("t = 1, T = 4: yours") as string,
          },
          relatedLocations: expect.arrayContaining([
            expect.objectContaining({ message: { text: "`h[t+1]` is computed from it here" } }),
          ]) as object[],
        },
      ],
    });
    expect(run.results[0]!.locations[0]!.physicalLocation).toEqual({
      artifactLocation: { uri: "recurrent.grad", index: 0 },
      region: { startLine: 6, startColumn: 12, endLine: 6, endColumn: 18 },
    });
  });

  test("an error of the text has its code and its fixes; what waits for it is a note; claims that hold are no results", async () => {
    const { results } = (await sarif("broken.grad")).run;
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ["name/undeclared", "error"],
      ["claim/undecided", "note"],
    ]);
    expect(results[0]!.fixes).toHaveLength(2);
    expect(results[0]!.fixes![0]).toMatchObject({
      description: { text: "Declare param missing" },
      artifactChanges: [
        { replacements: [{ insertedContent: { text: expect.stringContaining("missing") as string } }] },
      ],
    });
    expect((await sarif("right.grad")).run.results).toEqual([]);
  });

  test("undecided warns, what is due is a note", async () => {
    desk.write("logarithm.grad", "const a\nlog(a^3) = 3 log(-a^2)\n");
    expect((await sarif("logarithm.grad", "due.grad")).run.results).toMatchObject([
      { ruleId: "claim/undecided", level: "warning" },
      { ruleId: "derive/open", level: "note" },
    ]);
  });

  test("columns count UTF-16 code units, lines end as the sheet's do", async () => {
    const sheet = "param a\r\nloss L = a\rparam 𝒷\nbar a = 2 # 𝒷\nbar a = 𝒷 missing\n";
    desk.write("columns.grad", sheet);
    const { results } = (await sarif("columns.grad")).run;
    const shown = results.map(({ ruleId, locations }) => [
      ruleId,
      textAt(sheet, locations[0]!.physicalLocation.region),
    ]);
    expect(shown).toEqual(
      expect.arrayContaining([
        ["claim/fails", "2"],
        ["name/undeclared", "missing"],
      ]),
    );
  });

  test("every rule is explained, and every result has its rule", async () => {
    const { tool, results } = (await sarif(...everySheet)).run;
    expect(tool.driver.rules.length).toBeGreaterThan(5);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]).toMatchObject({ id: ruleId });
  });

  test("paths become URIs", async () => {
    desk.write("a b%#ü:1.grad", wrong);
    const { artifacts } = (await sarif("./a b%#ü:1.grad", join(desk.folder, "wrong.grad"))).run;
    expect(artifacts.map(({ location }) => location.uri)).toEqual([
      "./a%20b%25%23%C3%BC%3A1.grad",
      pathToFileURL(join(desk.folder, "wrong.grad")).href,
    ]);
    const { output } = await desk.run(["check", "--format", "sarif", "-"], { input: wrong });
    expect(output).toContain('"%3Cstdin%3E"');
  });

  test("what could not be checked is told", async () => {
    const { run } = await sarif("nothing.grad", "right.grad");
    expect(run.invocations).toMatchObject([
      {
        executionSuccessful: false,
        exitCode: 2,
        toolExecutionNotifications: [
          {
            message: { text: "there is no such file" },
            locations: [{ physicalLocation: { artifactLocation: { uri: "nothing.grad" } } }],
          },
        ],
      },
    ]);
  });
});

describe("junit", () => {
  test("a suite for each sheet, a test for each claim, error and open due", async () => {
    const { xml } = await junit("right.grad", "wrong.grad", "broken.grad", "due.grad", "nothing.grad");
    expect(xml.replace(/-?\d+\.\d+(e-\d+)?/g, "N")).toMatchInlineSnapshot(`
      "<?xml version="N" encoding="UTF-8"?>
      <testsuites name="gradus" tests="11" failures="2" errors="3">
        <testsuite name="right.grad" tests="2" failures="0" errors="0">
          <testcase name="4: bar a = 2 a b" classname="right.grad.Product"/>
          <testcase name="5: bar b = a^2" classname="right.grad.Product"/>
        </testsuite>
        <testsuite name="wrong.grad" tests="2" failures="1" errors="0">
          <testcase name="4: bar a = a b" classname="wrong.grad.Product">
            <failure type="claim/fails" message="\`a b\` has the wrong coefficient">wrong.grad:4:9  fails: \`a b\` has the wrong coefficient
        4 │ bar a = a b
          │         ───
        at    yours N, true N
        do    Differentiate this part again, and mind the number in front.
        see   line 3: \`L\` is computed from it here</failure>
          </testcase>
          <testcase name="5: bar b = a^2" classname="wrong.grad.Product"/>
        </testsuite>
        <testsuite name="broken.grad" tests="4" failures="0" errors="2">
          <testcase name="6: name/undeclared" classname="broken.grad">
            <error type="name/undeclared" message="\`missing\` is not declared. Declare it (\`param missing\` or \`input missing\`) or define it above.">broken.grad:6:9  error[name/undeclared]: \`missing\` is not declared
        6 │ c = a + missing
          │         ───────
        note  Declare it (\`param missing\` or \`input missing\`) or define it above.
        fix   Declare param missing
        fix   Declare input missing</error>
          </testcase>
          <testcase name="4: bar a = 2 a b" classname="broken.grad.Product"/>
          <testcase name="5: bar b = a^2" classname="broken.grad.Product"/>
          <testcase name="7: bar b = c" classname="broken.grad.Product">
            <error type="claim/undecided" message="it needs \`c\`, whose equation has an error">broken.grad:7:9  undecided: it needs \`c\`, whose equation has an error
        7 │ bar b = c
          │         ─</error>
          </testcase>
        </testsuite>
        <testsuite name="due.grad" tests="2" failures="1" errors="0">
          <testcase name="4: bar b = a^2" classname="due.grad.Product"/>
          <testcase name="5: derive bar a" classname="due.grad.Product">
            <failure type="derive/open" message="no claim about it holds for every index yet">due.grad:5:8  open: no claim about it holds for every index yet
        5 │ derive bar a
          │        ─────</failure>
          </testcase>
        </testsuite>
        <testsuite name="nothing.grad" tests="1" failures="0" errors="1">
          <testcase name="can be checked" classname="nothing.grad">
            <error type="gradus/unchecked" message="there is no such file"/>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  test("warnings and remarks stand beside the tests", async () => {
    const { xml } = await junit("warned.grad");
    expect(xml).toContain('<testsuite name="warned.grad" tests="2" failures="0" errors="0">');
    expect(xml).toMatch(/<system-out>warned\.grad:6:1 {2}warning\[name\/unused\][^]*<\/system-out>/);
  });

  test("a claim that belongs to two models is a test of each", async () => {
    const { xml } = await junit("shared.grad");
    expect([...xml.matchAll(/classname="shared\.grad\.(\w+)"/g)].map(([, model]) => model)).toEqual(["One", "Two"]);
    expect(xml).toContain('tests="2" failures="1"');
  });

  test("a name that reads like a boolean stays", async () => {
    desk.write("true", right);
    expect((await junit("true")).xml).toContain('<testsuite name="true"');
  });
});
