/** @file Reconstructions of real films, from Ceres' data: known costs from another solver, with a Schur complement too. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { solve } from "glissade";
import type { BundleProblem } from "glissade/data";
import { readLibmv } from "glissade/files";
import { describe, expect, test } from "vitest";
import { disturb } from "./support/scene.ts";

const folder = fileURLToPath(new URL("../../shared/data/bundle-adjustment/", import.meta.url));

interface Known {
  readonly file: string;
  readonly stored: number;
  readonly optimum: number;
  readonly rmse: number;
  /** After the disturbance: the cost of the start, the optimum that is found from there, and in how many steps. */
  readonly disturbed: { readonly cost: number; readonly optimum: number; readonly steps: number };
}

/** ½Σ‖r‖² with intrinsics and the first camera fixed. */
const known: readonly Known[] = [
  {
    file: "problem_01.bin",
    stored: 4607.594,
    optimum: 4607.594,
    rmse: 1.3038,
    disturbed: { cost: 4.281098e6, optimum: 4607.596, steps: 2 },
  },
  {
    file: "problem_03.bin",
    stored: 297.9947,
    optimum: 297.9526,
    rmse: 0.31042,
    disturbed: { cost: 2.703396e5, optimum: 297.9524, steps: 4 },
  },
];

const startOf = ({ iterations }: solve.BundleAdjustment): number => iterations[0]!.cost;
const near = (value: number, digits: number) => expect.closeTo(value, digits);

describe.skipIf(!existsSync(folder)).each(known)(
  "$file (skipped without ../shared/data)",
  ({ file, stored, optimum, rmse, disturbed }) => {
    const read = (): Promise<BundleProblem> => readLibmv(`${folder}${file}`);

    test("from the file", async () => {
      const found = await solve.bundleAdjust(await read());
      expect(startOf(found)).toEqual(near(stored, 3));
      expect(found).toMatchObject({
        cost: near(optimum, 3),
        rmse: near(rmse, 5),
        converged: true,
        behind: [],
      });
    });

    test("from afar", async () => {
      const found = await solve.bundleAdjust(disturb(await read()));
      expect(startOf(found) / disturbed.cost).toEqual(near(1, 6));
      expect(found.cost).toEqual(near(disturbed.optimum, 3));
      expect(found.iterations).toHaveLength(1 + disturbed.steps);
    });
  },
);
