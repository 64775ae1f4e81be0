/** @file Elementary functions against JavaScript's own, over the whole range of numbers. */

import { describe, expect, it } from "vitest";
import { erfcFraction, erfSeries } from "../../ops/elementwise/erf.ts";
import { power } from "../../ops/elementwise/pow.ts";
import { laneLoop } from "../testing.ts";
import type { functions } from "./index.ts";

interface Row {
  readonly exact: (x: number) => number;
  /** Units in the last place in float32; 2 where left out. */
  readonly units?: number;
  /** The largest size at which the error is stated, in float32 and float64. */
  readonly range?: readonly [number, number];
  /** Whether the error in float64 is absolute, since the function crosses zero at numbers that are none of float64. */
  readonly isWave?: boolean;
}

type Unary = Exclude<keyof typeof functions, "pow">;

const waves = { range: [102_943, 3.2e6], isWave: true } as const;

const rows: { readonly [name in Unary]: Row } = {
  exp: { exact: Math.exp },
  expm1: { exact: Math.expm1 },
  log: { exact: Math.log },
  log1p: { exact: Math.log1p },
  sin: { exact: Math.sin, ...waves },
  cos: { exact: Math.cos, ...waves },
  tanh: { exact: Math.tanh },
  erf: { exact: erfSeries },
  erfc: { exact: erfcFraction, units: 5 },
};

const names = Object.keys(rows) as Unary[];

const COUNTS = { float32: 2 ** 20, float64: 2 ** 18 } as const;
const PART = 2 ** 16;

const edges = [
  0, -0, 1, -1, 0.5, 88.72, 88.73, -87.3, -103.9, -104, 709.7, 709.8, -745.1, -745.2, 1e-45, -1e-45,
];
const Inf = Number.POSITIVE_INFINITY;
const limits = [3.4028235e38, -3.4028235e38, Number.MAX_VALUE, Number.MIN_VALUE, Inf, -Inf, Number.NaN];
const special = [...edges, ...limits];

/** Numbers whose bits are spread over all patterns, in parts. */
function* patterns(dtype: "float32" | "float64"): Generator<Float32Array | Float64Array> {
  yield dtype === "float32" ? Float32Array.from(special) : Float64Array.from(special);
  yield spread(20);
  for (let start = 0; start < COUNTS[dtype]; start += PART) {
    if (dtype === "float32") {
      const bits = Uint32Array.from({ length: PART }, (_, at) => (start + at) * 4099);
      yield new Float32Array(bits.buffer);
    } else {
      const bits = BigUint64Array.from({ length: PART }, (_, at) => BigInt(start + at) * 70368744177679n);
      yield new Float64Array(bits.buffer);
    }
  }
}

const LARGEST = (2 - 2 ** -23) * 2 ** 127;

/** The distance of neighbouring numbers of float32. */
const unitAt = (x: number): number => 2 ** (Math.max(Math.floor(Math.log2(x)), -126) - 23);

/** The number after the largest stands for infinity. */
const bounded = (x: number): number => Math.max(-(2 ** 128), Math.min(x, 2 ** 128));

/** The error in units of float32. */
function unitsOff(actual: number, exact: number): number {
  const size = Math.min(Math.abs(Math.fround(exact)), LARGEST);
  return Math.abs(bounded(actual) - bounded(exact)) / unitAt(size);
}

/** The error of float64: relative, and absolute where the function crosses zero between its numbers. */
const relativeOff = (actual: number, exact: number, isWave = false): number =>
  Math.abs(actual - exact) / (isWave ? 1 : Math.max(Math.abs(exact), 2 ** -1022));

const isSame = (actual: number, exact: number): boolean => actual === exact || Object.is(actual, exact);

interface Worst {
  readonly error: number;
  readonly x: number;
}

