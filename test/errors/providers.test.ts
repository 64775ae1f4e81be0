/** @file Whole messages of providers that are missing or cannot be changed any more. */

import { compile, configure, type Provider, square, tensor } from "glissade";
import { expect, it } from "vitest";

const run = async (provider: string, threads?: number) =>
  compile(square, { provider: provider as Provider, threads })(tensor(1));

const rows: readonly (readonly [message: string, call: () => unknown])[] = [
  ['compile({ provider }): must be "cpu", "wasm" or "webgpu", got "gpu".', () => run("gpu")],
  [
    'configure({ provider }): must be "cpu", "wasm" or "webgpu", got "tpu".',
    async () => configure({ provider: "tpu" as Provider }),
  ],
  [
    'compile: provider "wasm" keeps the threads of its first program (1), got threads: 2. Set them before the first program, or leave them out.',
    () => run("wasm").then(() => run("wasm", 2)),
  ],
];

it.each(rows)("%s", async (message, call) => {
  await expect(call()).rejects.toThrow(expect.objectContaining({ message }));
});

it("a device that is not there", async () => {
  const found = await run("webgpu").then(
    () => "there",
    ({ message }) => message,
  );
  expect(["there", NO_DEVICE]).toContain(found);
});

const NO_DEVICE =
  'compile: provider "webgpu" is not available here (no adapter). Available: cpu, wasm. Install a Vulkan driver, or pass provider: "cpu".';
