/** @file Optimizers that look at whole leaves, on leaves of one to three axes: the steps of other implementations. */

import {
  compile,
  flatten,
  mapTree,
  type Nested,
  optim,
  random,
  type Tensor,
  type Tree,
  tensor,
} from "glissade";
import { describe, expect, test } from "vitest";
import golden from "./fixtures/structured_optimizers.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";
import { descend } from "./support/descend.ts";

type Leaves = Readonly<Record<string, Tensor>>;

const double = (values: Nested) => tensor(values, { dtype: "float64" });

const falling = (start: number) => optim.schedules.exponential({ start, rate: 0.8, steps: 1 });

const optimizers: Readonly<Record<keyof typeof golden.trajectories, () => optim.Transform>> = {
  lion: () => optim.lion({ learningRate: 0.1, weightDecay: 0.1 }),
  lion_falling: () => optim.lion({ learningRate: falling(0.7), b1: 0.5, b2: 0.8, weightDecay: 0.1 }),
  lamb: () => optim.lamb({ learningRate: 0.1, weightDecay: 0.1 }),
  lars: () =>
    optim.lars({ learningRate: 0.1, weightDecay: 0.1, trustCoefficient: 0.1, eps: 0.01, nesterov: true }),
  lars_falling: () => optim.lars({ learningRate: falling(0.1), trustCoefficient: 0.1 }),
  novograd: () => optim.novograd({ learningRate: 0.1, weightDecay: 0.1, epsRoot: 0.01 }),
  fromage: () => optim.fromage({ learningRate: 0.1 }),
  fromage_falling: () => optim.fromage({ learningRate: falling(0.1) }),
  sm3: () => optim.sm3({ learningRate: 0.1 }),
  adafactor: () => optim.adafactor({ learningRate: 0.1, minDimSizeToFactor: 2 }),
  adafactor_options: () =>
    optim.adafactor({
      ...{ learningRate: 0.1, minDimSizeToFactor: 2, decayRate: 0.7 },
      ...{ momentum: 0.9, weightDecay: 0.1 },
    }),
  adafactor_torch: () =>
    optim.adafactor({ learningRate: 0.9, minDimSizeToFactor: 1, relativeStep: true, weightDecay: 0.1 }),
  adafactor_torch_falling: () =>
    optim.adafactor({ learningRate: falling(0.9), minDimSizeToFactor: 1, relativeStep: true }),
  muon: () => optim.muon({ learningRate: 0.1, weightDecay: 0.1 }),
  muon_rms: () => optim.muon({ learningRate: 0.1, consistentRms: 0.2, nesterov: false }),
  muon_torch: () =>
    optim.muon({
      ...{ learningRate: 0.1, weightDecay: 0.1, consistentRms: 0.2 },
      ...{ biasCorrection: false, eps: 1e-30 },
    }),
  dog: () => optim.dog({ learningRate: 0.5, initialDistance: 0.1 }),
  prodigy: () =>
    optim.prodigy({ learningRate: 0.5, initialDistance: 1e-2, coefficient: 2, weightDecay: 0.1 }),
  prodigy_falling: () => optim.prodigy({ learningRate: falling(0.5), initialDistance: 1e-2 }),
  schedule_free_falling: () => optim.scheduleFreeSgd({ learningRate: falling(0.1), b1: 0.8, weightPower: 1 }),
  schedule_free_sgd: () => optim.scheduleFreeSgd({ learningRate: 0.1, b1: 0.8, warmUpSteps: 3 }),
  shampoo: () => optim.shampoo({ learningRate: 0.1 }),
  shampoo_options: () => optim.shampoo({ learningRate: 0.1, eps: 1e-2, interval: 2, momentum: 0.9 }),
  soap: () => optim.soap({ learningRate: 0.1, interval: 2, weightDecay: 0 }),
  sophia: () =>
    optim.sophia({ learningRate: 0.1, key: random.key(1), gamma: 0.5, interval: 2, weightDecay: 0.1 }),
  sophia_within: () =>
    optim.sophia({
      ...{ learningRate: 0.1, key: random.key(1), b1: 0.8, b2: 0.5 },
      ...{ gamma: 8, interval: 2, weightDecay: 0.1 },
    }),
};

const f = (params: Leaves): Tensor =>
  Object.entries(params)
    .map(([name, x]) => x.square().mul(double(golden.curvature[name as keyof typeof golden.curvature])))
    .map((each) => each.sum().mul(0.5))
    .reduce((sum, part) => sum.add(part));

/** Newton's iteration for a root of the fourth degree does not give all digits of the eigenvalues. */
const tolerances: Readonly<Record<string, number>> = { shampoo: 1e-9, shampoo_options: 1e-11 };

