import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it } from "vitest";
import { applyAll } from "../../graph/apply.ts";
import { hostArray } from "../../graph/host.ts";
import { noLane } from "../../graph/lane.ts";
import { type Op, zeroGradient } from "../../graph/op.ts";
import { compile, configure, matmul, scan, type Tensor, tap, tensor, zeros } from "../../index.ts";

const sums: number[] = [];

/** What no operator of ONNX does: results that come from elsewhere, as those of a collective. */
const Exchange: Op = {
  name: "Exchange",
  doc: "the first input with a number of another rank added, and how many elements it has",
  infer: ([x]) => [x!, { dtype: "int32", shape: [] }],
  vjp: zeroGradient("of a test"),
  batch: ({ inputs, attributes }) => applyAll(Exchange, inputs, attributes),
  onnx: () => {
    throw new Error("there is no such operator");
  },
  lane: noLane("of a test"),
  reference: ([x]) => [x!, hostArray("int32", [], Float64Array.of(x!.data.length))],
  samples: [],
  host: ([x, other], [y, count]) => {
    x!.data.forEach((value, index) => {
      y!.data[index] = Number(value) + Number(other!.data[0]);
    });
    count!.data[0] = x!.data.length;
    sums.push([...(y!.data as Float32Array)].reduce((sum, value) => sum + value));
  },
};

const exchange = (x: Tensor, other: Tensor) => applyAll(Exchange, [x, other], {}) as [Tensor, Tensor];

afterEach(() => {
  sums.length = 0;
  configure({ threads: 1 });
});

describe("operations that JavaScript computes", () => {
  it.each([1, 2])(
    "give other values than they take to products and kernels, with %i threads",
    async (threads) => {
      configure({ threads });
      const f = compile((x: Tensor, other: Tensor) => {
        const [y, count] = exchange(matmul(x, x).mul(2).add(1), other.cast("float64"));
        return [matmul(y, y).sub(1).square(), count.mul(2)];
      });
      const [y, count] = await f(zeros([2, 2]), tensor(10));
      expect([...(await y!.data())]).toEqual(new Array(4).fill((2 * 11 * 11 - 1) ** 2));
      expect(await count!.item()).toBe(8);
    },
  );

  it("are called at each step of a loop, where a later step takes what an earlier gave", async () => {
    const f = compile((xs: Tensor) =>
      scan((carry: Tensor, x: Tensor) => [exchange(carry.mul(2), x)[0], carry], zeros([2]), xs),
    );
    const [last] = await f(tensor([1, 2, 3]));
    expect([...(await last.data())]).toEqual([11, 11]);
    expect(sums).toEqual([2, 8, 22]);
  });

  it("do not keep a program for ever that their function holds", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const programs = await (async () =>
      Promise.all(
        [1, 2, 3].map(async (length) => {
          const holder: { program?: unknown } = {};
          const program = compile((x: Tensor) => tap(x.mul(2), () => void holder.program).add(1));
          holder.program = program;
          await program(zeros([length]));
          return new WeakRef(program);
        }),
      ))();
    // To look whether they are there keeps them for the moment.
    for (let round = 0; round < 20; round++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(programs.filter((program) => program.deref())).toEqual([]);
  });

  it("are not there where nothing can be called", async () => {
    const f = compile((x: Tensor) => exchange(x, x)[0], { provider: "wasm" });
    await expect(f(tensor(1))).rejects.toThrow("there is no such operator");
  });
});
