import { expect, test } from "vitest";
import { expectClose, numbers } from "../../../../../test/support/close.ts";
import { compile, concat, matmul, optim, random, type Tensor, tensor, vmap } from "../../index.ts";

const hessian = tensor(
  [
    [2, 1],
    [1, 3],
  ],
  { dtype: "float64" },
);
const quadratic = (x: Tensor) => x.mul(matmul(hessian, x)).sum().mul(0.5);
const x = tensor([1, -1], { dtype: "float64" });
const context = { params: x, objective: quadratic };

test("estimates of the curvature have the Hessian's diagonal as their mean", async () => {
  const curvature = (key: Tensor) => {
    const transform = optim.scaleBySophia({ key, b2: 0 });
    return transform.update(x, transform.init(x), context)[1].h as Tensor;
  };
  const keys = concat(random.split(random.key(1), 400), { axis: 0 }).reshape([400, 2]);
  const estimates = vmap(curvature)(keys);
  // s∘Hs is the diagonal plus or minus the element beside it.
  const seen = new Set((await numbers(estimates)).map((value) => Math.round(value * 1e9) / 1e9));
  expect(seen).toEqual(new Set([1, 3, 2, 4]));
  expectClose(await numbers(estimates.mean({ axis: 0 })), [2, 3], 0.1);
});

test("the curvature and the key change at the first step and every interval from then on", async () => {
  const transform = optim.scaleBySophia({ key: random.key(1), interval: 3 });
  const step = compile((state: optim.SophiaState) => transform.update(x, state, context)[1]);
  let state = transform.init(x);
  const changed: boolean[] = [];
  for (let count = 0; count < 7; count++) {
    const next = await step(state);
    const [before, after] = await Promise.all([state.key, next.key].map(numbers));
    changed.push(`${before}` !== `${after}`);
    state = next;
  }
  expect(changed).toEqual([true, false, false, true, false, false, true]);
});
