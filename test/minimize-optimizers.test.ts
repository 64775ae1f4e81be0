/** @file Every named optimizer followed over a function, alone and with all rates at once. */

import { optim } from "glissade";
import { expect, test } from "vitest";
import { algorithms } from "../packages/glissade/src/optim/text/algorithms.ts";
import { readFunction } from "../packages/lab/src/minimize/functions.ts";
import { runAll } from "../packages/lab/src/minimize/run.ts";

const { expression, start } = readFunction("rosenbrock");

test.each(algorithms.map(({ name }) => name))("%s runs alone and with many rates", async (name) => {
  const optimizers = [optim.parse(`${name}(learningRate=0.001)`)];
  const options = { function: expression, start: start!, optimizers, steps: 2 };
  const { runs, sensitivity } = await runAll({ ...options, rates: [1e-4, 1e-3, 1e-2] });
  const [{ path, status }] = runs as [(typeof runs)[number]];
  expect({ status, steps: path.length }).toEqual({ status: "done", steps: 3 });
  expect(path[0]!.x).toEqual([-1.2, 1]);
  expect(path[2]!.x).not.toEqual([-1.2, 1]);
  expect(sensitivity![0]!.points[1]!.value).toBeCloseTo(path[2]!.value, 9);
});
