/** @file What holds for each chart of studies, whatever the numbers. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  criticalDifference,
  effectForest,
  importanceChart,
  pairwiseMatrix,
  parallelCoordinates,
  performanceProfile,
  seedCurves,
  sensitivityChart,
  stripPlot,
  violinPlot,
} from "../index.ts";
import { description, words } from "./fixtures/svg.ts";

type Numbers = readonly number[];

/** Six numbers as each chart takes them, in two groups where there are groups. */
const charts: Readonly<Record<string, (values: Numbers) => string>> = {
  seedCurves: (values) => {
    const runs = [0, 3].map((from) => ({
      points: values.slice(from, from + 3).map((y, x) => [x, y] as const),
    }));
    return seedCurves({ title: "T", x: "step", y: "loss", groups: [{ name: "sgd", runs }], seeds: true });
  },
  stripPlot: (values) => stripPlot({ title: "T", x: "loss", groups: halves(values) }),
  violinPlot: (values) => violinPlot({ title: "T", x: "loss", groups: halves(values) }),
  importanceChart: (values) =>
    importanceChart({
      title: "T",
      parameters: values.map((importance, index) => ({
        name: `p${index}`,
        importance,
        low: values[0],
        high: importance,
      })),
    }),
  effectForest: ([difference = 0, ...ends]) =>
    effectForest({
      title: "T",
      x: "difference",
      effects: [
        {
          a: "a",
          b: "b",
          difference,
          low: Math.min(difference, ends[0]!),
          high: Math.max(difference, ends[1]!),
        },
        { a: "a", b: "c", difference: ends[2]! },
      ],
    }),
  criticalDifference: (values) =>
    criticalDifference({
      title: "T",
      distance: Math.min(Math.abs(values[0]!) || 1, Number.MAX_VALUE) || 1,
      ranks: values.map((value, index) => ({
        name: `a${index}`,
        rank: Math.min(6, Math.max(1, value || 1)),
      })),
    }),
  performanceProfile: (values) =>
    performanceProfile({
      title: "T",
      solvers: halves(values.map((value) => Math.abs(value) || 1)).map(({ name, values: costs }) => ({
        name,
        costs,
      })),
    }),
  pairwiseMatrix: (values) => {
    const pair = values.slice(0, 3).map((value) => Math.min(1, Math.abs(value)));
    return pairwiseMatrix({
      title: "T",
      names: ["a", "b", "c"],
      p: [pair, pair, pair],
      differences: [0, 1, 2].map(() => values.slice(3)),
    });
  },
  sensitivityChart: (values) =>
    sensitivityChart({
      title: "T",
      y: "loss",
      lines: halves(values).map(({ name, values: scores }) => ({
        name,
        points: scores.map((score, index) => ({ value: 10 ** index, scores: [score, values[0]!] })),
      })),
    }),
  parallelCoordinates: (values) =>
    parallelCoordinates({
      title: "T",
      parameters: [{ name: "rate" }, { name: "kind" }],
      score: { name: "loss" },
      trials: values.map((score, index) => ({
        values: { rate: values.at(-1 - index)!, kind: index > 3 ? undefined : `kind ${index}` },
        score,
      })),
    }),
};

const halves = (values: Numbers) => [
  { name: "sgd", values: values.slice(0, 3) },
  { name: "adam", values: values.slice(3) },
];

const special = [0, 5e-324, 1e-308, 1e-150, 1, 1e15, 1e150, Number.MAX_VALUE, -Number.MAX_VALUE];
const lost = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const any = fc.oneof(
  fc.constantFrom(...special, ...lost),
  fc.double({ noNaN: true }),
  fc.double({ min: 0, max: 10, noNaN: true }),
);

describe.each(Object.entries(charts))("%s", (_, draw) => {
  const ordinary = [0.5, 0.25, 0.2, 0.4, 0.3, 0.1];

  test("is a picture of any numbers, without a coordinate that is none", () => {
    const property = fc.property(fc.array(any, { minLength: 6, maxLength: 6 }), (values) => {
      const drawn = draw(values).replace(/<(text|title|desc)[^>]*>[^<]*|aria-label="[^"]*"/g, "");
      expect(drawn).not.toMatch(/NaN|Infinity|undefined|null/);
    });
    fc.assert(property, { seed: 7, numRuns: 40 });
  });

  test("is the same for the same numbers", () => expect(draw(ordinary)).toBe(draw(ordinary)));

  test("has a title, a description, and words for its axes and marks", () => {
    const svg = draw(ordinary);
    expect(svg).toMatch(/<title>T: [^<]+<\/title>/);
    expect(description(svg).length).toBeGreaterThan(20);
    expect(words(svg).length).toBeGreaterThan(6);
  });

  test("has no colour that a dark scheme leaves as it is", () => {
    const style = /<style>.*?<\/style>/.exec(draw(ordinary))![0];
    const swapped = new Set(Array.from(style.matchAll(/\[fill="(#[0-9a-f]+)"\]/g), ([, color]) => color));
    // Clips are black.
    const used = [
      ...draw(ordinary)
        .replace(style, "")
        .matchAll(/(?:fill|stroke)="(#[0-9a-f]+)"(?! stroke-width="0")/g),
    ];
    expect(
      used.map(([, color]) => color!).filter((color) => color !== "#000" && !swapped.has(color)),
    ).toEqual([]);
  });
});
