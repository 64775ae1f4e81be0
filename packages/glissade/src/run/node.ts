/** @file The providers in Node: the native one, and WebAssembly beside it when asked. */

import * as ort from "onnxruntime-node";
import { openSession, type Provider, type Runtime, type Runtimes, reason, unavailable } from "./session.ts";
import { webRuntime } from "./web.ts";

/** The version of ONNX Runtime. */
export const runtimeVersion = (): string => ort.env.versions.node ?? ort.env.versions.common;

export const defaultProvider: Provider = "cpu";

const native =
  (provider: Provider): Runtime =>
  (model, { threads }) =>
    openSession(ort, model, {
      executionProviders: [provider],
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    });

/** ONNX Runtime looks for a device when the first session asks for one. */
const webgpu: Runtime = (model, options) =>
  native("webgpu")(model, options).catch((cause) => {
    if (!/WebGPU adapter/.test(reason(cause))) throw cause;
    throw unavailable(
      "webgpu",
      "no adapter",
      'Available: cpu, wasm. Install a Vulkan driver, or pass provider: "cpu"',
    );
  });

export const runtimes: Runtimes = {
  cpu: native("cpu"),
  wasm: webRuntime({ provider: "wasm", load: () => import("onnxruntime-web") }),
  webgpu,
};
