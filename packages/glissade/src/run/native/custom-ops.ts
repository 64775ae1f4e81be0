/** @file Kernels as operators of ONNX Runtime: the structures and callbacks of its C interface. */

import { dtypes } from "../../graph/dtype.ts";
import { OWN_DOMAIN } from "../../onnx/emit.ts";
import { reason } from "../faults.ts";
import { type Callee, createCall } from "./kernel-call.ts";
import { type NativeHeap, pinned } from "./native-heap.ts";
import { API_VERSION, type Handle, type OrtApi, type Pointer } from "./ort-api.ts";

/** A kernel under the name by which a model calls it. */
export interface Operator extends Pick<Callee, "kernel" | "inputs" | "outputs" | "isConstant"> {
  readonly name: string;
}

/** The operators of one session. */
export interface Operators {
  readonly domain: Pointer;
  release(): void;
}

/** An operator with what its callbacks answer. */
interface Entry extends Callee {
  readonly name: Uint8Array;
  /** What the pointers of `dimensions` point at. */
  readonly shapes: readonly BigInt64Array[];
  /** Outputs, and for each the input whose memory it may take. */
  readonly inPlace: readonly [inputs: Int32Array, outputs: Int32Array];
}

const [FAIL, REQUIRED, CPU_MEMORY] = [1, 0, 0];
const [HANDLE, SIZE, INT] = ["int64_t", "size_t", "int"] as const;

/** Makes operators of kernels; all share one set of callbacks, which know them by their addresses. */
export function createOperatorFactory(
  ort: OrtApi,
  native: NativeHeap,
): (operators: readonly Operator[]) => Operators {
  const entries = new Map<number, Entry>();
  const words = createWords(ort, native, entries);
  return (operators) => {
    const structures = operators.map(() => pinned(words));
    const addresses = structures.map((structure) => Number(ort.address(structure)));
    const domain = ort.create((place) => ort.CreateCustomOpDomain(OWN_DOMAIN, place));
    operators.forEach((operator, index) => {
      entries.set(addresses[index]!, toEntry(ort, operator));
      ort.check(ort.CustomOpDomain_Add(domain, structures[index]!));
    });
    const release = () => {
      ort.ReleaseCustomOpDomain(domain);
      // The structures must be there until now.
      for (let index = 0; index < structures.length; index++) {
        const copies = entries.get(addresses[index]!)?.copies ?? [];
        for (const copy of copies) if (copy !== undefined) native.heap.release(copy);
        entries.delete(addresses[index]!);
      }
    };
    return { domain, release };
  };
}

/** The fields of OrtCustomOp in their order: a version, and callbacks that get the address of the structure. */
function createWords(ort: OrtApi, native: NativeHeap, entries: ReadonlyMap<number, Entry>): Pointer[] {
  const call = createCall(ort, native);
  // The question for memory in place does not say which operator it is about, but comes after others that do.
  let current: Entry;
  const get = (operator: Handle): Entry => {
    current = entries.get(Number(operator))!;
    return current;
  };
  const ask = (answer: (entry: Entry) => Handle, result: string) =>
    ort.callback((operator: Handle) => answer(get(operator)), result, [HANDLE]);
  const askAt = (answer: (entry: Entry, index: number) => number) =>
    ort.callback((operator: Handle, index: Handle) => answer(get(operator), Number(index)), INT, [
      HANDLE,
      SIZE,
    ]);
  const ignore = (count: number) => ort.callback(() => undefined, "void", Array<string>(count).fill(HANDLE));
  const zero = ask(() => 0, INT);
  const version = ask(() => 1, INT);
  // Callbacks cannot throw: a status ends the run.
  const compute = (operator: Handle, context: Handle): Handle => {
    try {
      call(get(operator), context);
      return 0;
    } catch (error) {
      native.faults.note(error);
      return ort.CreateStatus(FAIL, reason(error));
    }
  };
  const mayInplace = (inputs: Handle, outputs: Handle): number => {
    const [from, to] = current.inPlace;
    ort.write(inputs, ort.address(from));
    ort.write(outputs, ort.address(to));
    return from.length;
  };
  return [
    BigInt(API_VERSION),
    ort.callback((operator: Handle) => operator, HANDLE, [HANDLE, HANDLE, HANDLE]), // CreateKernel
    ask(({ name }) => ort.address(name), HANDLE), // GetName
    ask(() => 0, HANDLE), // GetExecutionProviderType: the CPU
    askAt(({ inputs }, index) => dtypes[inputs[index]!.dtype].onnx), // GetInputType
    ask(({ inputs }) => inputs.length, SIZE), // GetInputTypeCount
    askAt(({ outputs }, index) => dtypes[outputs[index]!.dtype].onnx), // GetOutputType
    ask(({ outputs }) => outputs.length, SIZE), // GetOutputTypeCount
    ignore(2), // KernelCompute, which KernelComputeV2 replaces
    ignore(1), // KernelDestroy
    askAt(() => REQUIRED), // GetInputCharacteristic
    askAt(() => REQUIRED), // GetOutputCharacteristic
    askAt(() => CPU_MEMORY), // GetInputMemoryType
    ...[zero, zero, zero, zero], // of variadic inputs and outputs
    0n, // CreateKernelV2
    ort.callback(compute, HANDLE, [HANDLE, HANDLE]), // KernelComputeV2
    0n, // InferOutputShapeFn: the model says the shapes
    ...[version, version], // GetStartVersion, GetEndVersion
    ort.callback(mayInplace, SIZE, [HANDLE, HANDLE]), // GetMayInplace
    ignore(2), // ReleaseMayInplace
    ort.callback(() => 0, SIZE, [HANDLE, HANDLE]), // GetAliasMap
    ignore(2), // ReleaseAliasMap
  ];
}

function toEntry(ort: OrtApi, operator: Operator): Entry {
  const { name, kernel, outputs } = operator;
  const pairs = kernel.inPlace.flatMap((from, output) => from.map((input) => [input, output] as const));
  const shapes = outputs.map(({ shape }) => BigInt64Array.from(shape, BigInt));
  return {
    ...operator,
    addresses: [],
    copies: [],
    shapes,
    dimensions: shapes.map((shape) => ort.address(shape)),
    name: new TextEncoder().encode(`${name}\0`),
    inPlace: [Int32Array.from(pairs, ([input]) => input), Int32Array.from(pairs, ([, output]) => output)],
  };
}
