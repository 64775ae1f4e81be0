import { describe, expect, test } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { arange, optim, tensor, vmap } from "../index.ts";

const { constant, cosine, exponential, piecewise, polynomial } = optim.schedules;

// Printed by optax 0.2.8 for steps 0, 1, 2, ...
const golden = {
  "cosine to nothing": {
    schedule: cosine({ start: 0.1, steps: 10 }),
    values: [
      0.1, 0.097552826, 0.09045085, 0.079389263, 0.06545085, 0.05, 0.03454915, 0.020610737, 0.0095491503,
      0.0024471742, 0, 0,
    ],
  },
  exponential: {
    schedule: exponential({ start: 0.1, rate: 0.5, steps: 2 }),
    values: [0.1, 0.070710678, 0.05, 0.035355339, 0.025, 0.01767767, 0.0125, 0.0088388348],
  },
  "polynomial of power 2": {
    schedule: polynomial({ start: 0.1, end: 0.01, steps: 10, power: 2 }),
    values: [0.1, 0.0829, 0.0676, 0.0541, 0.0424, 0.0325, 0.0244, 0.0181, 0.0136, 0.0109, 0.01, 0.01],
  },
  piecewise: {
    schedule: piecewise(0.1, { 3: 0.1, 6: 0.5 }),
    values: [0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.005, 0.005],
  },
};

describe.each(Object.entries(golden))("%s", (_, { schedule, values }) => {
  test("has optax's values", async () => {
    for (const [step, value] of values.entries()) {
      expect(await schedule(tensor(step, { dtype: "int32" })).item()).toBeCloseTo(value, 9);
    }
  });

  test("maps over steps", async () => {
    expectClose(await numbers(vmap(schedule)(arange(values.length, "int32"))), values, 1e-9);
  });
});

test("further schedules", async () => {
  const step = tensor(3, { dtype: "int32" });
  expect(await constant(0.1)(step).item()).toBe(0.1);
  expect(await polynomial({ start: 1, end: 0, steps: 4 })(step).item()).toBe(0.25);
  expectClose([await cosine({ start: 0.1, steps: 3, end: 0.2 })(step).item()], 0.02);
});

test.each([0, -1, Number.NaN])("%s steps are refused", (steps) => {
  const rule = `must be positive and finite, got ${steps}.`;
  expect(() => cosine({ start: 1, steps })).toThrow(`cosine({ steps }): ${rule}`);
  expect(() => polynomial({ start: 1, end: 0, steps })).toThrow(`polynomial({ steps }): ${rule}`);
  expect(() => exponential({ start: 1, rate: 0.5, steps })).toThrow(`exponential({ steps }): ${rule}`);
});

test("a factor of decay is positive", () => {
  expect(() => exponential({ start: 1, rate: 0, steps: 1 })).toThrow(
    "exponential({ rate }): must be positive and finite, got 0.",
  );
});
