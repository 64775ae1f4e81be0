import { expect, test } from "vitest";
import { type PathRun, visiblePath } from "./minimize-path.ts";
import { minimizePlot } from "./minimize-plot.ts";
import type { DrawnFunction } from "./scene.ts";

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
    run: { optimizer: `sgd(${rate})`, path, status },
  };
}

/** The picture of one run. */
const plot = ({ run, drawn }: { readonly run: PathRun; readonly drawn: DrawnFunction }) =>
  minimizePlot({ function: "sum", runs: [run] }, drawn);

test("one variable: a curve, with start and end", () => {
  const { drawn, run } = descend([2], 0.25, 3);
  const svg = minimizePlot({ function: "x^2 <&", runs: [run] }, drawn);
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
  const { drawn, run } = descend([2, 1], 0.1, 9);
  const svg = plot({ run, drawn: { ...drawn, variables: ["x1", "x2"] } });
  expect(words(svg)).toEqual(expect.arrayContaining(["x1", "x2", "start (2, 1): f = 6"]));
  expect(svg.match(/fill-opacity="0.04"/g)).toHaveLength(14);
});

test("more variables: value against step", () => {
  expect(words(plot(descend([2, 1, 1], 0.1, 9)))).toEqual(
    expect.arrayContaining(["step", "f (log scale)", "start: f = 9"]),
  );
});

test("several runs: a line each in the legend, with its end, and one start", () => {
  const { drawn, run } = descend([2, 1], 0.1, 9);
  const others = [descend([2, 1], 0.2, 9).run, descend([2, 1], 1.2, 3000).run];
  const svg = minimizePlot({ function: "sum", name: "bowl", runs: [run, ...others] }, drawn);
  const said = words(svg);
  expect(said).toEqual(expect.arrayContaining(["bowl: f = sum", "start (2, 1): f = 6"]));
  expect(said.filter((word) => word!.startsWith("start"))).toHaveLength(1);
  expect(said.filter((word) => /^sgd\(0.[12]\), done at step 9: f = \S+$/.test(word!))).toHaveLength(2);
  expect(said).toContain("sgd(1.2), leaves the view after step 0: f = 6");
});

test("runs from several places: each place is marked once", () => {
  const { drawn, run } = descend([2, 1], 0.1, 9);
  const again = descend([2, 1], 0.2, 9).run;
  const circles = (...runs: readonly PathRun[]) => {
    const svg = minimizePlot({ function: "sum", runs }, drawn);
    return svg.match(/d="M1 0A1 1[^"]*" transform="[^"]*"[^>]*stroke="#1b1f24"/g)!.length;
  };
  const elsewhere = descend([-1, 1], 0.1, 9).run;
  expect(circles(run, again, elsewhere)).toBe(circles(run, again) + 1);
  const svg = minimizePlot({ function: "sum", runs: [run, again, elsewhere] }, drawn);
  expect(words(svg).filter((word) => word!.startsWith("start"))).toEqual(["starts"]);
});

test("a long name has several lines, and the picture grows", () => {
  const { drawn, run } = descend([2, 1], 0.1, 9);
  const plotOf = (optimizer: string) =>
    minimizePlot({ function: "sum", runs: [run, { ...run, optimizer }] }, drawn);
  const long = plotOf("adamw(0.1, b1=0.9, b2=0.999, eps=1e-8, weightDecay=0.01, nesterov=true)");
  expect(words(long).filter((word) => word!.startsWith("adamw"))).toEqual([
    "adamw(0.1, b1=0.9, b2=0.999, eps=1e-8, weightDecay=0.01, nesterov=true), done at",
  ]);
  const height = (svg: string) => Number(/height="(\d+)"/.exec(svg)![1]);
  expect(height(long) - height(plotOf("adam(0.1)"))).toBeGreaterThanOrEqual(15);
});

test("a box is shown whole, with the known minima", () => {
  const { drawn, run } = descend([2, 1], 0.1, 9);
  const box = [
    [-4, 4],
    [-2, 2],
  ] as const;
  const svg = plot({ run, drawn: { ...drawn, box, minima: [[0, 0]] } });
  expect(words(svg)).toEqual(expect.arrayContaining(["-4", "4", "-2", "2", "known minimum (0, 0): f = 0"]));
});

test.each([[[2]], [[2, 1]], [[2, 1, 1]]])("a diverged path from %j stays readable", (start) => {
  const made = descend(start, 1.2, 3000);
  expect(made.run.status).toBe("diverged");
  const svg = plot(made);
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(Math.max(...coordinates(svg))).toBeLessThan(1000);
  expect(words(svg).some((word) => word!.startsWith("leaves the view after step"))).toBe(true);
});

test("a diverging path is followed for thirty times its first step", () => {
  const { run } = descend([1], 1.2, 3000); // x = (-1.4)^step, first step 2.4
  expect(visiblePath(run).at(-1)!.x[0]).toBeCloseTo(1.4 ** 12, 6);
});

test("paths of one point, of no finite value, over undefined places", () => {
  const at = (x: number[], value: number) => [{ step: 0, x, value }];
  for (const path of [at([0], 0), at([-1], Number.NaN), at([1, 1], 0), at([1, 1, 1], 0)]) {
    const variables = ["x", "y", "z"].slice(0, path[0]!.x.length);
    const runs = [{ optimizer: "sgd(1)", status: "diverged", path }];
    const drawn = { variables, evaluate: ([x]: readonly number[]) => Math.log(x!) };
    const svg = minimizePlot({ function: "log(x)", runs }, drawn);
    expect(svg.replace(/<text.*/g, "")).not.toMatch(/NaN|Infinity/);
  }
});
