/** @file Random bits in the graph: Threefry-2x32, the same words as random/threefry.ts on the host. */

import { ShapeError } from "../../errors.ts";
import { applyAll } from "../../graph/apply.ts";
import { dtypes } from "../../graph/dtype.ts";
import { hostArray } from "../../graph/host.ts";
import type { Lane, LaneMath } from "../../graph/lane.ts";
import type { EmitContext, Op } from "../../graph/op.ts";
import { broadcastShapes, type Shape, sameShape, sizeOf } from "../../graph/shape.ts";
import { formatType } from "../../graph/tensor.ts";
import { PARITY, ROTATIONS, threefryWords } from "../../random/threefry.ts";
import { alignRank, expand } from "../reduce/sum.ts";

/** `stream` is the second word of every counter. */
export type RandomBitsAttributes = { readonly shape: Shape; readonly stream: number };

const word = (value: number) => ({ shape: [], dtype: "uint32", values: [value] }) as const;
/** Of two keys. */
const words = (...values: number[]) => ({ shape: [2, 1], dtype: "uint32", values }) as const;

/** The words of a key broadcast to the shape, several keys along axes in front of it. */
export const RandomBits: Op<RandomBitsAttributes> = {
  name: "RandomBits",
  doc: "Two words of 32 random bits for each element, from the two words of a key (Salmon et al. 2011).",
  infer([first, second], { shape }) {
    const result = [...first!.shape.slice(0, Math.max(0, first!.shape.length - shape.length)), ...shape];
    const areWords = [first!, second!].every(({ dtype }) => dtype === "uint32");
    if (!areWords || !sameShape(first!.shape, second!.shape)) {
      throw new ShapeError({
        where: "random",
        rule: `the words of a key are two uint32 tensors of one shape, got ${formatType(first!)} and ${formatType(second!)}`,
        fix: "Make one with random.key(seed)",
      });
    }
    const type = { dtype: "uint32", shape: broadcastShapes("random", first!.shape, result) } as const;
    return [type, type];
  },
  vjp: { none: "random bits do not depend smoothly on the key", zero: true },
  batch: ({ inputs, batched, size, attributes }) => {
    const words = inputs.map((word, index) => {
      const each = batched[index] ? word : expand(word, [size, ...word.shape]);
      return alignRank(each, Math.max(word.rank - Number(batched[index]), attributes.shape.length));
    });
    return applyAll(RandomBits, words, attributes);
  },
  onnx: emitThreefry,
  lane: {
    kind: "map",
    positions: ({ shape }) => shape.length,
    each: (math, [first, second, position], { stream }) =>
      threefry(machineOf(math), [first!, second!], { position: position!, stream }),
  },
  reference: ([first, second], { shape, stream }) => {
    const counter = { first: 0, second: stream, count: sizeOf(shape) };
    const blocks = Array.from(first!.data, (word, row) => threefryWords([word, second!.data[row]!], counter));
    const keys = first!.shape.slice(0, Math.max(0, first!.shape.length - shape.length));
    return [0, 1].map((side) => {
      const words = blocks.flatMap((block) => [...block[side]!]);
      return hostArray("uint32", [...keys, ...shape], Float64Array.from(words));
    });
  },
  samples: [
    { inputs: [word(0x13198a2e), word(0x03707344)], attributes: { shape: [3, 2], stream: 0 } },
    { inputs: [words(0, 1), words(7, 2)], attributes: { shape: [5], stream: 1 } },
    { inputs: [word(0), word(7)], attributes: { shape: [], stream: 4 } },
    { inputs: [word(0), word(7)], attributes: { shape: [2, 0], stream: 0 } },
  ],
};

/** What the rounds are written with: for one element in kernels, for whole tensors in ONNX. */
interface Machine<Value> {
  number(value: number): Value;
  add(x: Value, y: Value): Value;
  xor(x: Value, y: Value): Value;
  rotate(x: Value, by: number): Value;
}

/** The rounds of random/threefry.ts. */
function threefry<Value>(
  { number, add, xor, rotate }: Machine<Value>,
  [key0, key1]: readonly [Value, Value],
  { position, stream }: { readonly position: Value; readonly stream: number },
): [Value, Value] {
  const schedule = [key0, key1, xor(xor(key0, key1), number(PARITY))] as const;
  let a = add(position, key0);
  let b = add(key1, number(stream));
  for (let group = 1; group <= 5; group++) {
    for (const rotation of ROTATIONS[(group - 1) % 2]!) {
      a = add(a, b);
      b = xor(rotate(b, rotation), a);
    }
    a = add(a, schedule[group % 3]!);
    b = add(b, add(schedule[(group + 1) % 3]!, number(group)));
  }
  return [a, b];
}

const machineOf = (math: LaneMath): Machine<Lane> => ({
  number: (value) => math.constant("uint32", value),
  add: (x, y) => math.add(x, y),
  xor: (x, y) => math.xor(x, y),
  rotate: (x, by) => math.or(math.shiftLeft(x, by), math.shiftRight(x, 32 - by)),
});

/** By the cheapest operators: Mul shifts left, Add joins. */
function emitThreefry({ inputs, attributes, node, constant }: EmitContext<RandomBitsAttributes>) {
  const { shape, stream } = attributes;
  const number = (value: number) => constant("uint32", [value], []);
  const scalar = (value: number) => constant("int64", [value], []);
  const range = node("Range", [scalar(0), scalar(sizeOf(shape)), scalar(1)]);
  const positions = node("Reshape", [range, constant("int64", shape)], { allowzero: 1 });
  const add = (x: string, y: string) => node("Add", [x, y]);
  const machine: Machine<string> = {
    number,
    add,
    xor: (x, y) => node("BitwiseXor", [x, y]),
    rotate: (x, by) =>
      add(node("Mul", [x, number(2 ** by)]), node("BitShift", [x, number(32 - by)], { direction: "RIGHT" })),
  };
  const position = node("Cast", [positions], { to: dtypes.uint32.onnx });
  return threefry(machine, inputs as readonly [string, string], { position, stream });
}
