/** @file ONNX Runtime in Node: the only place that knows it. */

import * as ort from "onnxruntime-node";
import { ProviderError } from "../errors.ts";
import type { TypedArray } from "../graph/dtype.ts";
import type { TensorType } from "../graph/op.ts";
import type { DataSource, LiteralSource } from "../graph/tensor.ts";

export interface SessionOptions {
  /** Threads inside one operation; ONNX Runtime's default is one per physical core. */
  readonly threads?: number;
}

/** An input: what it holds and its type. */
export interface Feed {
  readonly source: DataSource | LiteralSource;
  readonly type: TensorType;
}

/** A model made ready; inputs and outputs are in the order of the given names. */
export interface Session {
  run(inputs: readonly Feed[]): Promise<readonly DataSource[]>;
}

export const runtimeVersion = (): string => ort.env.versions.node ?? ort.env.versions.common;

function toView({ source, type }: Feed): ort.Tensor {
  source.view ??= new ort.Tensor(type.dtype, source.data as Float32Array, type.shape);
  return source.view as ort.Tensor;
}

/** Hands a model to ONNX Runtime. */
export async function createSession(
  bytes: Uint8Array<ArrayBuffer>,
  names: { readonly inputs: readonly string[]; readonly outputs: readonly string[] },
  { threads }: SessionOptions = {},
): Promise<Session> {
  const session = await open(bytes, threads);
  return {
    async run(inputs) {
      const feeds: Record<string, ort.Tensor> = {};
      inputs.forEach((input, index) => {
        feeds[names.inputs[index]!] = toView(input);
      });
      const results = await session.run(feeds).catch((cause) => {
        throw new ProviderError({ where: "run", rule: `ONNX Runtime failed (${message(cause)})`, cause });
      });
      return names.outputs.map((name) => {
        const view = results[name]!;
        return { kind: "data", data: view.data as TypedArray, view };
      });
    },
  };
}

async function open(
  bytes: Uint8Array<ArrayBuffer>,
  threads: number | undefined,
): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(bytes, {
      executionProviders: ["cpu"],
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      interOpNumThreads: 1,
      // Refusals are thrown; printing them too would say everything twice.
      logSeverityLevel: 4,
    });
  } catch (cause) {
    throw new ProviderError({
      where: "compile",
      rule: `ONNX Runtime refused the graph (${message(cause)})`,
      fix: "See the supported dtypes of its operations, or cast to float32",
      cause,
    });
  }
}

const message = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause)).trim();
