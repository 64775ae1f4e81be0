import { expect, it } from "vitest";
import type { Evaluation, Objective } from "../objective.ts";
import { descentMethod } from "./method.ts";

/** x² of one variable, whose searches along -10x fail. */
const at = (x: number): Evaluation => ({
  x: Float64Array.of(x),
  value: x * x,
  gradient: Float64Array.of(2 * x),
});
const objective = { epsilon: 2 ** -52, evaluate: async (x: Float64Array) => at(x[0]!) } as Objective;

it("forgets the memory that led nowhere, and tries once more", async () => {
  let runs = 0;
  const step = descentMethod({
    name: "astray from its second step on",
    descent() {
      runs++;
      let steps = 0;
      return ({ x }) => ({ direction: x.map((value) => (steps++ ? -10 : -0.5) * value), stepSize: 1 });
    },
    search: async (line, stepSize) => {
      const trial = await line.at(stepSize);
      return trial.value < line.start.value ? trial : undefined;
    },
  }).start(objective);
  expect([await step(at(8)), runs]).toMatchObject([{ next: { value: 16 }, step: Float64Array.of(-4) }, 1]);
  expect([await step(at(4)), runs]).toMatchObject([{ next: { value: 4 }, step: Float64Array.of(-2) }, 2]);
});
