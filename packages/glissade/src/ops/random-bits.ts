/** @file Random bits in the graph: Threefry-2x32, the same words as random/threefry.ts on the host. */

import { ShapeError } from "../errors.ts";
import { hostArray } from "../graph/host.ts";
import type { EmitContext, Op } from "../graph/op.ts";
import { formatShape, type Shape, sizeOf } from "../graph/shape.ts";
import { applyAll } from "../graph/tensor.ts";
import { PARITY, ROTATIONS, threefryBlocks } from "../random/threefry.ts";

/** `stream` is the second word of every counter: draws use 0, splits use 1. */
export type RandomBitsAttributes = { readonly shape: Shape; readonly stream: number };

export const RandomBits: Op<RandomBitsAttributes> = {
  name: "RandomBits",
  doc: "Two words of 32 random bits for each element, from a key of two words (Salmon et al. 2011).",
  infer([key], { shape }) {
    if (key!.dtype !== "uint32" || key!.shape.at(-1) !== 2) {
      throw new ShapeError({
        where: "random",
        rule: `a key is a uint32 tensor of two words, got ${key!.dtype}${formatShape(key!.shape)}`,
        fix: "Make one with random.key(seed)",
      });
    }
    const type = { dtype: "uint32", shape: [...key!.shape.slice(0, -1), ...shape] } as const;
    return [type, type];
  },
  vjp: { none: "random bits do not depend smoothly on the key", zero: true },
  batch: ({ inputs: [key], attributes }) => applyAll(RandomBits, [key!], attributes),
  onnx: emitThreefry,
  reference: ([keys], { shape, stream }) => {
    const count = sizeOf(shape);
    const outputs = [0, 1].map(() => hostArray("uint32", [...keys!.shape.slice(0, -1), ...shape]));
    for (let start = 0; start < keys!.data.length; start += 2) {
      const [key0, key1] = keys!.data.subarray(start, start + 2) as unknown as [number, number];
      const words = threefryBlocks([key0, key1], { first: 0, second: stream, count });
      words.forEach((word, index) => {
        outputs[index % 2]!.data[(start / 2) * count + (index >> 1)] = word;
      });
    }
    return outputs;
  },
  samples: [
    {
      inputs: [{ shape: [2], dtype: "uint32", values: [0x13198a2e, 0x03707344] }],
      attributes: { shape: [3, 2], stream: 0 },
    },
    {
      inputs: [{ shape: [2, 2], dtype: "uint32", values: [0, 7, 1, 2] }],
      attributes: { shape: [5], stream: 1 },
    },
  ],
};

/** The rounds of random/threefry.ts, written for whole tensors. */
function emitThreefry({ inputs, types, attributes, node, constant }: EmitContext<RandomBitsAttributes>) {
  const { shape, stream } = attributes;
  const number = (value: number) => constant("uint32", [value], []);
  const add = (x: string, y: string) => node("Add", [x, y]);
  const xor = (x: string, y: string) => node("BitwiseXor", [x, y]);
  const shift = (x: string, by: number, direction: string) =>
    node("BitShift", [x, number(by)], { direction });
  const rotate = (x: string, by: number) =>
    node("BitwiseOr", [shift(x, by, "LEFT"), shift(x, 32 - by, "RIGHT")]);

  const aligned = [...types[0]!.shape.slice(0, -1), ...shape.map(() => 1)];
  const keyWord = (which: number) => {
    const word = node("Gather", [inputs[0]!, constant("int64", [which], [])], { axis: -1 });
    return node("Reshape", [word, constant("int64", aligned)], { allowzero: 1 });
  };
  const [key0, key1] = [keyWord(0), keyWord(1)];
  const schedule = [key0, key1, xor(xor(key0, key1), number(PARITY >>> 0))];
  const positions = Array.from({ length: sizeOf(shape) }, (_, index) => index);

  let a = add(constant("uint32", positions, shape), key0);
  let b = add(constant("uint32", new Array(sizeOf(shape)).fill(stream), shape), key1);
  for (let group = 1; group <= 5; group++) {
    for (const rotation of ROTATIONS[(group - 1) % 2]!) {
      a = add(a, b);
      b = xor(rotate(b, rotation), a);
    }
    a = add(a, schedule[group % 3]!);
    b = add(add(b, schedule[(group + 1) % 3]!), number(group));
  }
  return [a, b];
}
