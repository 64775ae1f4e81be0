/** @file WebAssembly's instructions that kernels use: bytes of code by the names of the specification. */

/** Bytes of code. */
export type Code = readonly number[];

/** An unsigned integer in LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? byte + 128 : byte);
  } while (rest > 0);
  return bytes;
}

/** A signed integer of 32 bits in LEB128. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 127;
    rest >>= 7;
    const isLast = (rest === 0 && !(byte & 64)) || (rest === -1 && Boolean(byte & 64));
    bytes.push(isLast ? byte : byte | 128);
    if (isLast) return bytes;
  }
}

/** The bytes of numbers, in WebAssembly's order. */
export const floatBytes = (value: number): number[] => [...new Uint8Array(Float32Array.of(value).buffer)];
export const doubleBytes = (value: number): number[] => [...new Uint8Array(Float64Array.of(value).buffer)];

const VECTOR_PREFIX = 0xfd;

/** An instruction on vectors. */
export const vector = (opcode: number, ...rest: number[]): number[] => [
  VECTOR_PREFIX,
  ...unsigned(opcode),
  ...rest,
];

export const valueTypes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueType = keyof typeof valueTypes;

export const local = {
  get: (index: number): number[] => [0x20, ...unsigned(index)],
  set: (index: number): number[] => [0x21, ...unsigned(index)],
  tee: (index: number): number[] => [0x22, ...unsigned(index)],
};

const EMPTY_BLOCK = 0x40;
const END = 0x0b;

export const control = {
  /** Code that `branch(0)` inside it begins again. */
  loop: (...body: Code[]): number[] => [0x03, EMPTY_BLOCK, ...body.flat(), END],
  /** Code that `branch(0)` inside it leaves. */
  block: (...body: Code[]): number[] => [0x02, EMPTY_BLOCK, ...body.flat(), END],
  /** Code that runs where the number on the stack is not zero. */
  when: (...body: Code[]): number[] => [0x04, EMPTY_BLOCK, ...body.flat(), END],
  branch: (depth: number): number[] => [0x0c, ...unsigned(depth)],
  branchIf: (depth: number): number[] => [0x0d, ...unsigned(depth)],
};

export const i32 = {
  const: (value: number): number[] => [0x41, ...signed(value)],
  load: (offset = 0): number[] => [0x28, 2, ...unsigned(offset)],
  store: (offset = 0): number[] => [0x36, 2, ...unsigned(offset)],
  eqz: [0x45],
  lt: [0x49],
  gt: [0x4b],
  ge: [0x4f],
  add: [0x6a],
  mul: [0x6c],
  /** Of unsigned integers. */
  remainder: [0x70],
  and: [0x71],
};

/** Memory and constants of vectors; addresses are exact to a byte, offsets are constants. */
export const v128 = {
  load: (offset = 0): number[] => vector(0, 0, ...unsigned(offset)),
  store: (offset = 0): number[] => vector(11, 0, ...unsigned(offset)),
  splat: (bytes: 1 | 2 | 4 | 8, offset = 0): number[] =>
    vector({ 1: 7, 2: 8, 4: 9, 8: 10 }[bytes], 0, ...unsigned(offset)),
  /** One element into the first lane, zeros into the others. */
  loadZero: (bytes: 4 | 8, offset = 0): number[] => vector(bytes === 4 ? 92 : 93, 0, ...unsigned(offset)),
  loadLane: (bytes: 1 | 2 | 4 | 8, lane: number, offset = 0): number[] =>
    vector({ 1: 84, 2: 85, 4: 86, 8: 87 }[bytes], 0, ...unsigned(offset), lane),
  storeLane: (bytes: 1 | 2 | 4 | 8, lane: number, offset = 0): number[] =>
    vector({ 1: 88, 2: 89, 4: 90, 8: 91 }[bytes], 0, ...unsigned(offset), lane),
  const: (bytes: readonly number[]): number[] => vector(12, ...bytes),
  /** An integer of four bytes in all lanes. */
  repeat: vector(17),
  /** Bytes of two vectors, those of the second from 16 on. */
  shuffle: (order: readonly number[]): number[] => vector(13, ...order),
  /** The bytes of a vector in another order. */
  swizzle: (order: readonly number[]): number[] => [...vector(12, ...order), ...vector(14)],
};
