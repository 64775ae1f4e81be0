/** @file Repeated indices on several threads, in sizes that ONNX Runtime would share among them. */

import { describe, expect, it } from "vitest";
import { ones, tensor, zeros } from "../../create-tensor.ts";
import { grad } from "../../grad/grad.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { compile } from "../../run/compile.ts";
import { sum } from "../reduce/sum.ts";
import { unsqueeze } from "../shape/layout.ts";
import { gather } from "./gather.ts";
import { scatterND } from "./gather-nd.ts";

const [ROWS, WIDTH, COUNT] = [100, 64, 50_000];
const RUNS = 10;
const rows = tensor(Int32Array.from({ length: COUNT }, (_, index) => (index * 7919) % ROWS));
const table = zeros([ROWS, WIDTH]);
/** Every row is named equally often. */
const wanted = new Float32Array(ROWS * WIDTH).fill(COUNT / ROWS);

describe.each([1, 2, 8])("%s threads", (threads) => {
  it("lose no update of scatterND", async () => {
    const updates = ones([COUNT, WIDTH]);
    const program = compile(
      (x: Tensor, indices: Tensor) =>
        scatterND(x, { indices: unsqueeze(indices, { axis: 1 }), updates, reduction: "add" }),
      { threads },
    );
    for (let run = 0; run < RUNS; run++) expect(await (await program(table, rows)).data()).toEqual(wanted);
  });

  it("lose no part of the gradient of gather", async () => {
    const program = compile((x: Tensor, indices: Tensor) => grad((y: Tensor) => sum(gather(y, indices)))(x), {
      threads,
    });
    for (let run = 0; run < RUNS; run++) expect(await (await program(table, rows)).data()).toEqual(wanted);
  });
});