describe("five steps", () => {
  test.each(Object.entries(golden.trajectories))("%s", async (name, points) => {
    const expected = points as readonly Readonly<Record<string, Nested>>[];
    const names = Object.keys(expected[0]!) as (keyof typeof golden.start)[];
    const start = Object.fromEntries(names.map((each) => [each, double(golden.start[each])]));
    const optimizer = optimizers[name as keyof typeof optimizers]();
    const isEvaluated = optimizer.evaluationPoint !== undefined;
    const { points: actual, programs } = await descend<Leaves>({
      f,
      start,
      optimizer,
      steps: 5,
      isEvaluated,
    });
    expect(programs).toBe(1);
    for (const [index, point] of expected.entries())
      for (const each of names)
        expectClose(await numbers(actual[index + 1]![each]!), point[each] as number[], tolerances[name]);
  });
});

test.each(Object.entries(optimizers))("%s leaves parameters without gradient finite", async (_, create) => {
  const optimizer = create();
  const params = {
    matrix: tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    vector: tensor([1, 2]),
  };
  const zero = mapTree((leaf: Tensor) => leaf.mul(0), params);
  const step = compile((state: Tree): [Tree, Tree] => {
    const objective = (tree: typeof params) => tree.vector.square().sum();
    return [...optimizer.update(zero, state, { params, objective })];
  });
  const [, state] = await step(optimizer.init(params));
  const { leaves } = flatten(await step(state));
  const values = await Promise.all(leaves.map(numbers));
  expect(values.flat().every(Number.isFinite)).toBe(true);
});

const scales = [1e-18, 3e-15, 1e-14, 3e-12, 1e-11, 1e-6, 1, 1e6, 6e9, 1e10, 1e18];
const precisions = [["float32", 1e-5] as const, ["float64", 1e-8] as const];

describe.each(precisions)("steps that no scale of the gradient changes, %s", (dtype, tolerance) => {
  // G = QD with a rotation Q and D = diag(2, 1).
  const [cos, sin] = [0.6, 0.8];
  const gradient = [cos * 2, -sin, sin * 2, cos];
  const stepOf = (optimizer: optim.Transform, scale: number) => {
    const x = tensor(gradient, { dtype }).reshape([2, 2]);
    const scaled = tensor(
      gradient.map((value) => value * scale),
      { dtype },
    ).reshape([2, 2]);
    return numbers(optimizer.update(scaled, optimizer.init(x), { params: x })[0] as Tensor);
  };

  test.each(scales)("Shampoo, %d", async (scale) => {
    // L = QD²Qᵀ and R = D², each with the norm of D² times eps added, so the step is -Q·d/√(d² + eps·√17).
    const lengthOf = (d: number) => d / Math.sqrt(d ** 2 + 1e-6 * Math.sqrt(17));
    const [first, second] = [lengthOf(2), lengthOf(1)];
    const step = await stepOf(optim.shampoo({ learningRate: 1 }), scale);
    expectClose(step, [-cos * first, sin * second, -sin * first, -cos * second], tolerance);
  });

  test.each([...scales, 1e25, 1e36])("Muon, %d", async (scale) => {
    const muon = optim.muon({ learningRate: 1, weightDecay: 0, eps: 1e-30 });
    // The odd polynomial of Newton and Schulz acts on D/‖D‖ alone.
    const polynomial = (s: number) => 3.4445 * s - 4.775 * s ** 3 + 2.0315 * s ** 5;
    const iterated = (d: number) => [1, 2, 3, 4, 5].reduce(polynomial, d / Math.sqrt(5));
    const [first, second] = [iterated(2), iterated(1)];
    const step = await stepOf(muon, scale);
    expectClose(step, [-cos * first, sin * second, -sin * first, -cos * second], tolerance);
  });
});

test("sparse rows take the steps of PyTorch's SparseAdam", async () => {
  const { gradients, points } = golden.sparse_adam;
  const optimizer = optim.sparseRows(optim.adam({ learningRate: 0.1, epsHat: true }));
  type State = optim.StateOf<typeof optimizer>;
  const step = compile((x: Tensor, state: State, gradient: Tensor): [Tensor, State] => {
    const [updates, next] = optimizer.update(gradient, state, { params: x });
    return [optim.applyUpdates(x, updates), next];
  });
  let x = double(gradients[0]!).mul(0);
  let state = optimizer.init(x);
  for (const [index, gradient] of gradients.entries()) {
    [x, state] = await step(x, state, double(gradient));
    expectClose(await numbers(x), points[index]!);
  }
});
