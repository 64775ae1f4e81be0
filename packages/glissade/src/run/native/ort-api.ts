/** @file ONNX Runtime's C interface (onnxruntime_c_api.h), out of the library that onnxruntime-node carries. */

import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export type Pointer = bigint;
/** Zero, or a pointer to what went wrong. */
type Status = number | bigint;
/** Where a function writes a pointer. */
type Place = BigUint64Array;
/** A pointer that a callback receives. */
export type Handle = number | bigint;

/** The functions of `OrtApi` that run models, and those that give it memory and operators, under its names. */
interface Functions {
  CreateStatus(code: number, message: string): Status;
  GetErrorMessage(status: Status): string;
  CreateEnv(severity: number, name: string, env: Place): Status;
  CreateSessionFromArray(
    env: Pointer,
    ...model: [bytes: Uint8Array, length: number, options: Pointer, session: Place]
  ): Status;
  Run(
    session: Pointer,
    options: number,
    ...values: [
      inputNames: Handle,
      inputs: Handle,
      inputCount: number,
      outputNames: Handle,
      outputCount: number,
      outputs: Handle,
    ]
  ): Status;
  CreateSessionOptions(options: Place): Status;
  DisableCpuMemArena(options: Pointer): Status;
  SetSessionLogSeverityLevel(options: Pointer, severity: number): Status;
  SetIntraOpNumThreads(options: Pointer, threads: number): Status;
  SetInterOpNumThreads(options: Pointer, threads: number): Status;
  CreateCustomOpDomain(name: string, domain: Place): Status;
  CustomOpDomain_Add(domain: Pointer, operator: Place): Status;
  AddCustomOpDomain(options: Pointer, domain: Pointer): Status;
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
  GetTensorMutableData(value: Handle, data: Handle): Status;
  KernelContext_GetInput(context: Handle, index: number, value: Handle): Status;
  KernelContext_GetOutput(
    context: Handle,
    index: number,
    ...shape: [dimensions: Handle, rank: number, value: Handle]
  ): Status;
  CreateCpuMemoryInfo(allocator: number, type: number, memory: Place): Status;
  AllocatorAlloc(allocator: Pointer, bytes: number, memory: Place): Status;
  AllocatorFree(allocator: Pointer, memory: Handle): Status;
  GetAllocatorWithDefaultOptions(allocator: Place): Status;
  ReleaseStatus(status: Status): void;
  ReleaseSession(session: Pointer): void;
  ReleaseValue(value: Pointer): void;
  ReleaseSessionOptions(options: Pointer): void;
  ReleaseCustomOpDomain(domain: Pointer): void;
  AddSessionConfigEntry(options: Pointer, key: string, value: string): Status;
  RegisterAllocator(env: Pointer, allocator: Place): Status;
  UnregisterAllocator(env: Pointer, memory: Pointer): Status;
}

type Signature = readonly [place: number, result: string, parameters: readonly string[]];

/** Addresses as integers of 64 bits cost half of what koffi's unsigned ones do. */
const [pointer, array, text, status] = ["int64_t", "void *", "const char *", "int64_t"] as const;

/** Places in `OrtApi` never change: new functions come after them. */
const signatures: { readonly [name in keyof Functions]: Signature } = {
  CreateStatus: [0, status, ["int", text]],
  GetErrorMessage: [2, text, [status]],
  CreateEnv: [3, status, ["int", text, array]],
  CreateSessionFromArray: [8, status, [pointer, array, "size_t", pointer, array]],
  Run: [9, status, [pointer, pointer, pointer, pointer, pointer, pointer, pointer, pointer]],
  CreateSessionOptions: [10, status, [array]],
  DisableCpuMemArena: [19, status, [pointer]],
  SetSessionLogSeverityLevel: [22, status, [pointer, "int"]],
  SetIntraOpNumThreads: [24, status, [pointer, "int"]],
  SetInterOpNumThreads: [25, status, [pointer, "int"]],
  CreateCustomOpDomain: [26, status, [text, array]],
  CustomOpDomain_Add: [27, status, [pointer, array]],
  AddCustomOpDomain: [28, status, [pointer, pointer]],
  CreateTensorWithDataAsOrtValue: [49, status, [pointer, array, "size_t", array, "size_t", "int", array]],
  GetTensorMutableData: [51, status, [pointer, pointer]],
  CreateCpuMemoryInfo: [69, status, ["int", "int", array]],
  AllocatorAlloc: [75, status, [pointer, "size_t", array]],
  AllocatorFree: [76, status, [pointer, pointer]],
  GetAllocatorWithDefaultOptions: [78, status, [array]],
  KernelContext_GetInput: [90, status, [pointer, pointer, pointer]],
  KernelContext_GetOutput: [91, status, [pointer, pointer, pointer, pointer, pointer]],
  ReleaseStatus: [93, "void", [status]],
  ReleaseSession: [95, "void", [pointer]],
  ReleaseValue: [96, "void", [pointer]],
  ReleaseSessionOptions: [100, "void", [pointer]],
  ReleaseCustomOpDomain: [101, "void", [pointer]],
  AddSessionConfigEntry: [130, status, [pointer, text, text]],
  RegisterAllocator: [176, status, [pointer, array]],
  UnregisterAllocator: [177, status, [pointer, pointer]],
};

