import { describe, expect, it, vi } from "vitest";
import { compile, debug, grad, type Tensor, tensor, zeros } from "../../index.ts";

describe("debug", () => {
  it("prints name, dtype, shape and elements", async () => {
    const print = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const f = compile((x: Tensor) => debug("h", debug("x", x.mul(1.5)).reshape([2, 2])).sum());
    await f(tensor([1, 2, 3, 4]));
    await debug("many", zeros([3, 1000])).data();
    expect(print.mock.calls.map(([text]) => text)).toEqual([
      "x: float32[4] [1.5, 3, 4.5, 6]",
      "h: float32[2, 2]\n[[1.5, 3],\n [4.5, 6]]",
      "many: float32[3, 1000]\n[[0, 0, 0, ..., 0, 0, 0],\n [0, 0, 0, ..., 0, 0, 0],\n [0, 0, 0, ..., 0, 0, 0]]",
    ]);
    print.mockRestore();
  });

  it("prints gradients where asked", async () => {
    const lines: string[] = [];
    const f = (x: Tensor) => debug("x", x, { gradient: true, print: (text) => lines.push(text) }).square();
    await grad(f)(tensor(3)).data();
    expect(lines).toEqual(["x: float32[] 3", "gradient for x: float32[] 6"]);
  });
});
