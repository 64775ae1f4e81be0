/** @file Statements of the texts on networks: sizes, matrix derivatives and back-propagation. */

import {
  grad,
  matmul,
  type Nested,
  nn,
  random,
  sigmoid,
  type Tensor,
  tanh,
  tensor,
  vjp,
  vmap,
  zeros,
} from "glissade";
import { describe, expect, test } from "vitest";
import { expectClose, numbers } from "./support/close.ts";

const double = (values: Nested) => tensor(values, { dtype: "float64" });

test("a layer of n₁ inputs and n₂ units has n₁n₂ + n₂ parameters", () => {
  const sizes = [196, 100, 50, 10];
  const model = nn.sequential(...sizes.slice(1).map((units) => nn.linear(units)));
  const params = model.init(random.key(1), zeros([1, 196]));
  const counts = params.map(({ weight, bias }) => weight.size + bias.size);
  expect(counts).toEqual([196 * 100 + 100, 100 * 50 + 50, 50 * 10 + 10]);
});

describe("matrix derivatives", () => {
  const a = double([
    [1, -2, 3],
    [0.5, 4, -1],
  ]);
  const b = double([
    [2, 1, 0],
    [-1, 3, 5],
  ]);

  test("∂(Wx)/∂x = Wᵀ, the Jacobian's rows by one pullback each", async () => {
    const [, pullback] = vjp((x: Tensor) => matmul(a, x), double([1, 2, 3]));
    const rows = vmap((dy: Tensor) => pullback(dy)[0])(
      double([
        [1, 0],
        [0, 1],
      ]),
    );
    expect(rows.shape).toEqual([2, 3]);
    expect(await numbers(rows)).toEqual(await numbers(a));
  });

  test("∂tr(AᵀB)/∂A = B", async () => {
    const trace = (x: Tensor) => x.mul(b).sum();
    expect(await numbers(grad(trace)(a))).toEqual(await numbers(b));
  });
});

describe("gradients vanish", () => {
  test("tanh'(4) = .00134", async () => {
    expect(await grad((x: Tensor) => tanh(x))(double(4)).item()).toBeCloseTo(0.00134, 5);
  });

  test("sigmoid' is at most 1/4, and n layers scale by at most (1/4)ⁿ", async () => {
    expect(await grad((x: Tensor) => sigmoid(x))(double(0)).item()).toBe(0.25);
    const deep = (x: Tensor) => [1, 2, 3, 4, 5].reduce((signal) => sigmoid(signal), x);
    expect(await grad(deep)(double(0)).item()).toBeLessThan(0.25 ** 5);
  });
});

describe("back-propagation", () => {
  const x = double([[0.5, -1, 2]]);
  const target = double([[1, 0]]);
  const weights = [
    double([
      [0.1, -0.2],
      [0.4, 0.3],
      [-0.5, 0.2],
    ]),
    double([
      [0.7, -0.6],
      [0.2, 0.9],
    ]),
  ];

  /** ½Σ(a₂ - t)² where aₗ = σ(zₗ) and zₗ = aₗ₋₁Wₗ + bₗ; the gradient for bₗ is δₗ. */
  function loss([bias0, bias1]: readonly Tensor[], [weight0, weight1]: readonly Tensor[]): Tensor {
    const hidden = sigmoid(matmul(x, weight0!).add(bias0!));
    const output = sigmoid(matmul(hidden, weight1!).add(bias1!));
    return output.sub(target).square().sum().mul(0.5);
  }
  const biases = [double([[0.1, -0.3]]), double([[0.2, 0.4]])];
  const deltas = async () => Promise.all(grad(loss)(biases, weights).map(numbers));

  test("δₗ = (δₗ₊₁Wₗ₊₁ᵀ) ⊙ σ'(zₗ), and ∂L/∂Wₗ = aₗ₋₁ᵀδₗ", async () => {
    const [delta0, delta1] = (await deltas()).map((delta) => double([delta]));
    const z = matmul(x, weights[0]!).add(biases[0]!);
    const slope = sigmoid(z).mul(sigmoid(z).neg().add(1));
    expectClose(await numbers(delta0!), await numbers(matmul(delta1!, weights[1]!.transpose()).mul(slope)));
    const gradients = grad((w: readonly Tensor[]) => loss(biases, w))(weights);
    expectClose(await numbers(gradients[0]!), await numbers(matmul(x.transpose(), delta0!)));
    expectClose(await numbers(gradients[1]!), await numbers(matmul(sigmoid(z).transpose(), delta1!)));
  });

  test("δ agrees with finite differences", async () => {
    const step = 1e-5;
    for (const [layer, delta] of (await deltas()).entries()) {
      for (const [unit, slope] of delta.entries()) {
        const moved = (by: number) => {
          const offset = double([[0, 1].map((each) => (each === unit ? by : 0))]);
          return loss(biases.with(layer, biases[layer]!.add(offset)), weights).item();
        };
        expectClose([((await moved(step)) - (await moved(-step))) / (2 * step)], slope, 1e-9);
      }
    }
  });
});
