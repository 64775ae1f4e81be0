import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { armStyles } from "../arm-style.ts";
import { description, words } from "./fixtures/svg.ts";
import { type StripPlotOptions, stripPlot } from "./strip-plot.ts";
import { swarm } from "./swarm.ts";

const groups = [
  { name: "sgd", values: [1, 2, 3] },
  { name: "adam(0.1)", values: [2, Number.NaN, 4, Number.POSITIVE_INFINITY] },
];
const draw = (changes: Partial<StripPlotOptions> = {}) => stripPlot({ x: "loss", groups, ...changes });
const dots = (svg: string, name: string) =>
  [...svg.matchAll(/<(?:circle|ellipse|path)[^>]*fill="([^"]*)"[^>]*fill-opacity="0.8"/g)].filter(
    ([, fill]) => fill === armStyles([name]).get(name)!.color,
  );

describe("stripPlot", () => {
  test("has a dot for each seed, and counts those that are not finite", () => {
    const svg = draw();
    expect(dots(svg, "sgd")).toHaveLength(3);
    expect(dots(svg, "adam")).toHaveLength(2);
    expect(words(svg)).toEqual(
      expect.arrayContaining([
        ...["sgd", "n = 3", "adam(0.1)", "n = 4, 2 diverged"],
        ...["a seed", "mean, line: 95 % interval of the mean; lines cut at the axis", "loss"],
      ]),
    );
  });

  test("says in words what it shows", () => {
    expect(description(draw({ center: "median" }))).toBe(
      "median, line: quartiles. sgd: 2 (1.5 to 2.5), n = 3. adam(0.1): 3 (2.5 to 3.5), n = 4, 2 diverged.",
    );
  });

  test("refuses what a logarithm does not have", () => {
    expect(() => draw({ xScale: "log", groups: [{ name: "a", values: [1, 0] }] })).toThrow(
      'stripPlot({ groups })[0].values: must be positive on a logarithmic axis, got 0. Give xScale: "linear".',
    );
  });

  test("refuses what is no number", () => {
    const wrong = [{ name: "a", values: [1, "2" as never] }];
    expect(() => draw({ groups: wrong })).toThrow(
      'stripPlot({ groups })[0].values[1]: must be a number, got "2". Write NaN for what has no value.',
    );
  });
});

test("dots of a swarm keep apart as long as there is room", () => {
  const positions = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { maxLength: 20 });
  const property = fc.property(positions, (at) => {
    const aside = swarm(at, { size: 8, room: 200 });
    for (const [i, a] of at.entries()) {
      for (const [j, b] of at.entries()) {
        if (i < j) expect(Math.hypot(a - b, aside[i]! - aside[j]!)).toBeGreaterThanOrEqual(8 - 1e-6);
      }
    }
  });
  fc.assert(property, { seed: 7, numRuns: 100 });
  expect(Math.max(...swarm(new Array(100).fill(1), { size: 8, room: 12 }).map(Math.abs))).toBeLessThanOrEqual(
    12,
  );
});
