/** @file ONNX Runtime's C interface (onnxruntime_c_api.h), out of the library that onnxruntime-node carries. */

import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export type Pointer = bigint;
/** Zero, or a pointer to what went wrong. */
type Status = number | bigint;
/** Where a function writes a pointer. */
type Place = BigUint64Array;

/** The functions of `OrtApi` that run models, under its names. */
interface Functions {
  GetErrorMessage(status: Status): string;
  CreateEnv(severity: number, name: string, env: Place): Status;
  CreateSessionFromArray(
    env: Pointer,
    ...model: [bytes: Uint8Array, length: number, options: Pointer, session: Place]
  ): Status;
  Run(
    session: Pointer,
    options: null,
    ...values: [
      inputNames: Place,
      inputs: Place,
      inputCount: number,
      outputNames: Place,
      outputCount: number,
      outputs: Place,
    ]
  ): Status;
  CreateSessionOptions(options: Place): Status;
  SetSessionLogSeverityLevel(options: Pointer, severity: number): Status;
  SetIntraOpNumThreads(options: Pointer, threads: number): Status;
  SetInterOpNumThreads(options: Pointer, threads: number): Status;
  CreateTensorWithDataAsOrtValue(
    memory: Pointer,
    ...tensor: [
      data: ArrayBufferView,
      bytes: number,
      shape: BigInt64Array,
      rank: number,
      dtype: number,
      value: Place,
    ]
  ): Status;
  CreateCpuMemoryInfo(allocator: number, type: number, memory: Place): Status;
  ReleaseStatus(status: Status): void;
  ReleaseSession(session: Pointer): void;
  ReleaseValue(value: Pointer): void;
  ReleaseSessionOptions(options: Pointer): void;
  AddSessionConfigEntry(options: Pointer, key: string, value: string): Status;
}

type Signature = readonly [place: number, result: string, parameters: readonly string[]];

const [pointer, array, text, status] = ["uintptr_t", "void *", "const char *", "uintptr_t"] as const;

/** Places in `OrtApi` never change: new functions come after them. */
const signatures: { readonly [name in keyof Functions]: Signature } = {
  GetErrorMessage: [2, text, [status]],
  CreateEnv: [3, status, ["int", text, array]],
  CreateSessionFromArray: [8, status, [pointer, array, "size_t", pointer, array]],
  Run: [9, status, [pointer, array, array, array, "size_t", array, "size_t", array]],
  CreateSessionOptions: [10, status, [array]],
  SetSessionLogSeverityLevel: [22, status, [pointer, "int"]],
  SetIntraOpNumThreads: [24, status, [pointer, "int"]],
  SetInterOpNumThreads: [25, status, [pointer, "int"]],
  CreateTensorWithDataAsOrtValue: [49, status, [pointer, array, "size_t", array, "size_t", "int", array]],
  CreateCpuMemoryInfo: [69, status, ["int", "int", array]],
  ReleaseStatus: [93, "void", [status]],
  ReleaseSession: [95, "void", [pointer]],
  ReleaseValue: [96, "void", [pointer]],
  ReleaseSessionOptions: [100, "void", [pointer]],
  AddSessionConfigEntry: [130, status, [pointer, text, text]],
};

/** The first version that has all of these. */
const API_VERSION = 7;
const POINTER_BYTES = 8;
const SEVERITY_ERROR = 3;
const [ARENA_ALLOCATOR, DEFAULT_MEMORY] = [1, 0];

export interface OrtApi extends Functions {
  readonly env: Pointer;
  /** The kind of memory that JavaScript has. */
  readonly memory: Pointer;
  /** Throws an error with the words of a status. */
  check(status: Status): void;
  /** The pointer that a function writes. */
  create(call: (place: Place) => Status): Pointer;
  /** The address of an array, which must be held as long as it is used; its buffer does not move. */
  address(data: ArrayBufferView): Pointer;
}

/** Loads the interface, or throws where this platform has no library or koffi cannot call it. */
export async function loadOrtApi(): Promise<OrtApi> {
  const { default: koffi } = await import("koffi");
  const at = (table: Pointer, place: number): Pointer => koffi.decode(table, POINTER_BYTES * place, "void *");
  const base = koffi.load(libraryPath()).func("void *OrtGetApiBase()")() as Pointer;
  const getApi = koffi.decode(at(base, 0), koffi.proto("void *", ["uint32_t"]));
  const table = getApi(API_VERSION) as Pointer;
  const bind = ([place, result, parameters]: Signature) =>
    koffi.decode(at(table, place), koffi.proto(result, [...parameters]));
  const functions = Object.fromEntries(
    Object.entries(signatures).map(([name, signature]) => [name, bind(signature)]),
  ) as unknown as Functions;
  return complete(functions, ({ buffer, byteOffset }) => BigInt(koffi.address(buffer)) + BigInt(byteOffset));
}

function complete(functions: Functions, address: OrtApi["address"]): OrtApi {
  const place = new BigUint64Array(1);
  const check = (status: Status) => {
    if (!status) return;
    const message = functions.GetErrorMessage(status);
    functions.ReleaseStatus(status);
    throw new Error(message);
  };
  const create = (call: (place: Place) => Status): Pointer => {
    check(call(place));
    return place[0]!;
  };
  const env = create((made) => functions.CreateEnv(SEVERITY_ERROR, "glissade", made));
  const memory = create((made) => functions.CreateCpuMemoryInfo(ARENA_ALLOCATOR, DEFAULT_MEMORY, made));
  return { ...functions, env, memory, check, create, address };
}

const libraries: { readonly [platform: string]: string } = {
  darwin: "libonnxruntime.1.dylib",
  linux: "libonnxruntime.so.1",
  win32: "onnxruntime.dll",
};

/** The file that the binding of onnxruntime-node links to, so that the process holds one copy of it. */
function libraryPath(): string {
  const { platform, arch } = process;
  const main = createRequire(import.meta.url).resolve("onnxruntime-node");
  return join(dirname(main), "../bin/napi-v6", platform, arch, `${libraries[platform]}`);
}
