import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "../../../../test/support/close.ts";
import { arange, compile, grad, matmul, type Tensor, tensor, zeros } from "../index.ts";

const all = (tensors: readonly Tensor[]) => Promise.all(tensors.map(numbers));

describe("compile", () => {
  it("makes one program per structure, dtypes and shapes of the arguments", async () => {
    let traces = 0;
    const f = compile((tree: { x: Tensor; y?: Tensor }) => {
      traces += 1;
      return tree.x.mul(2);
    });
    await f({ x: tensor(1) });
    expect(await numbers(await f({ x: tensor(2) }))).toEqual([4]);
    expect([traces, f.programs]).toEqual([1, 1]);
    await f({ x: tensor([1]) });
    await f({ x: tensor(1, { dtype: "float64" }) });
    await f({ x: tensor(1), y: tensor(1) });
    await f({ y: tensor(1), x: tensor(1) });
    expect([traces, f.programs]).toEqual([4, 4]);
  });

  it("traces once for calls that overlap", async () => {
    const f = compile((x: Tensor) => x.add(1));
    const results = await Promise.all([1, 2, 3].map((value) => f(tensor(value))));
    expect(await all(results)).toEqual([[2], [3], [4]]);
    expect(f.programs).toBe(1);
  });

  it("tries again after a failure", async () => {
    let broken = true;
    const f = compile((x: Tensor) => {
      if (broken) throw new Error("not yet");
      return x;
    });
    await expect(f(tensor(1))).rejects.toThrow("not yet");
    broken = false;
    expect(await numbers(await f(tensor(1)))).toEqual([1]);
  });

  it("returns arguments, constants and one result twice", async () => {
    const f = compile((x: Tensor) => {
      const y = x.add(1);
      return [x, x, y, y, tensor(7), zeros([2])];
    });
    expect(await all(await f(tensor([1, 2])))).toEqual([[1, 2], [1, 2], [2, 3], [2, 3], [7], [0, 0]]);
  });

  it("ignores arguments that are not used, and takes none", async () => {
    const second = compile((_: Tensor, y: Tensor) => y);
    expect(await numbers(await second(tensor([1, 2]), tensor(3)))).toEqual([3]);
    expect(await numbers(await compile(() => arange(3))())).toEqual([0, 1, 2]);
  });

  it("takes and returns empty trees", async () => {
    const f = compile((tree: Record<never, never>, x: Tensor) => ({ tree, none: [], x }));
    const { tree, none, x } = await f({}, tensor(1));
    expect([tree, none, await numbers(x)]).toEqual([{}, [], [1]]);
    expect(await compile((_: Tensor) => [])(tensor(1))).toEqual([]);
  });

  it("keeps captured tensors, small and large, known and lazy", async () => {
    const [small, large] = [tensor([1, 2]), tensor(new Float32Array(1000).fill(3))];
    const lazy = large.mul(2);
    const f = compile((x: Tensor) => x.mul(small).sum().add(large.sum()).add(lazy.sum()));
    for (const value of [1, 2]) expect(await numbers(await f(tensor(value)))).toEqual([3 * value + 9000]);
  });

  it("computes lazy arguments first, and takes its own results", async () => {
    const step = compile((state: { x: Tensor; count: Tensor }) => ({
      x: state.x.mul(0.5),
      count: state.count.add(1),
    }));
    let state = { x: tensor([8, 16]).add(0), count: tensor(0, { dtype: "int32" }) };
    for (let index = 0; index < 3; index++) state = await step(state);
    expect(await all([state.x, state.count])).toEqual([[1, 2], [3]]);
    expect(step.programs).toBe(1);
  });

  it("leaves data that was fed as it was", async () => {
    const data = Float32Array.of(1, 2, 3);
    const f = compile((x: Tensor) => x.mul(2).add(1).neg());
    const first = await f(tensor(data));
    const before = await numbers(first);
    await f(first);
    expect(Array.from(data)).toEqual([1, 2, 3]);
    expect(await numbers(first)).toEqual(before);
  });

  it("keeps float64 exact beside products, where ONNX Runtime would fuse a float32 factor", async () => {
    const third = 1 / 3;
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: "float64" },
    );
    const f = compile((a: Tensor) => [
      matmul(a, a).mul(third),
      matmul(a.mul(third), a),
      matmul(a.reshape([1, 2, 2]), a.reshape([1, 2, 2]).div(3)).mul(third),
      matmul(a, a).add(a.mul(third)),
    ]);
    const expected = [7, 10, 15, 22].map((each) => each * third);
    const [scaled, before, twice, added] = await all(await f(x));
    expectClose(scaled!, expected, 1e-15);
    expectClose(before!, expected, 1e-15);
    expectClose(
      twice!,
      expected.map((each) => each * third),
      1e-15,
    );
    expectClose(
      added!,
      [7, 10, 15, 22].map((each, index) => each + (index + 1) * third),
      1e-15,
    );
  });

  it("runs two thousand steps in the memory of the first", async () => {
    const loss = (w: Tensor, x: Tensor) => matmul(x, w).square().mean();
    const step = compile((w: Tensor, x: Tensor) => w.sub(grad(loss)(w, x).mul(0.01)));
    let w = zeros([64, 64]);
    const run = async (steps: number) => {
      for (let index = 0; index < steps; index++)
        w = await step(w, tensor(new Float32Array(64 * 64), { shape: [64, 64] }));
      return process.memoryUsage.rss();
    };
    const before = await run(200);
    // Keeping every state and batch would take 64 MB.
    expect((await run(2000)) - before).toBeLessThan(40e6);
  });
});
