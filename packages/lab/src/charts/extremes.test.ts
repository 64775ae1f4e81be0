import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Axis, exactAxis, linearAxis, type Range } from "./axes.ts";
import { histogram } from "./histogram.ts";
import { landscapePlot } from "./landscape-plot.ts";
import { lineChart } from "./line-chart.ts";
import { logAxis, magnitudeAxis } from "./log-axis.ts";
import { minimizePlot } from "./minimize-plot.ts";
import { positionAxis } from "./positions.ts";
import { sensitivityPlot } from "./sensitivity-plot.ts";

/** Finite numbers of all sizes, with those near the ends of what there is. */
const special = [0, 5e-324, -5e-324, 1e-308, 1e-150, 1, 1e15, 1e150, Number.MAX_VALUE, -Number.MAX_VALUE];
const finite = fc.oneof(
  fc.constantFrom(...special),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc
    .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -320, max: 307 }))
    .map(([digits, exponent]) => digits * Number(`1e${exponent}`)),
);
const ranges = fc
  .tuple(finite, finite)
  .map(([a, b]): Range => ({ min: Math.min(a, b), max: Math.max(a, b) }));
const positive = ranges
  .map(({ min, max }): Range => ({ min: Math.abs(min), max: Math.abs(max) }))
  .map(({ min, max }): Range => ({ min: Math.min(min, max), max: Math.max(min, max) }))
  .filter(({ min }) => min > 0);

/** What a reader sees of an axis: its labels, from end to end. */
function labelsOf(axis: Axis): readonly string[] {
  const positions = positionAxis(axis);
  if (!("interval" in positions)) {
    expect(axis.ticks!.length).toBeGreaterThan(0);
    expect(axis.ticks!.length).toBeLessThan(12);
    return positions.axisLabel.customValues.map(positions.axisLabel.formatter);
  }
  const { min, max, interval, axisLabel } = positions;
  const first = Math.ceil(min / interval - 1e-9);
  const count = Math.floor(max / interval + 1e-9) - first + 1;
  expect(count).toBeLessThan(30);
  return Array.from({ length: count }, (_, tick) => axisLabel.formatter((first + tick) * interval));
}

function expectReadable(axis: Axis, { min, max }: Range): void {
  const positions = positionAxis(axis);
  expect(Number.isFinite(axis.min) && Number.isFinite(axis.max) && axis.min < axis.max).toBe(true);
  expect(Number.isFinite(positions.max - positions.min) && positions.min < positions.max).toBe(true);
  // Ends are rounded, and so are the positions of the range.
  const slack = 1e-6 * (max / 2 - min / 2) + 1e-9 * Math.max(Math.abs(min), Math.abs(max));
  expect(axis.min - slack <= min && max <= axis.max + slack).toBe(true);
  const labels = labelsOf(axis);
  expect(new Set(labels).size).toBe(labels.length);
  expect(labels.join()).not.toMatch(/NaN|Infinity/);
}

describe("axes of any range end on finite numbers around it, with labels that differ", () => {
  const numRuns = 400;
  test("linear", () => {
    fc.assert(
      fc.property(ranges, (range) => expectReadable(linearAxis("x", range), range)),
      { seed: 7, numRuns },
    );
  });
  test("linear with exact ends", () => {
    const property = fc.property(ranges, (range) => {
      const { min, max } = linearAxis("x", range);
      expectReadable(exactAxis("x", { min, max }), { min, max });
    });
    fc.assert(property, { seed: 7, numRuns });
  });
  test("logarithmic", () => {
    fc.assert(
      fc.property(positive, (range) => expectReadable(logAxis("x", range), range)),
      { seed: 7, numRuns },
    );
  });
  test("of magnitudes", () => {
    fc.assert(
      fc.property(ranges, (range) => expectReadable(magnitudeAxis("x", range), range)),
      { seed: 7, numRuns },
    );
  });
});

const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);

/** A picture without a coordinate that is none, and with numbers on its axes. */
function expectPicture(svg: string): void {
  expect(svg.replace(/<text[^>]*>[^<]*<\/text>|aria-label="[^"]*"/g, "")).not.toMatch(
    /NaN|Infinity|undefined/,
  );
  expect(words(svg).filter((word) => /^-?\d/.test(word)).length).toBeGreaterThan(2);
}

const any = fc.oneof(finite, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
const numRuns = 12;

describe("pictures of any numbers", () => {
  test.each([1, 2, 3])("paths over a function of %i variables", (count) => {
    const points = fc.array(fc.array(any, { minLength: count, maxLength: count }), {
      minLength: 1,
      maxLength: 4,
    });
    const property = fc.property(points, finite, fc.boolean(), (places, scale, isDone) => {
      const evaluate = (x: readonly number[]) => scale * x.reduce((sum, each) => sum + each ** 2, 0);
      const path = places.map((x, step) => ({
        step,
        x: x.map((each) => (step === 0 && !Number.isFinite(each) ? 1 : each)),
        value: evaluate(x),
      }));
      const runs = [{ optimizer: "sgd(1)", path, status: isDone ? "done" : "diverged" }];
      expectPicture(
        minimizePlot({ function: "f", runs }, { variables: ["x", "y", "z"].slice(0, count), evaluate }),
      );
    });
    fc.assert(property, { seed: 7, numRuns });
  });

  test("lines", () => {
    const property = fc.property(fc.array(fc.tuple(any, any), { maxLength: 5 }), (points) =>
      expectPicture(lineChart({ x: "x", y: "y", lines: [{ name: "a", points }] })),
    );
    fc.assert(property, { seed: 7, numRuns });
  });

  test("histograms", () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), (values) =>
        expectPicture(histogram({ x: "x", samples: [{ name: "a", values }] })),
      ),
      { seed: 7, numRuns },
    );
  });

  test("learning rates", () => {
    const property = fc.property(
      finite,
      fc.array(finite, { minLength: 2, maxLength: 2 }),
      positive,
      (start, values, { min, max }) => {
        const points = [min, max].map((rate, index) => ({ rate, value: values[index]! }));
        const line = { optimizer: "sgd", rates: [min], points };
        expectPicture(sensitivityPlot([line], { title: "f", steps: 2, start }));
        expectPicture(sensitivityPlot([line], { title: "f", steps: 2, start, minimum: values[0] }));
      },
    );
    fc.assert(property, { seed: 7, numRuns });
  });

  test("landscapes", () => {
    const property = fc.property(fc.array(any, { minLength: 9, maxLength: 9 }), (losses) => {
      const [x, y] = [
        [-1, 0, 1],
        [-2, 0, 2],
      ];
      const loss = [0, 1, 2].map((row) => losses.slice(3 * row, 3 * row + 3));
      const path = losses.slice(0, 2).map((each, step) => ({ step, x: step, y: step, loss: each }));
      expectPicture(
        landscapePlot({ study: "s", x: x!, y: y!, loss, runs: [{ arm: "a", optimizer: "sgd(1)", path }] }),
      );
    });
    fc.assert(property, { seed: 7, numRuns });
  });
});
