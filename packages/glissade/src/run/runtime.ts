/** @file Providers, and what each of them offers: models made ready to run. Names no package of ONNX Runtime. */

import { ProviderError } from "../errors.ts";
import type { TensorType } from "../graph/op.ts";
import type { DataSource, LiteralSource } from "../graph/source.ts";
import { type Kind, kind } from "../options/kinds.ts";

/** What computes: native code in Node, WebAssembly, or the graphics processor. */
export type Provider = "cpu" | "wasm" | "webgpu";

const providers: readonly Provider[] = ["cpu", "wasm", "webgpu"];

/** An input: what it holds and its type. */
export interface Feed {
  readonly source: DataSource | LiteralSource;
  readonly type: TensorType;
}

export interface NamedType extends TensorType {
  readonly name: string;
}

/** An emitted model; a session takes inputs and gives outputs in the order of these names. */
export interface Model {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly inputs: readonly NamedType[];
  readonly outputs: readonly NamedType[];
  /** Positions of inputs that are not read afterwards. */
  readonly donated: readonly number[];
  /** Whether any tensor on the way is float64. */
  readonly usesFloat64: boolean;
}

/** A model made ready. */
export interface Session {
  run(inputs: readonly Feed[]): Promise<readonly DataSource[]>;
  release(): Promise<void>;
}

export interface RuntimeOptions {
  /** Threads inside one operation. */
  readonly threads?: number;
  /** The address under which a page finds ONNX Runtime's own files. */
  readonly wasmPaths?: string;
}

/** Hands a model to a provider, or throws if the provider is not there. */
export type Runtime = (model: Model, options: RuntimeOptions) => Promise<Session>;

export type Runtimes = { readonly [provider in Provider]: Runtime };

/** Of an option that names a provider. */
export const providerKind: Kind<Provider> = kind.choice<Provider>(...providers);

export const unavailable = (provider: Provider, why: string, fix: string): ProviderError =>
  new ProviderError({
    where: "compile",
    rule: `provider "${provider}" is not available here (${why})`,
    fix,
  });
