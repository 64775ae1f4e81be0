/** @file Wrappers against optax and PyTorch: twelve steps on a small function of two leaves. */

import { describe, expect, test } from "vitest";
import golden from "../../../../../test/fixtures/wrappers.json" with { type: "json" };
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { descend } from "../../../../../test/support/descend.ts";
import { compile, flatten, grad, type Nested, optim, type Tensor, type Tree, tensor } from "../../index.ts";

type Params = { readonly w: Tensor; readonly b: Tensor };

const { adam, chain, sgd } = optim;
const double = (values: Nested) => tensor(values, { dtype: "float64" });
const start: Params = { w: double(golden.start.w), b: double(golden.start.b) };
const STEPS = 12;

const f = ({ w, b }: Params) =>
  w.square().sum().add(w.sum().mul(b.sum()).mul(0.25)).add(b.square().sum().mul(0.5));

const descent = sgd({ learningRate: 0.1 });
const swift = adam({ learningRate: 0.1 });
const decay = (rate: number) => optim.schedules.exponential({ start: 0.1, rate, steps: 1 });

/** By the names of the fixture. */
const optimizers: Readonly<Record<string, optim.Optimizer>> = {
  clipByValue: chain(optim.clipByValue(1.5), descent),
  clipByRms: chain(optim.clipByRms(0.7), descent),
  clipByGlobalNorm: chain(optim.clipByGlobalNorm(2.5), descent),
  adaptiveClip: chain(optim.adaptiveClip(0.3), descent),
  centralizeGradients: chain(optim.centralizeGradients(), descent),
  ema: chain(optim.ema(0.9, { debias: false }), descent),
  emaDebiased: chain(optim.ema(0.9), descent),
  masked: chain(optim.masked(swift, { w: true, b: false }), optim.scale(-0.1)),
  freeze: optim.freeze(sgd({ learningRate: 0.1, momentum: 0.9 }), (path) => path === "b"),
  partition: optim.partition(
    { heavy: sgd({ learningRate: 0.05, momentum: 0.9 }), adam: swift },
    { w: "heavy", b: "adam" },
  ),
  sam: optim.sam(descent),
  samAdam: optim.sam(swift),
  averageParameters: chain(descent, optim.averageParameters({ decay: 0.9 })),
  averageParametersFromStart: chain(descent, optim.averageParameters({ decay: 0.9, debias: false })),
  stochasticWeightAveraging: chain(descent, optim.stochasticWeightAveraging({ start: 3, every: 2 })),
  inject: optim.inject(sgd, { learningRate: decay(0.8), momentum: 0.9 }),
};

const values = async (tree: Tree) => (await Promise.all(flatten(tree).leaves.map(numbers))).flat();
const listed = ({ w, b }: { readonly w: readonly (readonly number[])[]; readonly b: readonly number[] }) => [
  ...w.flat(),
  ...b,
];

async function expectPoints(points: readonly Tree[], name: keyof typeof golden.points) {
  const expected = golden.points[name].map(listed);
  // PyTorch's average is the start until the first parameters that count.
  const from = name === "stochasticWeightAveraging" ? 4 : 0;
  const found = await Promise.all(points.slice(1 + from).map(values));
  expectClose(found.flat(), expected.slice(from));
}

test.each(Object.entries(optimizers))("%s", async (name, optimizer) => {
  const isEvaluated = optimizer.evaluationPoint !== undefined;
  const { points, programs } = await descend({ f, start, optimizer, steps: STEPS, isEvaluated });
  await expectPoints(points, name as keyof typeof golden.points);
  expect(programs).toBe(1);
});

interface Disturbance {
  readonly factor?: number;
  readonly spoil?: number;
}

/** The points and states of an optimizer whose gradients are multiplied, and have a number added to b's first. */
async function disturbed(optimizer: optim.Optimizer, of: (step: number) => Disturbance) {
  const next = compile((params: Params, state: Tree, factor: Tensor, spoil: Tensor) => {
    const { w, b } = grad(f)(params);
    const gradients = { w: w.mul(factor), b: b.mul(factor).add(spoil) };
    const [updates, after] = optimizer.update(gradients, state, { params });
    return [optim.applyUpdates(params, updates), after] as const;
  });
  const [points, states]: [Params[], Tree[]] = [[start], [optimizer.init(start)]];
  for (let step = 0; step < STEPS; step++) {
    const { factor = 1, spoil = 0 } = of(step);
    const [point, state] = await next(points.at(-1)!, states.at(-1)!, double(factor), double([spoil, 0]));
    points.push(point);
    states.push(state);
  }
  expect(next.programs).toBe(1);
  return { points, states };
}

test("accumulate: the inner state and its schedule advance once in three steps", async () => {
  const optimizer = optim.accumulate(adam({ learningRate: decay(0.5) }), 3);
  const { points } = await disturbed(optimizer, (step) => ({ factor: step + 1 }));
  await expectPoints(points, "accumulate");
});

