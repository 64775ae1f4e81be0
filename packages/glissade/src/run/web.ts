/** @file ONNX Runtime as WebAssembly, with WebGPU where asked: in pages, and in Node beside the native one. */

import type { Env } from "onnxruntime-common";
import { ProviderError } from "../errors.ts";
import type { BackendOptions, Feed, Session } from "./backend.ts";
import type { Runtime } from "./onnx-backend.ts";
import { deviceLocations, openSession, type Package } from "./session.ts";

export interface WebPackage extends Package {
  readonly env: Env;
}

export interface WebRuntimeOptions {
  readonly provider: "wasm" | "webgpu";
  /** Fetches the package, or throws where it cannot run. */
  load(options: BackendOptions): Promise<WebPackage>;
}

/** The runtime of one package of onnxruntime-web. */
export function webRuntime({ provider, load }: WebRuntimeOptions): Runtime {
  const inTurn = queue();
  const unused = new FinalizationRegistry<Session>((session) => inTurn(session.release));
  let fixed: number | undefined;
  return async (model, options) => {
    const ort = await load(options);
    fixed ??= start(ort.env, options);
    if (options.threads !== undefined && options.threads !== fixed) {
      throw new ProviderError({
        where: "compile",
        rule: `provider "${provider}" keeps the threads of its first program (${fixed}), got threads: ${options.threads}`,
        fix: "Set them before the first program, or leave them out",
      });
    }
    const session = await inTurn(() =>
      openSession(ort, model, {
        executionProviders: [provider],
        ...(provider === "webgpu" ? { preferredOutputLocation: deviceLocations(model) } : {}),
      }),
    );
    const run = async (inputs: readonly Feed[]) => {
      const results = await session.run(inputs);
      await giveWay();
      return results;
    };
    const shared = { ...session, run: (inputs: readonly Feed[]) => inTurn(() => run(inputs)) };
    // The memory of WebAssembly is not JavaScript's, and has to be freed here.
    unused.register(shared, session);
    return shared;
  };
}

/** About the time between two frames. */
const FRAME_MILLISECONDS = 12;

let began = 0;

/** Lets a page draw and answer once a frame: runs that only wait for each other would keep it still until the last. */
async function giveWay(): Promise<void> {
  if (performance.now() - began < FRAME_MILLISECONDS) return;
  await nextTask();
  began = performance.now();
}

/** Timers of zero wait four milliseconds in browsers; messages do not. */
function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

/** Runs share one stack in WebAssembly and must not take turns on it, so each waits for the one before. */
function queue(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}

/** Makes the settings that WebAssembly reads once; returns the number of threads. */
function start({ wasm }: Env, { threads = 1, wasmPaths }: BackendOptions): number {
  wasm.numThreads = threads;
  if (wasmPaths !== undefined) wasm.wasmPaths = wasmPaths;
  return threads;
}
