/** @file WebAssembly modules: functions on an imported memory, as bytes. */

import { type Code, unsigned, type ValueType, valueTypes } from "./instructions.ts";

/** A function without a result. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  /** Types of the further local variables. */
  readonly locals: readonly ValueType[];
  readonly code: Code;
}

/** Pages of the memory that a module imports as `e.memory`. */
export interface MemoryLimits {
  readonly initial: number;
  readonly maximum: number;
  readonly shared: boolean;
}

const [TYPES, IMPORTS, FUNCTIONS, EXPORTS, CODES] = [1, 2, 3, 7, 10];
const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const FUNCTION_TYPE = 0x60;
const [FUNCTION_KIND, MEMORY_KIND] = [0, 2];
const END = 0x0b;

/** The bytes of a module with these functions, in which each may call those by their index. */
export function encodeModule(
  functions: readonly WasmFunction[],
  memory: MemoryLimits,
): Uint8Array<ArrayBuffer> {
  const limits = [memory.shared ? 3 : 1, ...unsigned(memory.initial), ...unsigned(memory.maximum)];
  return Uint8Array.from([
    ...MAGIC,
    ...section(
      TYPES,
      functions.map(({ parameters }) => [
        FUNCTION_TYPE,
        ...list(parameters.map((type) => [valueTypes[type]])),
        0,
      ]),
    ),
    ...section(IMPORTS, [[...text("e"), ...text("memory"), MEMORY_KIND, ...limits]]),
    ...section(
      FUNCTIONS,
      functions.map((_, index) => unsigned(index)),
    ),
    ...section(
      EXPORTS,
      functions.map(({ name }, index) => [...text(name), FUNCTION_KIND, ...unsigned(index)]),
    ),
    ...section(CODES, functions.map(encodeBody)),
  ]);
}

function encodeBody({ locals, code }: WasmFunction): number[] {
  const declared = list(locals.map((type) => [1, valueTypes[type]]));
  return sized([...declared, ...code, END]);
}

const sized = (bytes: Code): number[] => [...unsigned(bytes.length), ...bytes];

const list = (items: readonly Code[]): number[] => [...unsigned(items.length), ...items.flat()];

const section = (id: number, items: readonly Code[]): number[] => [id, ...sized(list(items))];

const text = (value: string): number[] => sized([...new TextEncoder().encode(value)]);
