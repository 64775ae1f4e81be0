import { evaluate, grad, hessian, type Tensor, tensor } from "glissade";
import { describe, expect, test } from "vitest";
import { readFunction } from "./functions.ts";
import { testFunctions } from "./test-functions.ts";

const names = Object.keys(testFunctions);

/** The lowest values, as the literature and mpmath with forty digits have them. */
const lowest: Readonly<Record<string, number>> = {
  quadratic: 0,
  "ill-conditioned": 0,
  canyon: -8.625,
  "two-minima": -2.0190335939268036,
  rosenbrock: 0,
  beale: 0,
  himmelblau: 0,
  rastrigin: 0,
  ackley: 0,
  "styblinski-tang": -78.33233140754282,
  "x-cos": -1.0467211246605712,
};

const vector = (x: readonly number[]) => tensor([...x], { dtype: "float64" });

/** The function of a vector. */
const ofVector = (name: string) => {
  const { expression } = readFunction(name);
  const { length } = expression.variables;
  return (x: Tensor) =>
    expression.evaluate(
      Array.from({ length }, (_, index) =>
        x.mul(vector(Array.from({ length }, (_, each) => (each === index ? 1 : 0)))).sum(),
      ),
    );
};

/** Both eigenvalues of a symmetric matrix of two rows, or the only one. */
function eigenvalues([a, b, , d]: readonly number[]): readonly number[] {
  if (b === undefined) return [a!];
  const [mean, radius] = [(a! + d!) / 2, Math.hypot((a! - d!) / 2, b)];
  return [mean - radius, mean + radius];
}

describe.each(names)("%s", (name) => {
  const { expression, start, box, minima } = readFunction(name);

  test("has a start in its box, and known minima there", () => {
    const dimension = expression.variables.length;
    expect([start!.length, box!.length]).toEqual([dimension, dimension]);
    for (const point of [start!, ...minima!]) {
      point.forEach((value, axis) => {
        expect(value).toBeGreaterThanOrEqual(box![axis]![0]);
        expect(value).toBeLessThanOrEqual(box![axis]![1]);
      });
    }
  });

  // At the tip of ackley's funnel there is no gradient: sqrt has none at 0.
  test.runIf(name !== "ackley")("its minima are minima: no slope, and positive curvature", async () => {
    const f = ofVector(name);
    for (const minimum of minima!) {
      const [slope, curvature] = await evaluate([grad(f)(vector(minimum)), hessian(f)(vector(minimum))]);
      expect(Math.hypot(...Array.from(await slope!.data(), Number))).toBeLessThan(1e-8);
      const [least] = eigenvalues(Array.from(await curvature!.data(), Number));
      expect(least).toBeGreaterThan(0.05);
    }
  });

  test.runIf(minima!.length > 0)("the first is the lowest, of the known value", () => {
    const values = minima!.map((minimum) => expression.evaluate(minimum));
    expect(values[0]).toBeCloseTo(lowest[name]!, 12);
    expect(Math.min(...values)).toBeCloseTo(values[0]!, 12);
  });
});

test("ackley rises from its tip in every direction", () => {
  const { expression } = readFunction("ackley");
  for (let angle = 0; angle < 12; angle++) {
    const [x, y] = [1e-6 * Math.cos(angle), 1e-6 * Math.sin(angle)];
    expect(expression.evaluate([x, y])).toBeGreaterThan(1e-6);
  }
});

test("a name may be written in capitals", () => {
  expect(readFunction(" Rosenbrock ").name).toBe("rosenbrock");
});

test.each(["x", "x - y", "-x", "x-y", "x - tau", "x-e", "abs(x)"])("%s is an expression", (text) => {
  expect(readFunction(text)).toEqual({ expression: expect.objectContaining({ text }) });
});

test.each([
  ["rosenbrok", "The nearest is rosenbrock (k"],
  ["x-cosi", "The nearest is x-cos (k"],
  ["two minima", "The nearest is two-minima (k"],
  ["banana", "K"],
])("refuses %s", (text, fix) => {
  const message = `function "${text}": is neither a known name nor an expression. ${fix}nown: ${names.join(", ")}${fix === "K" ? "" : ")"}.`;
  expect(() => readFunction(text)).toThrow(expect.objectContaining({ code: "ARGUMENT", message }));
});
