/** @file Sessions over any of ONNX Runtime's packages, which share one interface. */

import type * as onnxruntime from "onnxruntime-common";
import { ProviderError } from "../errors.ts";
import type { TypedArray } from "../graph/dtype.ts";
import type { DataSource, DeviceBuffer } from "../graph/source.ts";
import type { Feed, Session } from "./backend.ts";
import { failed, reason } from "./faults.ts";
import { sessionEntries } from "./fusions.ts";
import type { Model } from "./model.ts";

/** What all packages of ONNX Runtime have. */
export type Package = Pick<typeof onnxruntime, "InferenceSession" | "Tensor">;

export type View = onnxruntime.Tensor;
export type SessionOptions = onnxruntime.InferenceSession.SessionOptions;

/** Reads what a device holds, which it then need not hold any more. */
export type ReadView = (view: View) => Promise<TypedArray>;

const readView: ReadView = (view) => view.getData(true) as Promise<TypedArray>;

/** Opens a session; results stay on a device where `preferredOutputLocation` says so. */
export async function openSession(
  { InferenceSession, Tensor }: Package,
  model: Model,
  options: SessionOptions,
  read = readView,
): Promise<Session> {
  const all = { ...common, extra: sessionEntries(model), ...options };
  const session = await InferenceSession.create(model.bytes, all).catch(refuse);
  const takesDevice = options.preferredOutputLocation !== undefined;
  const toView = ({ source, type }: Feed): View =>
    takesDevice && source.buffer instanceof OrtBuffer && source.data === undefined
      ? source.buffer.view
      : new Tensor(type.dtype, source.data as Float32Array, type.shape);
  return {
    async run(inputs) {
      const distant = inputs.filter((input) => isOnDevice(input) && (!takesDevice || wasRead(input)));
      if (distant.length > 0) await Promise.all(distant.map(fetchData));
      const feeds: Record<string, View> = {};
      inputs.forEach((input, index) => {
        feeds[model.inputs[index]!.name] = toView(input);
      });
      const results = await session.run(feeds, quiet).catch((cause) => {
        throw failed(cause);
      });
      return model.outputs.map(({ name }) => toSource(results[name]!, read));
    },
    release: () => session.release(),
  };
}

/** Refusals are thrown; printing them too would say everything twice. */
const quiet = { logSeverityLevel: 4 } as const;

/** Options of all sessions. */
export const common = {
  interOpNumThreads: 1,
  ...quiet,
} as const satisfies SessionOptions;

/** Held by a device alone. */
export const isOnDevice = ({ source }: Feed): boolean =>
  source.kind === "data" && source.buffer !== undefined && source.data === undefined;

export const fetchData = async ({ source }: Feed): Promise<void> => {
  const held = source as DataSource;
  held.data = await held.buffer!.read();
};

const toSource = (view: View, read: ReadView): DataSource =>
  view.location === "cpu"
    ? { kind: "data", data: view.data as TypedArray }
    : onDevice(new OrtBuffer(view, read));

/** Results stay on a device, but for those of dtypes that it does not compute. */
export const deviceLocations = ({ outputs }: Model) =>
  Object.fromEntries(
    outputs.map(({ name, dtype }) => [name, deviceDtypes.has(dtype) ? "gpu-buffer" : "cpu"] as const),
  );

const deviceDtypes: ReadonlySet<string> = new Set(["float32", "int32", "uint32"]);

/** What was read is in memory of JavaScript alone. */
const wasRead = ({ source }: Feed): boolean => source.buffer instanceof OrtBuffer && source.buffer.wasRead;

/** A result that ONNX Runtime holds on a device. */
class OrtBuffer implements DeviceBuffer {
  readonly view: View;
  readonly #read: ReadView;
  #elements: Promise<TypedArray> | undefined;

  constructor(view: View, read: ReadView) {
    this.view = view;
    this.#read = read;
  }

  get wasRead(): boolean {
    return this.#elements !== undefined;
  }

  /** From then on the elements are in JavaScript's memory, and no longer on the device. */
  read(): Promise<TypedArray> {
    this.#elements ??= this.#read(this.view);
    return this.#elements;
  }

  release(): void {
    this.view.dispose();
  }
}

/** Frees what a device holds when no tensor refers to it any more. */
const buffers = new FinalizationRegistry<OrtBuffer>((buffer) => buffer.release());

function onDevice(buffer: OrtBuffer): DataSource {
  const source: DataSource = { kind: "data", buffer };
  buffers.register(source, buffer);
  return source;
}

export function refuse(cause: unknown): never {
  throw new ProviderError({
    where: "compile",
    rule: `ONNX Runtime refused the graph (${reason(cause)})`,
    fix: "See the supported dtypes of its operations, or cast to float32",
    cause,
  });
}
