import fc from "fast-check";
import { solve } from "glissade";
import { describe, expect, it } from "vitest";
import type { Objective } from "../objective.ts";
import { decreases, type Line, lineFrom } from "./line-search.ts";

/** φ(α) as the value of a function of one variable along 1. */
async function lineOf(value: (x: number) => number, derivative: (x: number) => number): Promise<Line> {
  const evaluate = async (x: Float64Array) => ({
    x,
    value: value(x[0]!),
    gradient: Float64Array.of(derivative(x[0]!)),
  });
  const objective: Objective = {
    epsilon: Number.EPSILON,
    evaluations: () => 0,
    evaluate,
    hessian: () => Promise.reject(new Error("not needed")),
    hessianProduct: () => Promise.reject(new Error("not needed")),
  };
  return lineFrom(objective, await evaluate(Float64Array.of(0)), Float64Array.of(1));
}

/** A quartic with waves, which falls at 0 and rises at infinity. */
const waves = fc.record({
  quartic: fc.double({ min: 1e-3, max: 10, noNaN: true }),
  slope: fc.double({ min: 1e-2, max: 100, noNaN: true }),
  height: fc.double({ min: 0, max: 3, noNaN: true }),
  frequency: fc.double({ min: 0.1, max: 10, noNaN: true }),
  first: fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
});

type Waves = typeof waves extends fc.Arbitrary<infer Value> ? Value : never;

const wavyLine = ({ quartic, slope, height, frequency }: Waves) =>
  lineOf(
    (x) => quartic * x ** 4 - slope * x + height * (1 - Math.cos(frequency * x)),
    (x) => 4 * quartic * x ** 3 - slope + height * frequency * Math.sin(frequency * x),
  );

describe("strongWolfe", () => {
  it.each([
    [1e-4, 0.9],
    [1e-4, 0.1],
    [0.1, 0.2],
  ])("meets both conditions for c1 = %s and c2 = %s", async (c1, c2) => {
    const search = solve.strongWolfe({ c1, c2 });
    const holds = async (sample: Waves) => {
      const line = await wavyLine(sample);
      const { stepSize, value, slope } = (await search(line, sample.first))!;
      expect(stepSize).toBeGreaterThan(0);
      expect(value).toBeLessThanOrEqual(line.start.value + c1 * stepSize * line.start.slope + line.noise);
      expect(Math.abs(slope)).toBeLessThanOrEqual(c2 * Math.abs(line.start.slope));
    };
    await fc.assert(fc.asyncProperty(waves, holds), { seed: 5, numRuns: 400 });
  });

  it("takes the first step where that is good, and one more evaluation for a quadratic function", async () => {
    const line = await lineOf(
      (x) => (x - 3) ** 2,
      (x) => 2 * (x - 3),
    );
    expect((await solve.strongWolfe({ c2: 0.5 })(line, 2))!.stepSize).toBe(2);
    expect((await solve.strongWolfe({ c2: 0.1 })(line, 10))!.stepSize).toBeCloseTo(3, 12);
  });

  it("returns from where the function is not defined", async () => {
    const line = await lineOf(
      (x) => -Math.log(1 - x) - 2 * x,
      (x) => 1 / (1 - x) - 2,
    );
    const { stepSize } = (await solve.strongWolfe({ c2: 0.1 })(line, 1000))!;
    expect(stepSize).toBeCloseTo(0.5, 1);
  });

  it("finds nothing uphill", async () => {
    const line = await lineOf(
      (x) => x,
      () => 1,
    );
    expect(await solve.strongWolfe()(line, 1)).toBeUndefined();
    expect(await solve.backtracking()(line, 1)).toBeUndefined();
  });
});

it("a value may rise by rounding where the slope tells of progress", async () => {
  const line = await lineOf(
    () => 1000,
    () => -1,
  );
  const trial = (rise: number, slope: number) => ({
    ...line.start,
    stepSize: 1e-13,
    value: 1000 + rise,
    slope,
  });
  expect(decreases(line, trial(line.noise / 2, -0.5), 1e-4)).toBe(true);
  expect(decreases(line, trial(line.noise / 2, -1), 1e-4)).toBe(false);
  expect(decreases(line, trial(4 * line.noise, -0.5), 1e-4)).toBe(false);
});

describe("backtracking", () => {
  it("halves until the decrease is sufficient, and no further", async () => {
    const holds = async (sample: Waves) => {
      const line = await wavyLine(sample);
      const { stepSize, value } = (await solve.backtracking({ c1: 0.1 })(line, sample.first))!;
      const allowed = (step: number) => line.start.value + 0.1 * step * line.start.slope;
      expect(value).toBeLessThanOrEqual(allowed(stepSize) + line.noise);
      const halvings = Math.log2(sample.first / stepSize);
      expect(halvings).toBeCloseTo(Math.round(halvings), 9);
      if (halvings > 0) expect((await line.at(2 * stepSize)).value).toBeGreaterThan(allowed(2 * stepSize));
    };
    await fc.assert(fc.asyncProperty(waves, holds), { seed: 6, numRuns: 400 });
  });

  it("gives up after the trials allowed", async () => {
    const line = await lineOf(
      (x) => (x > 0.1 ? 1 : -x),
      () => -1,
    );
    expect(await solve.backtracking({ maxTrials: 3 })(line, 1)).toBeUndefined();
    expect((await solve.backtracking({ maxTrials: 5 })(line, 1))!.stepSize).toBe(2 ** -4);
  });
});

describe("line searches refuse", () => {
  it.each([
    ["backtracking({ c1 }): must be in (0, 1), got 1.", () => solve.backtracking({ c1: 1 })],
    ["backtracking({ shrink }): must be in (0, 1), got 0.", () => solve.backtracking({ shrink: 0 })],
    [
      "backtracking({ maxTrials }): must be a positive integer, got 0.",
      () => solve.backtracking({ maxTrials: 0 }),
    ],
    ["strongWolfe({ c2 }): must be in (0, 1), got NaN.", () => solve.strongWolfe({ c2: Number.NaN })],
    ["strongWolfe: c1 must be below c2, got 0.5 and 0.4.", () => solve.strongWolfe({ c1: 0.5, c2: 0.4 })],
    ["fixedStep(stepSize): must be positive and finite, got -1.", () => solve.fixedStep(-1)],
  ])("%s", (message, call) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });
});
