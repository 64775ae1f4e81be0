/** @file Levenberg-Marquardt on NIST's certified regressions: parameters, residuals and standard deviations. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { solve, type Tensor, tensor } from "glissade";
import { describe, expect, it } from "vitest";
import { type NistProblem, nistModels, parseNist } from "./support/nist.ts";

const directory = fileURLToPath(new URL("../../shared/data/nist", import.meta.url));
const read = (name: string): NistProblem => parseNist(readFileSync(`${directory}/${name}.dat`, "utf8"));

/** NIST's log relative error: digits that agree, of 11 certified. */
const digits = (value: number, certified: number): number =>
  Math.min(11, -Math.log10(Math.abs(value - certified) / Math.abs(certified)));

const tight = { maxIterations: 1000, gradientTolerance: 0, valueTolerance: 1e-20, stepTolerance: 1e-15 };

async function regress(name: string, start: number) {
  const { x, y, parameters } = read(name);
  const model = nistModels[name]!;
  const begin = parameters.map(({ starts }) => tensor(starts[start]!, { dtype: "float64" }));
  return solve.leastSquares((b: readonly Tensor[]) => model(x, ...b).sub(y), begin, tight);
}

// The files are not part of the project.
const runs = Object.keys(nistModels).flatMap((name) => [0, 1].map((start) => [name, start] as const));

describe.skipIf(!existsSync(directory))("NIST's certified values", () => {
  it.each(runs)("%s from start %i", async (name, start) => {
    const { parameters, certified } = read(name);
    const found = await regress(name, start);
    const values = await Promise.all(found.x.map((each) => each.item()));
    const { standardErrors, variance } = found.covariance();
    const errors = Object.values(standardErrors);
    const worst = Math.min(...parameters.map((each, index) => digits(values[index]!, each.certified)));
    const worstError = Math.min(...parameters.map((each, index) => digits(errors[index]!, each.deviation)));
    expect(worst).toBeGreaterThan(6);
    expect(worstError).toBeGreaterThan(6);
    expect(digits(2 * found.cost, certified.residualSquares)).toBeGreaterThan(6);
    expect(digits(Math.sqrt(variance), certified.residualDeviation)).toBeGreaterThan(6);
  });
});
