/** @file Threads of one process, which share one environment of ONNX Runtime. */

import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { compile, explain, matmul, type Tensor, tensor, zeros } from "../../index.ts";

const path = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));

/** A thread that computes by itself, and says why it has no kernels. */
const code = `
import("jiti").then(async ({ createJiti }) => {
  const g = await createJiti(${path("threads.test.ts")}).import(${path("../../index.ts")});
  g.configure({ threads: 1 });
  const step = g.compile((x) => g.matmul(x, x).mul(0.05).add(1).sub(x), { donate: [0] });
  let x = g.zeros([8, 8]);
  for (let count = 0; count < 200; count++) x = await step(x);
  const { unfused } = g.explain((y) => y.square().add(1), x);
  require("node:worker_threads").parentPort.postMessage([unfused, (await x.data())[0]]);
});`;

const run = () =>
  new Promise<readonly [unfused: string, element: number]>((resolve, reject) => {
    const worker = new Worker(code, { eval: true });
    worker.once("message", resolve);
    worker.once("error", reject);
  });

it("compute side by side: the main thread with kernels, others without", async () => {
  const step = compile((x: Tensor) => matmul(x, x).mul(0.05).add(1).sub(x), { donate: [0] });
  expect(explain((x: Tensor) => matmul(x, x).mul(0.05).add(1).sub(x), zeros([8, 8])).kernels).toBe(1);
  const others = Promise.all([run(), run()]);
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  others.then(end, end);
  const elements = new Set<number>();
  while (!isOver) {
    let x = zeros([8, 8]);
    for (let count = 0; count < 200; count++) x = await step(x);
    elements.add(((await x.data()) as Float32Array)[0]!);
    // The others load the framework meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(elements.size).toBe(1);
  const [element] = elements;
  for (const [unfused, other] of await others) {
    expect(unfused).toBe("kernels run in the main thread alone");
    expect(other).toBeCloseTo(element!, 5);
  }
  const after = compile((x: Tensor) => x.exp().add(1));
  expect(await (await after(tensor([0, 0]))).toArray()).toEqual([2, 2]);
}, 120_000);
