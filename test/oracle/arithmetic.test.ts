/** The oracle's own series against the functions that mathjs has, and against each other where it has none. */
import fc from "fast-check";
import { all, create, type BigNumber } from "mathjs";
import { describe, expect, test } from "vitest";
import { arithmeticWith, remembering, type Big } from "../../server/src/oracle/arithmetic.ts";
import { definitions } from "../../server/src/oracle/functions.ts";

const digits = 70;
const ours = arithmeticWith(digits);
const theirs = create(all!, { number: "BigNumber", precision: digits + 30 });
const theirNumber = (x: Big): BigNumber => theirs.bignumber(x.toString());

/** The digits in which two numbers agree, relative to the second. */
function agreement(one: Big, other: BigNumber): number {
  const difference = theirNumber(one).minus(other).abs();
  return difference.isZero() ? Infinity : -difference.div(other.abs()).log(10).toNumber();
}

const ordinary = fc.double({ min: -30, max: 30, noNaN: true });
const tiny = fc
  .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -60, max: -1 }))
  .map(([x, e]) => x * 10 ** e);
const real = fc.oneof(ordinary, tiny);

const pairs: [string, (x: Big) => Big, (x: BigNumber) => BigNumber, fc.Arbitrary<number>][] = [
  ["exp", ours.exp, (x) => x.exp(), real],
  ["ln", ours.ln, (x) => x.ln(), fc.oneof(ordinary, tiny).map((x) => Math.abs(x) + 1e-70)],
  ["ln near 1", (x) => ours.lnOnePlus(x), (x) => x.plus(1).ln(), tiny.filter((x) => x > 1e-25)],
  ["sin", ours.sin, (x) => x.sin(), real],
  ["cos", ours.cos, (x) => x.cos(), real],
  ["tanh", (x) => definitions.tanh(x, ours), (x) => x.tanh(), real],
];

test.each(pairs)("%s agrees with mathjs", (_, own, reference, arbitrary) => {
  fc.assert(
    fc.property(arbitrary, (x) => {
      if (x === 0) return;
      const exact = ours.exactly(x);
      const expected = reference(theirNumber(exact));
      expect(agreement(own(exact), expected)).toBeGreaterThan(digits - 4);
    }),
    { numRuns: 60 },
  );
});

describe("erf, which mathjs has for doubles only", () => {
  test("is what mathjs has, to fifteen digits", () => {
    const doubles = create(all!);
    for (const x of [-3, -0.7, -1e-9, 0.1, 0.9, 1.8, 4, 5.5])
      expect(ours.erf(ours.exactly(x)).toNumber()).toBeCloseTo(doubles.erf(x), 14);
  });

  test("has the derivative 2/√π e^(-x²) everywhere, also where one series gives way to another", () => {
    const [step, root] = [ours.number("1e-25"), ours.fromFixedPoint(ours.pi(ours.bits), ours.bits).sqrt()];
    for (const x of [0.3, 1.99, 7.9999, 7.9999999999999, 8, 8.0001, 11]) {
      const at = ours.exactly(x);
      const slope = ours
        .erfc(at.minus(step))
        .minus(ours.erfc(at.plus(step)))
        .div(step.times(2));
      const expected = ours.exp(at.times(at).neg()).times(2).div(root);
      expect(slope.minus(expected).div(expected).abs().toNumber()).toBeLessThan(1e-38);
    }
  });

  test("keeps its digits in the tails", () => {
    // x e^(x²) erfc(x) at x = 10, by its asymptotic series.
    const x = ours.number(10);
    const scaled = ours
      .erfc(x)
      .times(ours.exp(x.times(x)))
      .times(x);
    expect(scaled.toNumber()).toBeCloseTo(0.561409927438225, 12);
    expect(definitions.gelu(ours.number(-20), ours).toExponential(3)).toBe("-5.507e-88");
  });
});

describe("numbers", () => {
  test("a double is taken as it is, a written number as it was written", () => {
    expect(ours.exactly(0.1).toString()).toBe("0.1000000000000000055511151231257827021181583404541015625");
    expect(ours.written(0.1).toString()).toBe("0.1");
    expect(ours.exactly(-(2 ** 80)).toFixed()).toBe(`-${2n ** 80n}`);
    expect(ours.written(Math.PI).toPrecision(50)).toBe("3.1415926535897932384626433832795028841971693993751");
    expect(ours.written(Math.E).toPrecision(50)).toBe("2.7182818284590452353602874713526624977572470937000");
  });

  test("what has no value is NaN or infinite", () => {
    const [nothing, far] = [ours.number(NaN), ours.number(Infinity)];
    for (const f of Object.values(definitions)) expect(f(nothing, ours).isNaN()).toBe(true);
    expect(ours.ln(ours.number(-1)).isNaN()).toBe(true);
    expect(ours.ln(ours.zero).toNumber()).toBe(-Infinity);
    expect(ours.exp(far.neg()).isZero()).toBe(true);
    expect(ours.power(ours.number(-2), ours.number("0.5")).isNaN()).toBe(true);
    expect(ours.power(ours.number(-2), ours.number(3)).toNumber()).toBe(-8);
    expect(definitions.erf(far, ours).toNumber()).toBe(1);
    expect(definitions.tanh(far.neg(), ours).toNumber()).toBe(-1);
  });

  test("determinants and inverses come with all digits", () => {
    const third = ours.one.div(3);
    const rows = [
      [ours.one, third],
      [third, ours.number(2)],
    ];
    expect(ours.determinant(rows).minus(ours.number(17).div(9)).abs().toNumber()).toBeLessThan(1e-68);
    expect(ours.inverse(rows)[0]![1]!.plus(ours.number(3).div(17)).abs().toNumber()).toBeLessThan(1e-68);
  });

  test("determinants are what expanding them gives, and inverses undo, wherever a column has its zeros", () => {
    const matrix = fc.integer({ min: 1, max: 4 }).chain((side) =>
      fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: side, maxLength: side }), {
        minLength: side,
        maxLength: side,
      }),
    );
    fc.assert(
      fc.property(matrix, (whole) => {
        // Sevenths have no end in decimals, so that rounding errors stand where there should be zeros.
        const rows = whole.map((row) => row.map((value) => ours.number(value).div(7)));
        const expected = ours.number(expanded(whole)).div(7 ** whole.length);
        expect(ours.determinant(rows).minus(expected).abs().toNumber()).toBeLessThan(1e-66);
        if (expected.isZero()) return;
        const inverse = ours.inverse(rows);
        for (const [i, row] of rows.entries())
          for (const j of rows.keys()) {
            const product = ours.sum(row.map((value, k) => value.times(inverse[k]![j]!)));
            expect(
              product
                .minus(i === j ? 1 : 0)
                .abs()
                .toNumber(),
            ).toBeLessThan(1e-60);
          }
      }),
      { numRuns: 60 },
    );
  });

  test("an arithmetic that remembers tells -0 from 0", () => {
    const { squareRoot, number } = remembering(ours);
    expect(squareRoot(number(0)).isNegative()).toBe(false);
    expect(squareRoot(number("-0")).isNegative()).toBe(true);
    expect(squareRoot(number(2))).toBe(squareRoot(number("2.0")));
  });
});

/** The determinant of whole numbers, along its first row. */
function expanded(rows: readonly (readonly number[])[]): number {
  const [first, ...others] = rows;
  if (!first) return 1;
  return first.reduce((total, value, at) => {
    const minor = others.map((row) => row.filter((_, column) => column !== at));
    return total + (at % 2 === 0 ? 1 : -1) * value * expanded(minor);
  }, 0);
}
