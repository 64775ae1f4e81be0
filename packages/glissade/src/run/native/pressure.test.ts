import { describe, expect, it } from "vitest";
import { compile, evaluate, explain, gather, random, type Tensor, tensor, zeros } from "../../index.ts";
import { Pressure } from "./pressure.ts";

const MIB = 2 ** 20;

describe("pressure on the heap", () => {
  it("has garbage collected when twice as much is in use, or half of what is left", async () => {
    const heap = { used: 256 * MIB };
    let collections = 0;
    const pressure = new Pressure(heap, 4096 * MIB, () => {
      collections += 1;
      heap.used /= 2;
    });
    expect(pressure.isDue()).toBe(false);
    const limits: number[] = [];
    for (const used of [300, 2000, 6000]) {
      heap.used = used * MIB;
      expect(pressure.isDue()).toBe(true);
      await pressure.relieve();
      for (heap.used = used * MIB * 0.5; !pressure.isDue(); heap.used += 16 * MIB);
      limits.push(heap.used / MIB);
    }
    expect(collections).toBe(3);
    // Twice 150; twice 1000; and 3000 with half of the 1096 that are left.
    expect(
      limits.map((limit, index) => limit - [300, 2000, 3548][index]!).every((d) => d > 0 && d <= 16),
    ).toBe(true);
  });

  it("keeps results that no code holds from filling it", async () => {
    const f = compile((s: Tensor, i: Tensor) => s.mul(0.9).add(gather(s, i).sum()), { donate: [0] });
    const at = tensor([1], { dtype: "int32" });
    for (let call = 0; call < 40; call++)
      await f(await evaluate(random.normal(random.key(call), [2048, 2048])), at);
    expect(explain((x: Tensor) => x.exp().sum(), zeros([4])).heap!.used).toBeLessThan(400 * MIB);
  });
});
