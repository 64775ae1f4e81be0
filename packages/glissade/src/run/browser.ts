/** @file The providers in pages; the build for browsers puts this file in the place of node.ts. */

import * as ort from "onnxruntime-web/wasm";
import { ProviderError } from "../errors.ts";
import { type BackendOptions, type Backends, type Provider, unavailable } from "./backend.ts";
import { onnxBackend } from "./onnx-backend.ts";
import { webRuntime } from "./web.ts";

/** The version of ONNX Runtime. */
export const runtimeVersion = (): string => ort.env.versions.web ?? ort.env.versions.common;

export const defaultProvider: Provider = "wasm";

/** What is read of the browser, whose types the project does not load. */
interface Page {
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly gpu?: { requestAdapter(): Promise<unknown> } };
}

const page = globalThis as Page;

export const backends: Backends = {
  cpu: onnxBackend(async () => {
    throw unavailable("cpu", "native code runs in Node only", 'Available: wasm. Pass provider: "wasm"');
  }),
  wasm: onnxBackend(
    webRuntime({
      provider: "wasm",
      load: async (options) => {
        checkThreads(options);
        return ort;
      },
    }),
  ),
  webgpu: onnxBackend(
    webRuntime({
      provider: "webgpu",
      load: async () => {
        await checkDevice();
        return import("onnxruntime-web/webgpu");
      },
    }),
  ),
};

/** Workers of a bundled script would load the script itself and never answer, so they get files of their own. */
function checkThreads({ threads = 1, wasmPaths }: BackendOptions): void {
  if (threads === 1) return;
  const where = "compile";
  if (!page.crossOriginIsolated) {
    throw new ProviderError({
      where,
      rule: `${threads} threads need a page that is isolated from other origins`,
      fix: "Serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, or pass threads: 1",
    });
  }
  if (wasmPaths === undefined) {
    throw new ProviderError({
      where,
      rule: `${threads} threads need ONNX Runtime's own files`,
      fix: "Serve ort-wasm-simd-threaded.mjs and .wasm of onnxruntime-web/dist, and pass their folder to configure({ wasmPaths })",
    });
  }
}

async function checkDevice(): Promise<void> {
  const adapter = await page.navigator?.gpu?.requestAdapter();
  if (adapter) return;
  const why = page.navigator?.gpu ? "no adapter" : "no navigator.gpu";
  throw unavailable("webgpu", why, 'Available: wasm. Pass provider: "wasm", or open the page over https');
}
