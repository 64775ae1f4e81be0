import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";
import {
  arange,
  compile,
  concat,
  gather,
  grad,
  matmul,
  type Nested,
  ones,
  scatterAdd,
  softmax,
  type Tensor,
  tensor,
  vmap,
} from "../index.ts";

const double = (values: Nested) => tensor(values, { dtype: "float64" });
const long = (values: Nested) => tensor(values, { dtype: "int64" });

describe("vmap", () => {
  it("gives examples without their batch axis, and shares what it is told to", async () => {
    const shapes: (readonly number[])[] = [];
    const f = (x: Tensor, shared: Tensor) => {
      shapes.push(x.shape, shared.shape);
      return x.sum().mul(shared);
    };
    const y = vmap(f, { inAxes: [1, null] })(
      double([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      double([1, 10]),
    );
    expect(shapes).toEqual([[2], [2]]);
    expect(y.shape).toEqual([3, 2]);
    expect(await numbers(y)).toEqual([5, 50, 7, 70, 9, 90]);
  });

  it("puts the batch axis of the results where it is asked to", () => {
    const x = ones([4, 2, 3]);
    expect(vmap((each: Tensor) => each, { outAxes: 1 })(x).shape).toEqual([2, 4, 3]);
    expect(vmap((each: Tensor) => each, { inAxes: -1, outAxes: -1 })(x).shape).toEqual([4, 2, 3]);
  });

  it("maps trees to trees, and repeats results that depend on no example", async () => {
    const f = ({ x }: { x: Tensor }) => ({ same: x, constant: double([7, 8]), number: x.mul(0).add(1) });
    const { same, constant, number } = vmap(f)({ x: double([1, 2]) }) as ReturnType<typeof f>;
    expect(await numbers(same)).toEqual([1, 2]);
    expect(await numbers(constant)).toEqual([7, 8, 7, 8]);
    expect(await numbers(number)).toEqual([1, 1]);
  });

  it("nests", async () => {
    const outer = vmap((x: Tensor) => vmap((y: Tensor) => x.mul(y), { inAxes: 0 })(double([1, 10, 100])));
    const table = outer(double([1, 2]));
    expect(table.shape).toEqual([2, 3]);
    expect(await numbers(table)).toEqual([1, 10, 100, 2, 20, 200]);
  });

  it("nests over different axes of the same arguments", async () => {
    const products = vmap(
      vmap((x: Tensor, y: Tensor) => x.mul(y).sum(), { inAxes: [null, 1] }),
      { inAxes: [0, null] },
    );
    const [x, y] = [
      double([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      double([
        [1, 2],
        [3, 4],
      ]),
    ];
    expect(await numbers(products(x, y))).toEqual(await numbers(matmul(x, y)));
  });

  it("gives the gradient of each example", async () => {
    const weight = double([1, -1]);
    const loss = (w: Tensor, x: Tensor) => softmax(w.mul(x)).square().sum();
    const rows = double([
      [0.1, 0.2],
      [0.3, -0.4],
    ]);
    const together = await numbers(vmap(grad(loss), { inAxes: [null, 0] })(weight, rows));
    const alone = [double([0.1, 0.2]), double([0.3, -0.4])].map((row) => numbers(grad(loss)(weight, row)));
    expectClose(together, await Promise.all(alone));
  });

  it("gives a Hessian as the gradients of each element of the gradient", async () => {
    const f = (x: Tensor) => x.pow(3).sum().add(x.sum().square());
    const at = double([1, 2]);
    const row = (direction: Tensor) => grad((x: Tensor) => grad(f)(x).mul(direction).sum())(at);
    expectClose(
      await numbers(
        vmap(row)(
          double([
            [1, 0],
            [0, 1],
          ]),
        ),
      ),
      [8, 2, 2, 14],
    );
  });

  it("counts negative indices from the end of their own example", async () => {
    const rows = double([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(await numbers(vmap((row: Tensor, at: Tensor) => gather(row, at))(rows, long([-1, 0])))).toEqual([
      3, 4,
    ]);
    const add = (at: Tensor, value: Tensor) => scatterAdd(at, value, { length: 3 });
    const sums = vmap(add)(
      long([
        [-1, 0],
        [1, 1],
      ]),
      double([
        [1, 2],
        [3, 4],
      ]),
    );
    expect(await numbers(sums)).toEqual([2, 0, 1, 0, 7, 0]);
  });

  it("works inside a compiled function and around captured tensors", async () => {
    const offset = arange(3, { dtype: "float64" });
    const f = compile((x: Tensor) => vmap((row: Tensor) => concat([row, offset]).sum())(x));
    expect(
      await numbers(
        await f(
          double([
            [1, 2],
            [3, 4],
          ]),
        ),
      ),
    ).toEqual([6, 10]);
  });

  it("runs on an empty batch", async () => {
    const empty = tensor(new Float64Array(0), { shape: [0, 2] });
    const y = vmap((row: Tensor) => row.square().sum())(empty);
    expect(y.shape).toEqual([0]);
    expect(await numbers(y)).toEqual([]);
  });
});
