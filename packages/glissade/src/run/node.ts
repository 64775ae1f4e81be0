/** @file The providers in Node: native ones, and WebAssembly beside them when asked. */

import { isMainThread } from "node:worker_threads";
import * as ort from "onnxruntime-node";
import { type Backend, type Backends, type Provider, unavailable } from "./backend.ts";
import { deviceReader } from "./device-reader.ts";
import { reason } from "./faults.ts";
import { kernelBackend } from "./native/kernel-backend.ts";
import { loadOrtApi, type OrtApi } from "./native/ort-api.ts";
import { nativeRuntime } from "./native/runtime.ts";
import { onnxBackend, type Runtime } from "./onnx-backend.ts";
import { common, deviceLocations, openSession } from "./session.ts";
import { webRuntime } from "./web.ts";

/** The version of ONNX Runtime. */
export const runtimeVersion = (): string => ort.env.versions.node ?? ort.env.versions.common;

export const defaultProvider: Provider = "cpu";

const binding: Runtime = (model, { threads }) =>
  openSession(ort, model, {
    executionProviders: ["cpu"],
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
  });

const onWebgpu = { executionProviders: ["webgpu"], ...common };

/** The binding has no way to read from the device. */
const readWebgpu = deviceReader(ort, onWebgpu);

/** ONNX Runtime looks for a device when the first session asks for one. */
const webgpu: Runtime = (model) =>
  openSession(ort, model, { ...onWebgpu, preferredOutputLocation: deviceLocations(model) }, readWebgpu).catch(
    (cause) => {
      if (!/WebGPU adapter/.test(reason(cause))) throw cause;
      throw unavailable(
        "webgpu",
        "no adapter",
        'Available: cpu, wasm. Install a Vulkan driver, or pass provider: "cpu"',
      );
    },
  );

/** The C interface copies no results and takes kernels; where it cannot be called, the binding serves. */
export function cpuBackend(load: () => OrtApi): Backend {
  let chosen: Backend | undefined;
  const get = (): Backend => {
    chosen ??= chooseBackend(load);
    return chosen;
  };
  return {
    optimize: (graph, options) => get().optimize(graph, options),
    load: (graph, options) => get().load(graph, options),
    unfused: (graph, donated) => get().unfused(graph, donated),
    heapState: () => get().heapState?.(),
  };
}

function chooseBackend(load: () => OrtApi): Backend {
  let api: OrtApi;
  try {
    api = load();
  } catch (error) {
    return onnxBackend(binding, `ONNX Runtime's C interface cannot be called: ${reason(error)}`);
  }
  // Threads share one environment of ONNX Runtime, whose allocator would call back on the wrong one.
  if (!isMainThread) return onnxBackend(nativeRuntime(api), "kernels run in the main thread alone");
  try {
    return kernelBackend(api);
  } catch (error) {
    return onnxBackend(nativeRuntime(api), `there is no memory that kernels could share: ${reason(error)}`);
  }
}

/** An optional peer of the package, since pages alone need its 140 MB. */
const loadWeb = () =>
  import("onnxruntime-web").catch((cause) => {
    if (cause.code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw unavailable(
      "wasm",
      "the package onnxruntime-web is not installed",
      'Run npm install onnxruntime-web, or pass provider: "cpu"',
    );
  });

export const backends: Backends = {
  cpu: cpuBackend(loadOrtApi),
  wasm: onnxBackend(webRuntime({ provider: "wasm", load: loadWeb })),
  webgpu: onnxBackend(webgpu),
};