/** The largest error of a function. */
function worst(name: Unary, dtype: "float32" | "float64"): Worst {
  const { exact, range = [Inf, Inf], isWave } = rows[name];
  const end = range[dtype === "float32" ? 0 : 1];
  const loop = laneLoop([dtype], (math, [x]) => math[name](x!));
  let found: Worst = { error: 0, x: 0 };
  for (const xs of patterns(dtype)) {
    const [ys] = loop([xs]);
    for (const [index, x] of xs.entries()) {
      if (Math.abs(x) > end && Number.isFinite(x)) continue;
      const [y, wanted] = [ys![index]!, exact(x)];
      if (isSame(y, dtype === "float32" ? Math.fround(wanted) : wanted)) continue;
      const error = dtype === "float32" ? unitsOff(y, wanted) : relativeOff(y, wanted, isWave);
      if (!(error <= found.error)) found = { error: Number.isNaN(error) ? Inf : error, x };
    }
  }
  return found;
}

describe.each(names)("%s", (name) => {
  const { units = 2 } = rows[name];
  it(`is exact to ${units} units in the last place in float32`, () => {
    const { error, x } = worst(name, "float32");
    expect(error, `at ${x}`).toBeLessThanOrEqual(units);
  });

  it("is exact to 1e-14 in float64", () => {
    const { error, x } = worst(name, "float64");
    expect(error, `at ${x}`).toBeLessThanOrEqual(1e-14);
  });

  it.each(["float32", "float64"] as const)("has the sign of zeros, of %s", (dtype) => {
    const zeros = [0, -0];
    const [ys] = laneLoop([dtype], (math, [x]) => math[name](x!))([zeros]);
    expect([...ys!].map(Math.sign)).toEqual(zeros.map((x) => Math.sign(rows[name].exact(x))));
  });
});

/** Bases and exponents whose powers are neither too large nor too small. */
function pairs(base: number): readonly [bases: Float32Array, exponents: Float32Array] {
  const bases = Float32Array.from(spread(base), (x) => Math.exp(x));
  const end = Math.log(LARGEST) * 1.2;
  return [bases, spread(end).map((y, index) => y / Math.log(bases[index]!))];
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Numbers up to a size of both signs. */
const spread = (end: number): Float32Array =>
  Float32Array.from({ length: PART }, (_, index) => end * (2 * ((index * GOLDEN) % 1) - 1));

describe("pow", () => {
  const powerOf = (dtype: "float32" | "float64") =>
    laneLoop([dtype, dtype], (math, [x, y]) => math.pow(x!, y!));
  const bases = [88, 20, 2, 0.5, 0.01];

  it.each(bases)("is exact to 2 units in the last place in float32, up to e^%d", (base) => {
    const inputs = pairs(base);
    const [ys] = powerOf("float32")(inputs);
    const errors = [...inputs[0]].map((x, index) => {
      const wanted = x ** inputs[1][index]!;
      return isSame(ys![index]!, Math.fround(wanted)) ? 0 : unitsOff(ys![index]!, wanted);
    });
    expect(Math.max(...errors)).toBeLessThanOrEqual(2);
  });

  it.each(bases)("is exact to 1e-14 in float64, up to e^%d", (base) => {
    const inputs = pairs(base);
    const [ys] = powerOf("float64")(inputs);
    const errors = [...inputs[0]].map((x, index) => relativeOff(ys![index]!, x ** inputs[1][index]!));
    expect(Math.max(...errors)).toBeLessThanOrEqual(1e-14);
  });

  it("keeps the rules of signs, zeros and infinities", () => {
    const values = [0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 2 ** 24 + 2, -1.5, Inf, -Inf, Number.NaN];
    const rows = values.flatMap((x) => values.map((y) => [x, y] as const));
    const [ys] = powerOf("float64")([rows.map(([x]) => x), rows.map(([, y]) => y)]);
    rows.forEach(([x, y], index) => {
      const wanted = power(x, y);
      const isRight = Object.is(ys![index]!, wanted) || relativeOff(ys![index]!, wanted) < 1e-14;
      expect(isRight, `${x} ** ${y} is ${ys![index]}, not ${wanted}`).toBe(true);
    });
  });
});