describe("applyIfFinite", () => {
  const bad: Readonly<Record<number, number>> = {
    2: Number.NaN,
    5: Number.POSITIVE_INFINITY,
    6: Number.NEGATIVE_INFINITY,
    7: Number.NaN,
    8: Number.POSITIVE_INFINITY,
  };
  const spoil = (step: number) => ({ spoil: bad[step] ?? 0 });

  test("leaves bad steps out, and counts them", async () => {
    const { points, states } = await disturbed(optim.applyIfFinite(swift, 5), spoil);
    await expectPoints(points, "applyIfFinite");
    const { consecutiveErrors, totalErrors } = states[9] as optim.ApplyIfFiniteState;
    expect([await consecutiveErrors.item(), await totalErrors.item()]).toEqual([4, 5]);
  });

  test("lets them through after so many in a row", async () => {
    const { points } = await disturbed(optim.applyIfFinite(swift, 3), spoil);
    expect((await values(points[8]!)).every(Number.isFinite)).toBe(true);
    expect((await values(points[9]!)).some(Number.isNaN)).toBe(true);
  });
});

test("lookahead keeps fast and slow weights as optax does", async () => {
  const { path, points } = await descend({
    f,
    start,
    optimizer: optim.lookahead(swift),
    steps: STEPS,
    isEvaluated: true,
  });
  for (const [weights, kind] of [
    [path, "fast"],
    [points, "slow"],
  ] as const) {
    const expected = golden.lookahead.map((step) => listed(step[kind]));
    expectClose((await Promise.all(weights.slice(1).map(values))).flat(), expected);
  }
});

test("adaptiveClip knows the channels of a convolution", async () => {
  const [gradients, params] = [double(golden.kernel.gradients), double(golden.kernel.params)];
  const [clipped] = optim.adaptiveClip(0.5).update(gradients, [], { params });
  expectClose(await numbers(clipped), golden.kernel.clipped);
});

const plateaus = {
  optax: { patience: 2 },
  optaxCooldown: { patience: 2, cooldown: 2, rtol: 0.01 },
  optaxAccumulated: { patience: 2, accumulationSize: 3, atol: 0.1, rtol: 0, minScale: 0.3 },
  torch: { patience: 3 },
  torchCooldown: { patience: 2, cooldown: 3, rtol: 0.05 },
  torchAbsolute: { patience: 2, atol: 0.3, rtol: 0, minScale: 0.2 },
} satisfies Record<keyof typeof golden.scales, optim.PlateauOptions>;

/** What reduceOnPlateau makes of losses. */
async function scales(options: optim.PlateauOptions, losses: readonly number[]): Promise<number[]> {
  const transform = optim.reduceOnPlateau({ factor: 0.5, ...options });
  const one = double(1);
  const step = compile((state: optim.PlateauState, loss: Tensor) =>
    transform.update(one, state, { params: one, loss }),
  );
  const found: number[] = [];
  let state = transform.init(one);
  for (const loss of losses) {
    const [scale, next] = await step(state, double(loss));
    found.push(await scale.item());
    state = next;
  }
  return found;
}

describe("reduceOnPlateau, whose patience is optax's, and PyTorch's plus one", () => {
  test.each(Object.entries(plateaus))("%s", async (name, options) => {
    const expected = golden.scales[name as keyof typeof plateaus];
    expectClose(await scales(options, golden.losses), expected);
  });

  test("sees plateaus below zero too, where optax and PyTorch take each value for an improvement", async () => {
    expectClose(await scales({ patience: 2 }, [-1, -1, -1, -1, -1]), [1, 1, 0.5, 0.5, 0.25]);
    expectClose(await scales({ patience: 2, rtol: 0.1 }, [-1, -1.2, -1.4, -1.45, -1.5]), [1, 1, 1, 1, 0.5]);
  });

  const follow = async (options: optim.PlateauOptions, values: readonly number[]) => {
    const transform = optim.reduceOnPlateau({ factor: 0.5, follow: "value", ...options });
    const one = double(1);
    const step = compile((state: optim.PlateauState, value: Tensor) =>
      transform.update(one, state, { params: one, value }),
    );
    const found: number[] = [];
    let state = transform.init(one);
    for (const value of values) {
      const [scale, next] = await step(state, double(value));
      found.push(await scale.item());
      state = next;
    }
    expect(step.programs).toBe(1);
    return found;
  };

  test("follows another value as it follows the loss", async () => {
    const expected = golden.scales.optax;
    expectClose(await follow(plateaus.optax, golden.losses), expected);
    const negatives = golden.losses.map((loss) => -loss);
    expectClose(await follow({ ...plateaus.optax, better: "higher" }, negatives), expected);
    expectClose(
      await scales({ ...plateaus.torchCooldown, better: "higher" }, negatives),
      golden.scales.torchCooldown,
    );
  });

  test("a value that is not a number is none: nothing changes between validations", async () => {
    const between = golden.losses.flatMap((loss) => [Number.NaN, loss, Number.NaN]);
    const expected = golden.scales.optaxAccumulated;
    const found = await follow(plateaus.optaxAccumulated, between);
    expectClose(
      found.filter((_, index) => index % 3 === 1),
      expected,
    );
    expectClose(
      found.filter((_, index) => index % 3 === 2),
      expected,
    );
  });

  test("a loss that is not a number is no improvement", async () => {
    expectClose(await scales({ patience: 2 }, [1, Number.NaN, Number.NaN]), [1, 1, 0.5]);
  });
});
