/** @file Every optimizer: the first steps of other libraries, and every problem solved. */

import {
  compile,
  fromSafetensors,
  type Nested,
  optim,
  type Tensor,
  tensor,
  toSafetensors,
  vmap,
} from "glissade";
import { describe, expect, test } from "vitest";
import { algorithms } from "../packages/glissade/src/optim/text/algorithms.ts";
import golden from "./fixtures/optimizers.json" with { type: "json" };
import { expectClose, numbers } from "./support/close.ts";
import { arrive, descend, stepOf } from "./support/descend.ts";
import { creators, evaluated, subjects } from "./support/optimizers/index.ts";
import { notCopied } from "./support/optimizers/not-copied.ts";
import { problems } from "./support/problems.ts";

type Problem = keyof typeof problems;

describe.each(subjects)("$name", ({ create, rates }) => {
  describe.each(Object.entries(problems))("%s", (name, { f, start, minimum, steps }) => {
    test.each(["float32", "float64"] as const)("%s", async (dtype) => {
      const optimizer = create(rates[name as Problem]);
      const end = await arrive({ f, start: tensor(start, { dtype }), optimizer, steps });
      expect(end.dtype).toBe(dtype);
      expectClose(await numbers(end), minimum, 1e-2);
    });
  });
});

const sumOfSquares = (x: Tensor) => x.square().sum();
const double = (values: Nested) => tensor(values, { dtype: "float64" });

interface Trajectory {
  readonly q: readonly number[];
  readonly x1: readonly number[];
  readonly x5: readonly number[];
}

describe.each(["optax", "torch"] as const)("the first five steps of %s", (library) => {
  const trajectories: Readonly<Record<string, Trajectory>> = golden[library];
  const rates = { number: 0.1, schedule: optim.schedules.constant(0.1), tensor: double(0.1) };
  const names = Object.keys(creators[library]);

  test.each(names.flatMap((name) => Object.entries(rates).map(([kind, rate]) => ({ name, kind, rate }))))(
    "$name, the rate a $kind",
    async ({ name, rate }) => {
      const { points } = await descend({
        f: sumOfSquares,
        start: double([1, 2, 3]),
        optimizer: creators[library][name]!(rate),
        steps: 5,
        isEvaluated: evaluated.has(name),
      });
      const { q, x1, x5 } = trajectories[name]!;
      expectClose(await Promise.all(points.slice(1).map((x) => sumOfSquares(x).item())), q, 1e-12);
      expectClose(await numbers(points[1]!), x1, 1e-12);
      expectClose(await numbers(points[5]!), x5, 1e-12);
    },
  );
});

test("textbook Nesterov looks ahead to PyTorch's parameters, also behind other links", async () => {
  const textbook = optim.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: "textbook" });
  const optimizer: optim.Optimizer = optim.chain(optim.clipByGlobalNorm(100), textbook);
  const { path, state } = await descend({ f: sumOfSquares, start: double([1, 2, 3]), optimizer, steps: 5 });
  const ahead = optimizer.gradientPoint!(path[5]!, state) as Tensor;
  expectClose(await numbers(ahead), golden.torch.nesterov.x5);
});

test("a schedule sees the steps 0, 1, 2, ...", async () => {
  const optimizer = optim.sgd({ learningRate: optim.schedules.piecewise(0.1, { 1: 2, 3: 0.5 }) });
  const { path, programs } = await descend({ f: sumOfSquares, start: double(1), optimizer, steps: 4 });
  expectClose(await Promise.all(path.map((x) => x.item())), [1, 0.8, 0.48, 0.288, 0.2304]);
  expect(programs).toBe(1);
});

test.each(subjects)("$name goes on from a checkpoint as if it had not stopped", async ({ create }) => {
  const optimizer = create(0.1);
  const step = compile(stepOf({ f: sumOfSquares, optimizer }));
  const start = double([1, 2, 3]);
  const before = await step(start, optimizer.init(start));
  const restored = fromSafetensors(await toSafetensors(before), before);
  const [[x], [y]] = [await step(...before), await step(...restored)];
  expect(await numbers(y)).toEqual(await numbers(x));
  expect(step.programs).toBe(1);
});

describe.each(subjects)("vmap of $name", ({ create }) => {
  const rates = [0.1, 0.05];
  const starts = [
    [1, 2, 3],
    [4, -5, 6],
  ];
  function threeSteps(rate: Tensor, from: Tensor): Tensor {
    const optimizer = create(rate);
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

test.each(["optax", "torch"] as const)("every trajectory of %s is taken, or known to be wrong", (library) => {
  const wrong = notCopied.filter((defect) => defect.library === library).map(({ name }) => name);
  const known = new Set<string>([...Object.keys(creators[library]), ...wrong]);
  expect(Object.keys(golden[library]).filter((name) => !known.has(name))).toEqual([]);
});

test.each(algorithms.map(({ name }) => name))("%s is among the subjects", (name) => {
  expect(subjects.map((subject) => subject.name.split(/[ ,]/)[0])).toContain(name);
});
