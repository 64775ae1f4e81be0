/** @file Noise of airfoils, a regression of 1500 rows with five inputs. */

import { evaluate, standardize, type Tensor, takeRows } from "glissade";
import { matrixOf } from "glissade/data";
import { readCsv } from "glissade/files";
import { airfoilFile } from "./data.ts";

const first = Uint16Array.from({ length: 1500 }, (_, row) => row);

/** The first rows in float64, each column with mean 0 and (population) variance 1 over all rows. */
export async function airfoil(): Promise<{ readonly inputs: Tensor; readonly targets: Tensor }> {
  const table = await readCsv(airfoilFile(), { header: false, delimiter: "\t" });
  const scaled = (columns: readonly string[]): Tensor => {
    const matrix = matrixOf(table, { columns, dtype: "float64" });
    return takeRows(standardize(matrix, { dtype: "float64" }).apply(matrix), first);
  };
  return { inputs: scaled(["1", "2", "3", "4", "5"]), targets: scaled(["6"]) };
}

/** Examples to train on, in float32. */
export async function airfoilExamples(): Promise<{ readonly x: Tensor; readonly y: Tensor }> {
  const { inputs, targets } = await airfoil();
  return evaluate({ x: inputs.cast("float32"), y: targets.cast("float32") });
}
