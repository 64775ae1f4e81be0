/** @file Backends: graphs made ready to run. Names no package of ONNX Runtime. */

import { ProviderError } from "../errors.ts";
import type { TensorType } from "../graph/op.ts";
import type { RewriteOptions } from "../graph/rewrite.ts";
import type { DataSource, LiteralSource } from "../graph/source.ts";
import type { Graph } from "../graph/walk.ts";
import { type Kind, kind } from "../options/kinds.ts";

/** What computes: native code in Node, WebAssembly, or the graphics processor. */
export type Provider = "cpu" | "wasm" | "webgpu";

const providers: readonly Provider[] = ["cpu", "wasm", "webgpu"];

/** An input: what it holds and its type. */
export interface Feed {
  readonly source: DataSource | LiteralSource;
  readonly type: TensorType;
}

/** A graph made ready: takes its inputs and gives its outputs, in its order. */
export interface Session {
  run(inputs: readonly Feed[]): Promise<readonly DataSource[]>;
  release(): Promise<void>;
}

export interface BackendOptions {
  /** Threads inside one operation. */
  readonly threads?: number;
  /** The address under which a page finds ONNX Runtime's own files. */
  readonly wasmPaths?: string;
  /** Positions of inputs whose memory later results may take; none by default. */
  readonly donated?: readonly number[];
}

/** A way to run graphs. */
export interface Backend {
  /** The graph as it runs: rewritten, and operations joined for which this backend has one kernel. */
  optimize(graph: Graph, options?: RewriteOptions & Pick<BackendOptions, "donated">): Graph;
  /** Makes a graph ready as it is, or throws if the provider is not there. */
  load(graph: Graph, options: BackendOptions): Promise<Session>;
  /** Why a graph runs without kernels here, whose inputs of some positions are given up; undefined where it has them. */
  unfused(graph: Graph, donated?: readonly number[]): string | undefined;
  /** The memory of kernels, where it has any. */
  heapState?(): HeapState | undefined;
}

/** Bytes in use, of the memory by now, and of the most that it can have. */
export interface HeapState {
  readonly used: number;
  readonly size: number;
  readonly limit: number;
}

export type Backends = { readonly [provider in Provider]: Backend };

/** Of an option that names a provider. */
export const providerKind: Kind<Provider> = kind.choice<Provider>(...providers);

export const unavailable = (provider: Provider, why: string, fix: string): ProviderError =>
  new ProviderError({
    where: "compile",
    rule: `provider "${provider}" is not available here (${why})`,
    fix,
  });
