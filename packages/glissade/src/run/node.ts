/** @file ONNX Runtime in Node: the only place that knows it. */

import * as ort from "onnxruntime-node";
import { ProviderError } from "../errors.ts";
import type { TypedArray } from "../graph/dtype.ts";
import type { TensorType } from "../graph/op.ts";
import { sameShape } from "../graph/shape.ts";

export interface SessionOptions {
  /** Threads inside one operation; ONNX Runtime's default is one per physical core. */
  readonly threads?: number;
}

/** A model made ready; inputs and outputs are in the order of the given names. */
export interface Session {
  run(inputs: readonly { data: TypedArray; type: TensorType }[]): Promise<readonly TypedArray[]>;
}

export const runtimeVersion = (): string => ort.env.versions.node ?? ort.env.versions.common;

/** ONNX Runtime's view of data that it has seen before, so that feeding an output back copies nothing. */
const views = new WeakMap<TypedArray, ort.Tensor>();

function toView(data: TypedArray, { dtype, shape }: TensorType): ort.Tensor {
  const known = views.get(data);
  if (known && known.type === dtype && sameShape(known.dims, shape)) return known;
  const view = new ort.Tensor(dtype, data as Float32Array, shape);
  views.set(data, view);
  return view;
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
      inputs.forEach(({ data, type }, index) => {
        feeds[names.inputs[index]!] = toView(data, type);
      });
      const results = await session.run(feeds).catch((cause) => {
        throw new ProviderError({ where: "run", rule: `ONNX Runtime failed (${message(cause)})`, cause });
      });
      return names.outputs.map((name) => {
        const view = results[name]!;
        const data = view.data as TypedArray;
        views.set(data, view);
        return data;
      });
    },
  };
}

async function open(bytes: Uint8Array<ArrayBuffer>, threads: number | undefined): Promise<ort.InferenceSession> {
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
