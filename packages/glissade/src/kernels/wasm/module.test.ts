/** @file Modules that WebAssembly takes. */

import { expect, test } from "vitest";
import { compileModule, createMemory, instantiate } from "./instantiate.ts";
import { control, i32, local, v128 } from "./instructions.ts";
import { encodeModule } from "./module.ts";
import { simd } from "./simd.ts";

test("adds vectors in a loop", async () => {
  const [x, y, end] = [0, 1, 2];
  const code = control.loop(
    [
      ...local.get(y),
      ...local.get(x),
      ...v128.load(),
      ...local.get(y),
      ...v128.load(),
      ...simd("f32x4.add"),
      ...v128.store(),
    ],
    [...local.get(x), ...i32.const(16), ...i32.add, ...local.set(x)],
    [...local.get(y), ...i32.const(16), ...i32.add, ...local.tee(y), ...local.get(end), ...i32.lt],
    control.branchIf(0),
  );
  const limits = { initial: 1, maximum: 3, shared: true };
  const bytes = encodeModule([{ name: "add", parameters: ["i32", "i32", "i32"], locals: [], code }], limits);
  const memory = createMemory(limits);
  const { add } = instantiate(compileModule(bytes), memory);
  const floats = new Float32Array(memory.buffer);
  floats.set([1, 2, 3, 4, 5, 6, 7, 8], 0);
  floats.set([10, 20, 30, 40, 50, 60, 70, 80], 8);
  add!(0, 32, 64);
  expect([...floats.slice(8, 16)]).toEqual([11, 22, 33, 44, 55, 66, 77, 88]);
});
