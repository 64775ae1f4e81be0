/** @file The providers in Node: native ones, and WebAssembly beside them when asked. */

import * as ort from "onnxruntime-node";
import { reason } from "./faults.ts";
import { nativeRuntime } from "./native.ts";
import { loadOrtApi, type OrtApi } from "./ort-api.ts";
import { type Provider, type Runtime, type Runtimes, unavailable } from "./runtime.ts";
import { openSession } from "./session.ts";
import { webRuntime } from "./web.ts";

/** The version of ONNX Runtime. */
export const runtimeVersion = (): string => ort.env.versions.node ?? ort.env.versions.common;

export const defaultProvider: Provider = "cpu";

const binding =
  (provider: Provider): Runtime =>
  (model, { threads }) =>
    openSession(ort, model, {
      executionProviders: [provider],
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    });

/** ONNX Runtime looks for a device when the first session asks for one. */
const webgpu: Runtime = (model, options) =>
  binding("webgpu")(model, options).catch((cause) => {
    if (!/WebGPU adapter/.test(reason(cause))) throw cause;
    throw unavailable(
      "webgpu",
      "no adapter",
      'Available: cpu, wasm. Install a Vulkan driver, or pass provider: "cpu"',
    );
  });

/** The C interface copies no results; where it cannot be called, the binding serves. */
export function cpuRuntime(load: () => Promise<OrtApi>): Runtime {
  let chosen: Promise<Runtime> | undefined;
  return async (model, options) => {
    chosen ??= load().then(nativeRuntime, () => binding("cpu"));
    return (await chosen)(model, options);
  };
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

export const runtimes: Runtimes = {
  cpu: cpuRuntime(loadOrtApi),
  wasm: webRuntime({ provider: "wasm", load: loadWeb }),
  webgpu,
};
