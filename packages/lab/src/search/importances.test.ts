/** @file Importances of functions whose shares of the variance are known. */

import { expect, test } from "vitest";
import { importances } from "./importances.ts";
import type { SearchMethod } from "./methods.ts";
import { sampler } from "./sampler.ts";
import type { Space, Values } from "./space.ts";
import type { ScoredTrial } from "./trial.ts";

interface Draw {
  readonly method: SearchMethod;
  readonly trials: number;
}

function trialsOf(
  space: Space,
  score: (values: Values) => number | null,
  { method, trials }: Draw,
): readonly ScoredTrial[] {
  const { valuesOf } = sampler(method, space, { trials, seed: 1 });
  return Array.from({ length: trials }, (_, k) => {
    const values = valuesOf(k);
    return { values, score: score(values) };
  });
}

const shares = (trials: readonly ScoredTrial[], of: "ranks" | "scores" = "scores") =>
  Object.fromEntries(
    importances(trials, { of })!.parameters.map(({ name, importance }) => [name, importance]),
  );

const angles: Space = {
  a: { linear: [-Math.PI, Math.PI] },
  b: { linear: [-Math.PI, Math.PI] },
  c: { linear: [-Math.PI, Math.PI] },
};

/** Ishigami and Homma, "An importance quantification technique in uncertainty analysis", 1990. */
const ishigami = ({ a, b, c }: Values) =>
  Math.sin(Number(a)) + 7 * Math.sin(Number(b)) ** 2 + 0.1 * Number(c) ** 4 * Math.sin(Number(a));

test("Ishigami's function has its known first-order indices", () => {
  const found = shares(trialsOf(angles, ishigami, { method: "sobol", trials: 4096 }));
  expect(Math.abs(found.a! - 0.3139)).toBeLessThan(0.02);
  expect(Math.abs(found.b! - 0.4424)).toBeLessThan(0.02);
  expect(found.c!).toBeLessThan(0.02);
});

const rates: Space = {
  learningRate: { log: [1e-4, 1] },
  units: { integer: [1, 4] },
  nesterov: { choices: [true, false] },
  seed: { linear: [0, 1] },
};

// Variances: 9/12 of three times a uniform number, 1.25 of 1 to 4, 0.25 · 4 of a coin times 2; the seed has no effect.
const sum = ({ learningRate, units, nesterov }: Values) =>
  3 * (Math.log10(Number(learningRate)) / 4) + Number(units) + (nesterov ? 2 : 0);

test.each<[Draw, number]>([
  [{ method: "sobol", trials: 1024 }, 0.03],
  [{ method: "random", trials: 1024 }, 0.06],
  [{ method: "random", trials: 60 }, 0.2],
])("a sum has the shares of its terms: %j", (draw, tolerance) => {
  const trials = trialsOf(rates, sum, draw);
  const found = shares(trials);
  expect(Math.abs(found.learningRate! - 0.75 / 3)).toBeLessThan(tolerance);
  expect(Math.abs(found.units! - 1.25 / 3)).toBeLessThan(tolerance);
  expect(Math.abs(found.nesterov! - 1 / 3)).toBeLessThan(tolerance);
  expect(found.seed!).toBeLessThan(tolerance);
});

test("chance is no importance, over 200 studies of 40 trials without any effect", () => {
  const space: Space = { a: { linear: [0, 1] }, score: { linear: [0, 1] } };
  const found = Array.from({ length: 200 }, (_, seed) => {
    const { valuesOf } = sampler("random", space, { trials: 40, seed });
    const trials = Array.from({ length: 40 }, (_, k) => {
      const { a, score } = valuesOf(k);
      return { values: { a: a! }, score: Number(score) };
    });
    return importances(trials)!.parameters[0]!.importance;
  });
  const mean = found.reduce((total, each) => total + each) / 200;
  // Without the correction six groups of 40 would explain 5/39.
  expect(mean).toBeLessThan(0.08);
});

test("a product is a joint effect, which is in the rest", () => {
  const space: Space = { a: { linear: [-1, 1] }, b: { linear: [-1, 1] } };
  const trials = trialsOf(space, ({ a, b }) => Number(a) * Number(b), { method: "sobol", trials: 1024 });
  expect(importances(trials, { of: "scores" })!.rest).toBeGreaterThan(0.95);
});

test("ranks do not depend on the scale of the scores, and failed trials are as bad as the worst", () => {
  const draw = { method: "sobol", trials: 256 } as const;
  const plain = trialsOf(rates, sum, draw);
  const steep = plain.map(({ values, score }) => ({ values, score: Math.exp(5 * score!) }));
  expect(importances(steep)).toEqual(importances(plain));
  const worst = Math.max(...plain.map(({ score }) => score!));
  const failing = plain.map(({ values, score }) => ({ values, score: score === worst ? Number.NaN : score }));
  expect(importances(failing)?.failed).toBe(plain.filter(({ score }) => score === worst).length);
  const higher = plain.map(({ values, score }) => ({ values, score: -score! }));
  expect(importances(higher, { better: "higher" })).toEqual(importances(plain));
});

test("a hyper-parameter that was not varied is left out", () => {
  const space: Space = { ...rates, units: { fixed: 2 } };
  expect(Object.keys(shares(trialsOf(space, sum, { method: "sobol", trials: 32 })))).not.toContain("units");
});

test("few trials and equal scores say nothing", () => {
  const trials = trialsOf(rates, sum, { method: "sobol", trials: 7 });
  expect(importances(trials)).toBeNull();
  expect(importances(trialsOf(rates, () => 1, { method: "sobol", trials: 20 }))).toBeNull();
  expect(importances(trialsOf(rates, () => null, { method: "sobol", trials: 20 }))).toBeNull();
});

test("it says what it rests on", () => {
  const { trials, failed, of, parameters } = importances(
    trialsOf(rates, (values) => (values.units === 4 ? null : sum(values)), { method: "sobol", trials: 64 }),
  )!;
  expect({ trials, failed, of }).toEqual({ trials: 64, failed: 16, of: "ranks" });
  const groups = Object.fromEntries(parameters.map((each) => [each.name, each.groups]));
  expect(groups).toEqual({ learningRate: 8, units: 4, nesterov: 2, seed: 8 });
});
