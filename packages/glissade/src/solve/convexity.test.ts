import {
  exp,
  log,
  losses,
  mapTree,
  matmul,
  random,
  solve,
  type Tensor,
  type Tree,
  tanh,
  tensor,
} from "glissade";
import { describe, expect, it } from "vitest";

const f64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: "float64" });
const around = (radius: number) => ({ lower: f64([-radius, -radius]), upper: f64([radius, radius]) });

const features = random.normal(random.key(1), [20, 3], { dtype: "float64" });
const labels = tensor(
  Array.from({ length: 20 }, (_, row) => row % 3),
  { dtype: "int32" },
);

describe("checkConvexity", () => {
  it.each<readonly [string, (x: Tensor) => Tensor]>([
    ["a linear function", (x) => x.mul(f64([1e3, -1e3])).sum()],
    ["squares", (x) => x.square().sum()],
    ["x⁴", (x) => x.pow(4).sum()],
    ["the logarithm of a sum of exponentials", (x) => log(exp(x).sum())],
    ["a kink", (x) => x.abs().sum()],
  ])("finds nothing in %s", async (_, f) => {
    const { counterexample, smallestEigenvalue, skipped } = await solve.checkConvexity(f, { box: around(3) });
    expect(counterexample).toBeUndefined();
    expect(smallestEigenvalue).toBeGreaterThan(-1e-12);
    expect(skipped).toBe(0);
  });

  it.each<readonly [string, (x: Tensor) => Tensor]>([
    [
      "a saddle",
      (x) =>
        x
          .square()
          .mul(f64([1, -1]))
          .sum(),
    ],
    ["a bell", (x) => exp(x.square().sum().neg()).neg()],
  ])("shows two points that disprove %s", async (_, f) => {
    const { counterexample } = await solve.checkConvexity(f, { box: around(2), seed: 3 });
    const { a, b, lambda, left, right } = counterexample!;
    const between = await f(a.mul(lambda).add(b.mul(1 - lambda))).item();
    const chord = lambda * (await f(a).item()) + (1 - lambda) * (await f(b).item());
    expect([left, right]).toEqual([expect.closeTo(between, 12), expect.closeTo(chord, 12)]);
    expect(between).toBeGreaterThan(chord);
  });

  it("finds softmax regression convex, and a network with a hidden layer not", async () => {
    const regression = ({ w, b }: { w: Tensor; b: Tensor }) =>
      losses.softmaxCrossEntropy(matmul(features, w).add(b), labels);
    const network = ({ v, ...rest }: { v: Tensor; w: Tensor; b: Tensor }) =>
      losses.softmaxCrossEntropy(matmul(tanh(matmul(features, v)), rest.w).add(rest.b), labels);
    const outer = {
      w: f64([
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ]),
      b: f64([1, 1, 1]),
    };
    const boxOf = <P extends Tree>(upper: P) => ({ lower: mapTree((x) => x.mul(-1), upper), upper });
    const report = await solve.checkConvexity(regression, { box: boxOf(outer) });
    expect(report.counterexample).toBeUndefined();
    expect(report.smallestEigenvalue).toBeGreaterThan(-1e-12);
    expect(report.sampled).toBe("1000 pairs and 20 Hessians in a box of 12 parameters, seed 0");
    const disproof = await solve.checkConvexity(network, { box: boxOf({ ...outer, v: outer.w }) });
    expect(disproof.counterexample!.left).toBeGreaterThan(disproof.counterexample!.right);
    expect(disproof.smallestEigenvalue).toBeLessThan(-1e-3);
  });

  it("stays in the box: x³ is convex where x is positive", async () => {
    const cube = (x: Tensor) => x.pow(3).sum();
    const run = (lower: number) => solve.checkConvexity(cube, { box: { lower: f64(lower), upper: f64(2) } });
    expect((await run(0)).counterexample).toBeUndefined();
    expect((await run(-0.5)).counterexample).toBeDefined();
  });

  it("draws from given points, the same with the same seed", async () => {
    const points = [-2, -1, 0.5, 2].map(f64);
    const wave = (x: Tensor) => x.square().mul(x.square().sub(2));
    const run = (seed: number) => solve.checkConvexity(wave, { points, samples: 50, hessians: 0, seed });
    const [first, again] = [await run(4), await run(4)];
    expect(first.sampled).toBe("50 pairs and 0 Hessians from 4 points of 1 parameters, seed 4");
    expect(first.smallestEigenvalue).toBe(Number.POSITIVE_INFINITY);
    expect([-2, -1, 0.5, 2]).toContain(await first.counterexample!.a.item());
    expect(first.counterexample!.lambda).toBe(again.counterexample!.lambda);
    expect(first.counterexample!.lambda).not.toBe((await run(5)).counterexample!.lambda);
  });

  it("passes over points where the function is not defined", async () => {
    const { skipped, counterexample } = await solve.checkConvexity((x: Tensor) => log(x).neg().sum(), {
      box: { lower: f64(-1), upper: f64(1) },
    });
    expect(skipped).toBeGreaterThan(500);
    expect(skipped).toBeLessThan(1000);
    expect(counterexample).toBeUndefined();
  });
});

it("checkConvexity needs a region", async () => {
  const message = "checkConvexity(options): needs a box or points, got neither.";
  const f = (x: Tensor) => x.square();
  // @ts-expect-error: no region
  await expect(solve.checkConvexity(f, {})).rejects.toThrow(expect.objectContaining({ message }));
});

describe("checkConvexity refuses", () => {
  const square = (x: Tensor) => x.square().sum();
  const box = around(1);

  it.each([
    [
      "checkConvexity({ box }): lower must not be above upper, got 1 and -1 for x[0].",
      () => solve.checkConvexity(square, { box: { lower: box.upper, upper: box.lower } }),
    ],
    [
      "checkConvexity({ points }): needs at least 2, got 1.",
      () => solve.checkConvexity(square, { points: [f64([1, 2])] }),
    ],
    [
      "checkConvexity({ samples }): must be a positive integer, got 1.5.",
      () => solve.checkConvexity(square, { box, samples: 1.5 }),
    ],
    [
      "checkConvexity({ hessians }): must be an integer from 0 to the number of samples, 5, got 6.",
      () => solve.checkConvexity(square, { box, samples: 5, hessians: 6 }),
    ],
    [
      "checkConvexity: trees must have the same structure, got leaves (a single tensor) and 0, 1.",
      () => solve.checkConvexity(square, { points: [f64(1), [f64(1), f64(2)] as unknown as Tensor] }),
    ],
    [
      "checkConvexity(f): must return a float scalar, got float64[2]. Reduce it, for example with sum().",
      () => solve.checkConvexity((x: Tensor) => x.square(), { box }),
    ],
  ])("%s", async (message, call) => {
    await expect(call()).rejects.toThrow(expect.objectContaining({ message }));
  });
});
