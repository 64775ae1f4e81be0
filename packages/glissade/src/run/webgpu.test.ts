/** @file State on a device; see test/providers-webgpu.test.ts for how Node finds one in software. */

import { describe, expect, it } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import { compile, evaluate, matmul, type Tensor, tensor, zeros } from "../index.ts";

const provider = "webgpu";
const reason = await compile((x: Tensor) => x.add(1), { provider })(tensor(1)).then(
  () => "",
  ({ message }) => message,
);

describe.skipIf(reason)(reason ? `a device: skipped, ${reason}` : "a device", () => {
  it("holds state between runs, and gives it where it is read", async () => {
    const step = compile((w: Tensor, x: Tensor) => [w.add(matmul(x, x)), w.sum()] as const, { provider });
    let w = zeros([2, 2]);
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    let last: Tensor | undefined;
    for (let count = 0; count < 5; count++) [w, last] = await step(w, x);
    expect(w.source).not.toHaveProperty("data");
    expect(await numbers(w)).toEqual([35, 50, 75, 110]);
    expect(await last!.item()).toBe(4 * (7 + 10 + 15 + 22));
    expect(await numbers(w.add(1))).toEqual([36, 51, 76, 111]);
  });

  it("reads every dtype, shape and number of elements", async () => {
    const twice = compile((x: Tensor) => x.add(x), { provider });
    for (const dtype of ["float32", "int32", "uint32", "int64"] as const)
      for (const shape of [[], [1], [3, 5], [2, 1, 4]]) {
        const x = await twice(zeros(shape, { dtype }).add(3));
        expect(new Set((await numbers(x)).map(Number))).toEqual(new Set([6]));
      }
  });

  it("reads a result twice, and at once with others", async () => {
    const twice = compile((x: Tensor) => [x.add(x), x.mul(3)] as const, { provider });
    const [a, b] = await twice(tensor([1, 2, 3]));
    const [first, second, other] = await Promise.all([numbers(a), numbers(a), numbers(b)]);
    expect([first, second, other]).toEqual([
      [2, 4, 6],
      [2, 4, 6],
      [3, 6, 9],
    ]);
    await evaluate([a]);
    expect(await numbers(a)).toEqual([2, 4, 6]);
  });
});
