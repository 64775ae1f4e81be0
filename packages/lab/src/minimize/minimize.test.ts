import { optim } from "glissade";
import { describe, expect, test } from "vitest";
import { readExpression } from "./expression.ts";
import { type MinimizeResult, minimize } from "./minimize.ts";

interface Run {
  readonly f: string;
  readonly start: readonly number[];
  readonly optimizer: string;
  readonly steps: number;
}

function follow({ f, start, optimizer, steps }: Run): Promise<MinimizeResult> {
  return minimize({ function: readExpression(f), start, optimizer: optim.parse(optimizer), steps });
}

const PARABOLA = "6*x^2 - 12*x + 3";
const BOWL = "6*x^2 + 9*y^2 - 12*x - 14*y + 3";
const CANYON = "6*x^2 + 40*y^2 - 12*x - 30*y + 3";
const TWO_MINIMA = "-2exp(-0.5((x+1)^2 + (y-1)^2)) - exp(-0.5((x-1)^2 + (y+1)^2))";
const WAVE = "x * cos(0.15 * pi * x)";

type Ending = readonly [
  f: string,
  start: readonly number[],
  optimizer: string,
  steps: number,
  x: readonly number[],
  decimals: number,
];

const HEAVY = "sgd(0.1, momentum=0.9)";
const AHEAD = "sgd(0.1, momentum=0.9, nesterov=textbook)";
const SLOW_HEAVY = "sgd(0.02, momentum=0.9)";
const SLOW_AHEAD = "sgd(0.02, momentum=0.9, nesterov=textbook)";

// Where "Math for Deep Learning", chapter 11, and "Dive into Deep Learning" arrive, with the digits known.
const endings: readonly Ending[] = [
  [PARABOLA, [-0.9], "sgd(0.03)", 15, [0.9976479139], 10],
  [PARABOLA, [0.75], "sgd(0.15)", 14, [0.9890048837], 10],
  [PARABOLA, [0.75], "sgd(0.09, momentum=0.8)", 10, [0.9187301449], 10],
  [PARABOLA, [0.75], "sgd(0.09, momentum=0.8)", 50, [1.0002146677], 10],
  [BOWL, [-0.5, 2.9], "sgd(0.02)", 12, [0.9443, 0.7878], 6],
  [BOWL, [1.5, -0.8], "sgd(0.02)", 12, [1.018567, 0.770327], 6],
  [BOWL, [2.7, 2.3], "sgd(0.02)", 12, [1.063127, 0.784966], 6],
  [CANYON, [-0.5, 2.3], "sgd(0.02)", 14, [0.967828, 0.376509], 6],
  [CANYON, [2.3, 2.3], "sgd(0.01)", 14, [1.21712, 0.375], 6],
  [TWO_MINIMA, [-1.5, 1.2], "sgd(0.4)", 9, [-0.98038591, 0.98038572], 8],
  [TWO_MINIMA, [0.7, -0.2], "sgd(0.4)", 20, [0.88471974, -0.88470542], 8],
  [TWO_MINIMA, [0.7, -0.2], HEAVY, 25, [0.88071575, -0.90631918], 8],
  [TWO_MINIMA, [0.7, -0.2], AHEAD, 25, [0.89900149, -0.8982918], 8],
  [TWO_MINIMA, [1.5, 1.5], SLOW_HEAVY, 90, [-0.94963246, 0.98092072], 8],
  [TWO_MINIMA, [1.5, 1.5], SLOW_AHEAD, 90, [-0.97172843, 0.98043618], 8],
  ["x^2", [10], "sgd(0.2)", 10, [0.060466], 6],
  ["x^2", [10], "sgd(0.05)", 10, [3.486784], 6],
  ["x^2", [10], "sgd(1.1)", 10, [61.917364], 6],
  ["x1^2 + 2x2^2", [-5, -2], "sgd(0.1)", 20, [-0.057646, -0.000073], 6],
  ["0.1x1^2 + 2x2^2", [-5, -2], "sgd(0.4)", 20, [-0.943467, -0.000073], 6],
  ["0.1x1^2 + 2x2^2", [-5, -2], "sgd(0.6)", 20, [-0.387814, -1673.365], 3],
  ["0.1x1^2 + 2x2^2", [-5, -2], "sgd(0.6, momentum=0.5)", 20, [0.007188, 0.002553], 6],
];

