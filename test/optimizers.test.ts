/** @file Every optimizer: the first steps of other libraries, and every problem solved. */

import { type Nested, optim, type Tensor, tensor, vmap } from "glissade";
import { describe, expect, test } from "vitest";
import golden from "./fixtures/optimizers.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";
import { descend, stepOf } from "./support/descend.ts";
import { problems } from "./support/problems.ts";

type Rate = optim.SgdOptions["learningRate"];

interface Subject {
  readonly name: string;
  create(learningRate: Rate): optim.Optimizer;
  /** A learning rate that solves each problem. */
  readonly rates: Readonly<Record<keyof typeof problems, number>>;
}

const momentum = 0.9;
const subjects: readonly Subject[] = [
  {
    name: "sgd",
    create: (learningRate) => optim.sgd({ learningRate }),
    rates: { parabola: 0.1, rosenbrock: 0.015, illConditioned: 0.018, regression: 0.2 },
  },
  {
    name: "momentum",
    create: (learningRate) => optim.sgd({ learningRate, momentum }),
    rates: { parabola: 0.05, rosenbrock: 0.005, illConditioned: 0.01, regression: 0.1 },
  },
  {
    name: "nesterov",
    create: (learningRate) => optim.sgd({ learningRate, momentum, nesterov: true }),
    rates: { parabola: 0.05, rosenbrock: 0.005, illConditioned: 0.01, regression: 0.1 },
  },
  {
    name: "textbook",
    create: (learningRate) => optim.sgd({ learningRate, momentum, nesterov: "textbook" }),
    rates: { parabola: 0.05, rosenbrock: 0.005, illConditioned: 0.01, regression: 0.1 },
  },
  {
    name: "adam",
    create: (learningRate) => optim.adam({ learningRate }),
    rates: { parabola: 0.2, rosenbrock: 0.05, illConditioned: 0.02, regression: 0.1 },
  },
];

describe.each(subjects)("$name", ({ create, rates }) => {
  describe.each(Object.entries(problems))("%s", (name, { f, start, minimum, steps }) => {
    test.each(["float32", "float64"] as const)("%s", async (dtype) => {
      const optimizer = create(rates[name as keyof typeof problems]);
      const { path, programs } = await descend({ f, start: tensor(start, { dtype }), optimizer, steps });
      expect(path.at(-1)!.dtype).toBe(dtype);
      expectClose(await numbers(path.at(-1)!), minimum, 1e-2);
      expect(programs).toBe(1);
    });
  });
});

const sumOfSquares = (x: Tensor) => x.square().sum();
const double = (values: Nested) => tensor(values, { dtype: "float64" });
const schedule = optim.schedules.constant(0.1);

describe.each(Object.entries(golden))("the first five steps of %s", (_, trajectories) => {
  const kinds: [string, Rate][] = [
    ["number", 0.1],
    ["schedule", schedule],
  ];
  const named = subjects.filter(({ name }) => name in trajectories);

  test.each(named.flatMap((subject) => kinds.map(([kind, rate]) => ({ ...subject, kind, rate }))))(
    "$name, the rate a $kind",
    async ({ name, create, rate }) => {
      const { path } = await descend({
        f: sumOfSquares,
        start: double([1, 2, 3]),
        optimizer: create(rate),
        steps: 5,
      });
      const { q, x1, x5 } = trajectories[name as keyof typeof trajectories];
      const values = await Promise.all(path.slice(1).map((x) => sumOfSquares(x).item()));
      expectClose(values, q);
      expectClose(await numbers(path[1]!), x1);
      expectClose(await numbers(path[5]!), x5);
    },
  );

  test("textbook Nesterov looks ahead to PyTorch's parameters, also behind other links", async () => {
    const textbook = optim.sgd({ learningRate: 0.1, momentum, nesterov: "textbook" });
    const optimizer: optim.Optimizer = optim.chain(optim.clipByGlobalNorm(100), textbook);
    const { path, state } = await descend({ f: sumOfSquares, start: double([1, 2, 3]), optimizer, steps: 5 });
    const ahead = optimizer.gradientPoint!(path[5]!, state) as Tensor;
    expectClose(await numbers(ahead), trajectories.nesterov.x5);
  });
});

test("a schedule sees the steps 0, 1, 2, ...", async () => {
  const optimizer = optim.sgd({ learningRate: optim.schedules.piecewise(0.1, { 1: 2, 3: 0.5 }) });
  const { path, programs } = await descend({ f: sumOfSquares, start: double(1), optimizer, steps: 4 });
  expectClose(await Promise.all(path.map((x) => x.item())), [1, 0.8, 0.48, 0.288, 0.2304]);
  expect(programs).toBe(1);
});

describe.each(subjects)("vmap of $name", ({ create }) => {
  const rates = [0.1, 0.05];
  const starts = [
    [1, 2, 3],
    [4, -5, 6],
  ];
  function threeSteps(rate: Tensor, from: Tensor): Tensor {
    const optimizer = create(() => rate);
    const step = stepOf({ f: sumOfSquares, optimizer });
    let [x, state] = [from, optimizer.init(from)];
    for (let count = 0; count < 3; count++) [x, state] = step(x, state);
    return x;
  }

  const alone = (rate: number, from: readonly number[]) => numbers(threeSteps(double(rate), double(from)));

  test("over learning rates", async () => {
    const together = vmap(threeSteps, { inAxes: [0, null] })(double(rates), double(starts[0]!));
    expectClose(await numbers(together), await Promise.all(rates.map((rate) => alone(rate, starts[0]!))));
  });

  test("over starts", async () => {
    const together = vmap(threeSteps, { inAxes: [null, 0] })(double(0.1), double(starts));
    expectClose(await numbers(together), await Promise.all(starts.map((from) => alone(0.1, from))));
  });
});

test("a rate or momentum outside its range is refused", () => {
  expect(() => optim.sgd({ learningRate: Number.NaN })).toThrow(
    "sgd({ learningRate }): must be positive and finite, got NaN.",
  );
  expect(() => optim.adam({ learningRate: 0 })).toThrow(
    "adam({ learningRate }): must be positive and finite, got 0.",
  );
  expect(() => optim.sgd({ learningRate: 0.1, momentum: -0.5 })).toThrow(
    "sgd({ momentum }): must be in [0, 1), got -0.5.",
  );
});
