import { afterEach, expect, test } from "vitest";
import { configure, explain, optim, type Tensor, tensor, zeros } from "../../index.ts";

const size = 10_000;

/** How many vectors of the parameters' size an update computes. */
function passes(optimizer: optim.Optimizer): number {
  const params = zeros([size], { dtype: "float64" });
  const update = (gradients: Tensor) =>
    optimizer.update(gradients, optimizer.init(params), { params: gradients });
  return Math.round(explain(update, params).bytes.computed / (8 * size));
}

afterEach(() => configure({ fuse: true }));

test.each<[kind: string, rate: optim.LearningRate]>([
  ["number", 0.1],
  ["tensor", tensor(0.1, { dtype: "float64" })],
  ["schedule", optim.schedules.exponential({ start: 0.1, rate: 0.5, steps: 1 })],
])(
  "weight decay costs two passes over the parameters, in a kernel none, the rate a %s",
  (_, learningRate) => {
    const more = () => passes(optim.adamw({ learningRate })) - passes(optim.adam({ learningRate }));
    expect(more()).toBe(0);
    configure({ fuse: false });
    expect(more()).toBe(2);
  },
);