/** The first version that has all of these, and operators that say which inputs they may overwrite. */
export const API_VERSION = 18;
const POINTER_BYTES = 8;
const SEVERITY_ERROR = 3;
const [DEVICE_ALLOCATOR, DEFAULT_MEMORY] = [0, 0];

export interface OrtApi extends Functions {
  /** Held as long as its functions are. */
  readonly library: object;
  readonly env: Pointer;
  /** The kind of memory that JavaScript has. */
  readonly memory: Pointer;
  /** Throws an error with the words of a status. */
  check(status: Status): void;
  /** The pointer that a function writes. */
  create(call: (place: Place) => Status): Pointer;
  /** The address of an array, which must be held as long as it is used; its buffer does not move. */
  address(data: ArrayBufferView): Pointer;
  /** The address of a function for the library, of C types; it stays for good, and runs on JavaScript's own thread. */
  callback(
    fn: (...args: never[]) => Handle | undefined,
    result: string,
    parameters: readonly string[],
  ): Pointer;
  /** Writes a pointer or a size where a callback is asked to. */
  write(at: Handle, value: Pointer): void;
  /** Memory of the library as bytes. */
  view(at: Handle, bytes: number): ArrayBuffer;
}

/** Loads the interface, or throws where this platform has no library or koffi cannot call it. */
export function loadOrtApi(): OrtApi {
  const koffi = createRequire(import.meta.url)("koffi") as typeof import("koffi");
  // Where the library is collected, its functions are gone.
  const library = koffi.load(libraryPath());
  const at = (table: Pointer, place: number): Pointer => koffi.decode(table, POINTER_BYTES * place, "void *");
  const base = library.func("void *OrtGetApiBase()")() as Pointer;
  const getApi = koffi.decode(at(base, 0), koffi.proto("void *", ["uint32_t"]));
  const table = getApi(API_VERSION) as Pointer;
  const bind = ([place, result, parameters]: Signature) =>
    koffi.decode(at(table, place), koffi.proto(result, [...parameters]));
  const functions = Object.fromEntries(
    Object.entries(signatures).map(([name, signature]) => [name, bind(signature)]),
  ) as unknown as Functions;
  return { ...complete(functions), ...memoryOf(koffi), library };
}

/** The functions of koffi for addresses. */
function memoryOf(koffi: typeof import("koffi")): Pick<OrtApi, "address" | "callback" | "write" | "view"> {
  return {
    // Of shared memory koffi takes views alone.
    address: ({ buffer, byteOffset }) => BigInt(koffi.address(new Uint8Array(buffer))) + BigInt(byteOffset),
    callback: (fn, result, parameters) => {
      const type = koffi.pointer(koffi.proto(result, [...parameters]));
      return BigInt(koffi.address(koffi.register(fn, type)));
    },
    write: (at, value) => koffi.encode(at, "uintptr_t", value),
    view: (at, bytes) => koffi.view(at, bytes),
  };
}

function complete(functions: Functions): Functions & Pick<OrtApi, "env" | "memory" | "check" | "create"> {
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
  const memory = create((made) => functions.CreateCpuMemoryInfo(DEVICE_ALLOCATOR, DEFAULT_MEMORY, made));
  return { ...functions, env, memory, check, create };
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
