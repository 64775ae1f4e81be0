/** @file State on a device; see test/providers-webgpu.test.ts for how Node finds one in software. */

import { describe, expect, it } from "vitest";
import { numbers } from "../../../../test/support/close.ts";
import {
  batches,
  compile,
  configure,
  evaluate,
  fit,
  flatten,
  losses,
  matmul,
  nn,
  optim,
  type Tensor,
  tensor,
  zeros,
} from "../index.ts";

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
    // What was read goes on as it would have unread.
    [w] = await step(w, x);
    expect(await numbers(w)).toEqual([42, 60, 90, 132]);
  });

  it("trains where states are read, and where one is being read while the next step runs", async () => {
    const data = batches({ x: [[1], [2], [3], [4]], y: [[1], [2], [3], [4]] }, { size: 2, seed: 1 });
    const settings = { data, loss: losses.meanSquaredError, optimizer: optim.adam(), steps: 4, seed: 1 };
    const lossesOf = async (look: (params: readonly Tensor[]) => unknown) => {
      const seen: number[] = [];
      for await (const event of fit(nn.linear(1), settings)) {
        if (event.type !== "step") continue;
        seen.push(event.loss);
        await look(flatten(event.state.params).leaves);
      }
      return seen;
    };
    configure({ provider });
    const unread = await lossesOf(() => undefined);
    expect(await lossesOf((leaves) => Promise.all(leaves.map(numbers)))).toEqual(unread);
    expect(await lossesOf((leaves) => void leaves.map(numbers))).toEqual(unread);
    configure({ provider: "cpu" });
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