test.each(endings)("%s from %j with %s, %i steps", async (f, start, optimizer, steps, x, decimals) => {
  const { path, status } = await follow({ f, start, optimizer, steps });
  expect(status).toBe("done");
  expect(path.map(({ step }) => step)).toEqual(Array.from({ length: steps + 1 }, (_, step) => step));
  expect(path.at(-1)!.x).toEqual(x.map((value) => expect.closeTo(value, decimals)));
});

test("a wave with a local minimum, followed beside plain arithmetic", async () => {
  const { path } = await follow({ f: WAVE, start: [10], optimizer: "sgd(0.3)", steps: 12 });
  const c = 0.15 * Math.PI;
  let x = 10;
  for (const point of path) {
    const slope = Math.cos(c * x) - c * x * Math.sin(c * x);
    expect(point.x[0]).toBeCloseTo(x, 12);
    expect(point.value).toBeCloseTo(x * Math.cos(c * x), 12);
    expect(point.gradient[0]).toBeCloseTo(slope, 12);
    x -= 0.3 * slope;
  }
});

test("value and gradient are those at x where the optimizer looks ahead", async () => {
  const { path } = await follow({ f: "x^2", start: [1], optimizer: AHEAD, steps: 3 });
  for (const { x, value, gradient } of path) {
    expect(value).toBeCloseTo(x[0]! ** 2, 14);
    expect(gradient[0]).toBeCloseTo(2 * x[0]!, 14);
  }
});

test("adam takes steps of its learning rate at first", async () => {
  const { path, optimizer } = await follow({
    f: "x^2 + y",
    start: [5, 0],
    optimizer: "adam( .5 )",
    steps: 1,
  });
  expect(optimizer).toBe("adam(0.5)");
  expect(path[1]!.x.map((each) => Number(each.toFixed(6)))).toEqual([4.5, -0.5]);
});

test("no steps leave the start", async () => {
  const result = await follow({ f: "x + y^2", start: [1, 2], optimizer: "sgd(1)", steps: 0 });
  expect(result).toEqual({
    function: "x + y^2",
    optimizer: "sgd(1)",
    path: [{ step: 0, x: [1, 2], value: 5, gradient: [1, 4] }],
    status: "done",
  });
});

describe("a path that leaves the finite numbers", () => {
  test("ends at the step where it does", async () => {
    const { path, status } = await follow({ f: "x^4", start: [10], optimizer: "sgd(1)", steps: 50 });
    expect(status).toBe("diverged");
    const finite = path.map(({ x, value, gradient }) => [...x, value, ...gradient].every(Number.isFinite));
    expect(finite.indexOf(false)).toBe(path.length - 1);
    expect(path.length).toBeLessThan(10);
  });

  test.each(["log(x)", "sqrt(x)"])("%s from 0 has no step at all", async (f) => {
    const { path, status } = await follow({ f, start: [0], optimizer: "sgd(1)", steps: 5 });
    expect({ status, steps: path.length }).toEqual({ status: "diverged", steps: 1 });
  });
});

test("a bound ends a path that goes beyond it", async () => {
  const options = { function: readExpression("x^2 + y"), start: [1, 0], optimizer: optim.parse("sgd(0.5)") };
  const { path, status } = await minimize({ ...options, steps: 50, bound: 3 });
  expect(status).toBe("diverged");
  expect(path.map(({ x }) => x[1])).toEqual([0, -0.5, -1, -1.5, -2, -2.5, -3, -3.5]);
});

test("points hold what the optimizer remembers on arrival", async () => {
  const { path } = await follow({ f: "x^2", start: [1], optimizer: "sgd(0.25, momentum=0.5)", steps: 2 });
  expect(path.map(({ x, state }) => ({ x, state }))).toEqual([
    { x: [1], state: { momentum: [0] } },
    { x: [0.5], state: { momentum: [2] } },
    { x: [0], state: { momentum: [2] } },
  ]);
});

test.each([0, -1, Number.NaN])("refuses a bound of %d", async (bound) => {
  const options = { function: readExpression("x"), start: [1], optimizer: optim.parse("sgd(1)"), steps: 1 };
  const message = `bound: must be positive, got ${bound}.`;
  await expect(minimize({ ...options, bound })).rejects.toThrow(
    expect.objectContaining({ code: "ARGUMENT", message }),
  );
});

test("refuses a start of another dimension", async () => {
  const message = 'start "1,2,3": needs one number for each variable (x, y), got 3.';
  const run = follow({ f: "x + y", start: [1, 2, 3], optimizer: "sgd(1)", steps: 1 });
  await expect(run).rejects.toThrow(expect.objectContaining({ code: "SHAPE", message }));
});
