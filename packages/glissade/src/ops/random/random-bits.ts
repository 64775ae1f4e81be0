/** @file Random bits in the graph: Threefry-2x32, the same words as random/threefry.ts on the host. */

import { ShapeError } from "../../errors.ts";
import { applyAll } from "../../graph/apply.ts";
import { dtypes } from "../../graph/dtype.ts";
import { hostArray } from "../../graph/host.ts";
import { noLane } from "../../graph/lane.ts";
import type { EmitContext, Op } from "../../graph/op.ts";
import { formatShape, type Shape, sizeOf } from "../../graph/shape.ts";
import { PARITY, ROTATIONS, threefryWords } from "../../random/threefry.ts";

/** `stream` is the second word of every counter. */
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
  lane: noLane("words come from the positions of elements, which lanes do not know"),
  reference: ([keys], { shape, stream }) => {
    const counter = { first: 0, second: stream, count: sizeOf(shape) };
    const blocks = Array.from({ length: keys!.data.length / 2 }, (_, row) =>
      threefryWords([keys!.data[2 * row]!, keys!.data[2 * row + 1]!], counter),
    );
    return [0, 1].map((side) => {
      const words = blocks.flatMap((block) => [...block[side]!]);
      return hostArray("uint32", [...keys!.shape.slice(0, -1), ...shape], Float64Array.from(words));
    });
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
    { inputs: [{ shape: [2], dtype: "uint32", values: [0, 7] }], attributes: { shape: [], stream: 4 } },
    { inputs: [{ shape: [2], dtype: "uint32", values: [0, 7] }], attributes: { shape: [2, 0], stream: 0 } },
  ],
};

/** The rounds of random/threefry.ts, written for whole tensors by the cheapest operators: Mul shifts left, Add joins. */
function emitThreefry({ inputs, types, attributes, node, constant }: EmitContext<RandomBitsAttributes>) {
  const { shape, stream } = attributes;
  const number = (value: number) => constant("uint32", [value], []);
  const scalar = (value: number) => constant("int64", [value], []);
  const add = (x: string, y: string) => node("Add", [x, y]);
  const xor = (x: string, y: string) => node("BitwiseXor", [x, y]);
  const rotate = (x: string, by: number) =>
    add(node("Mul", [x, number(2 ** by)]), node("BitShift", [x, number(32 - by)], { direction: "RIGHT" }));
  const reshape = (x: string, to: Shape) => node("Reshape", [x, constant("int64", to)], { allowzero: 1 });

  const aligned = [...types[0]!.shape.slice(0, -1), ...shape.map(() => 1)];
  const keyWord = (which: number) =>
    reshape(node("Gather", [inputs[0]!, scalar(which)], { axis: -1 }), aligned);
  const [key0, key1] = [keyWord(0), keyWord(1)];
  const schedule = [key0, key1, xor(xor(key0, key1), number(PARITY))];
  const range = node("Range", [scalar(0), scalar(sizeOf(shape)), scalar(1)]);
  const positions = node("Cast", [reshape(range, shape)], { to: dtypes.uint32.onnx });

  let a = add(positions, key0);
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
