import { expect, test } from "vitest";
import { visiblePath } from "./minimize-path.ts";
import { minimizePlot } from "./minimize-plot.ts";

const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);

const coordinates = (svg: string) =>
  [...svg.matchAll(/ d="([^"]*)"/g)].flatMap((match) => match[1]!.match(/[\d.]+/g)!.map(Number));

/** Gradient descent on Σ (k+1) x_k², by its closed form: each variable shrinks by 1 - 2 (k+1) rate a step. */
function descend(start: readonly number[], rate: number, steps: number) {
  const evaluate = (x: readonly number[]) => x.reduce((sum, value, k) => sum + (k + 1) * value ** 2, 0);
  const path = Array.from({ length: steps + 1 }, (_, step) => {
    const x = start.map((value, k) => value * (1 - 2 * (k + 1) * rate) ** step);
    return { step, x, value: evaluate(x) };
  });
  const status = path.every(({ value }) => Number.isFinite(value)) ? "done" : "diverged";
  const variables = ["x", "y", "z"].slice(0, start.length);
  return {
    drawn: { variables, evaluate },
    result: { function: "sum", optimizer: `sgd(${rate})`, path, status },
  };
}

test("one variable: a curve, with start and end", () => {
  const { drawn, result } = descend([2], 0.25, 3);
  const svg = minimizePlot({ ...result, function: "x^2 <&" }, drawn);
  expect(words(svg)).toEqual(
    expect.arrayContaining([
      "f = x^2 &lt;&amp;",
      "sgd(0.25)",
      "start (2): f = 4",
      "done at step 3 (0.25): f = 0.0625",
      "x",
      "f(x)",
    ]),
  );
});

test("two variables: contours, with their names", () => {
  const { drawn, result } = descend([2, 1], 0.1, 5);
  const svg = minimizePlot(result, { ...drawn, variables: ["x1", "x2"] });
  expect(words(svg)).toEqual(expect.arrayContaining(["x1", "x2", "start (2, 1): f = 6"]));
  expect(svg.match(/fill-opacity="0.04"/g)).toHaveLength(14);
});

test("more variables: value against step", () => {
  const { drawn, result } = descend([2, 1, 1], 0.1, 9);
  expect(words(minimizePlot(result, drawn))).toEqual(
    expect.arrayContaining(["step", "f (log scale)", "start: f = 9"]),
  );
});

test.each([[[2]], [[2, 1]], [[2, 1, 1]]])("a diverged path from %j stays readable", (start) => {
  const { drawn, result } = descend(start, 1.2, 3000);
  expect(result.status).toBe("diverged");
  const svg = minimizePlot(result, drawn);
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(Math.max(...coordinates(svg))).toBeLessThan(1000);
  expect(words(svg).some((word) => word!.startsWith("leaves the view after step"))).toBe(true);
});

test("a diverging path is followed for thirty times its first step", () => {
  const { result } = descend([1], 1.2, 3000); // x = (-1.4)^step, first step 2.4
  expect(visiblePath(result).at(-1)!.x[0]).toBeCloseTo(1.4 ** 12, 6);
});

test("paths of one point, of no finite value, over undefined places", () => {
  const parts = { function: "log(x)", optimizer: "sgd(1)", status: "diverged" };
  const at = (x: number[], value: number) => ({ ...parts, path: [{ step: 0, x, value }] });
  for (const result of [at([0], 0), at([-1], Number.NaN), at([1, 1], 0), at([1, 1, 1], 0)]) {
    const variables = ["x", "y", "z"].slice(0, result.path[0]!.x.length);
    const svg = minimizePlot(result, { variables, evaluate: ([x]) => Math.log(x!) });
    expect(svg.replace(/<text.*/g, "")).not.toMatch(/NaN|Infinity/);
  }
});
