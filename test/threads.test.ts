/** @file Processes whose kernels have threads: they end by themselves, and threads of the user's compute too. */

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

// Processes run what is built.
const dist = new URL("../packages/glissade/dist/index.js", import.meta.url).href;

/** Counts threads that start, and computes with a kernel that is large enough for two. */
const script = (end: string) => `
  import { syncBuiltinESMExports } from "node:module";
  import threads from "node:worker_threads";
  const { Worker, isMainThread } = threads;
  let started = 0;
  threads.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      started += 1;
    }
  };
  syncBuiltinESMExports();
  const { compile, ones } = await import("${dist}");
  const compute = async () => {
    const f = compile((x) => x.exp().log().square().sqrt().sum(), { threads: 2 });
    for (let call = 0; call < 20; call++) console.log(Math.round(await (await f(ones([1000, 1000]))).item()));
    console.log(isMainThread ? "main" : "thread", started);
  };
  ${end}
`;

/** The lines that a process of Node prints until it ends by itself, each once. */
async function run(code: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", code], {
    timeout: 60_000,
  });
  return [...new Set(stdout.trim().split("\n"))];
}

it("end with what they have to do, whatever their threads wait for", async () => {
  expect(await run(script("await compute();"))).toEqual(["1000000", "main 1"]);
});

it("end in the middle of it when told to", async () => {
  const end = "await compute(); setTimeout(() => process.exit(), 100); for (;;) await compute();";
  expect(await run(script(end))).toEqual(["1000000", "main 1"]);
});

it("compute in threads of the user's, where kernels have none", async () => {
  const inside = JSON.stringify(script("await compute();"));
  const start = `new Worker(new URL("data:text/javascript," + encodeURIComponent(${inside})));`;
  expect(await run(script(start))).toEqual(["1000000", "thread 0"]);
});
