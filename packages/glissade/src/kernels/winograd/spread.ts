/** @file The kernel that makes Winograd's tiles of the gradients of images: A·dy·Aᵀ of each 2×2 elements, but for signs. */

import { type Code, local, type ValueType, v128 } from "../wasm/instructions.ts";
import type { WrittenCode } from "../written.ts";
import {
  add,
  apartOf,
  copyTiles,
  gatheredBytes,
  move,
  overRange,
  pick,
  placeOf,
  point,
  repeat,
  subtract,
  tilePlaceOf,
  vectorsOf,
} from "./code.ts";
import { BYTES, ELEMENTS, LANES, stepsOf, type TileSizes, tilesOf } from "./sizes.ts";

const [IMAGES, TILES, SCRATCH, BEGIN, END] = [0, 1, 2, 3, 4];
const [PLANE, TO, CHANNEL, COUNTER, SOURCE, TARGET] = [5, 6, 7, 8, 9, 10];
const [FIRST, SECOND, EVEN, ODD] = [11, 12, 13, 14];

/** From images [..., channels, 2·rows, 2·columns]. */
export function spread(sizes: TileSizes): WrittenCode {
  const { group, channels, rows, columns } = sizes;
  const width = BYTES * 2 * columns;
  const channelCode: Code[] = [
    point(TARGET, SCRATCH, 0),
    repeat(
      COUNTER,
      rows,
      ...vectorsOf(columns).map((tile) => transform(tile, width, apartOf(sizes))),
      move(PLANE, 2 * width),
      move(TARGET, BYTES * columns),
    ),
    [...point(SOURCE, SCRATCH, 0), ...point(TARGET, TO, 0)],
    copyTiles(sizes, { counter: COUNTER, from: SOURCE, to: TARGET }, "from"),
    move(TO, stepsOf(sizes).channel),
  ];
  const code = overRange(
    BEGIN,
    END,
    placeOf(PLANE, IMAGES, BEGIN, channels * 2 * rows * width),
    tilePlaceOf(TO, TILES, BEGIN, sizes),
    repeat(CHANNEL, channels, ...channelCode),
  );
  const locals: ValueType[] = [...new Array(6).fill("i32"), ...new Array(4).fill("v128")];
  return {
    loops: { name: "loops", parameters: new Array(5).fill("i32"), locals, code },
    scratchBytes: gatheredBytes(sizes),
    bytes: BYTES * group * channels * (ELEMENTS + 4) * tilesOf(sizes),
    flops: 12 * group * channels * tilesOf(sizes),
  };
}

/** Four tiles side by side, from two rows of the image to scratch memory. */
function transform(tile: number, width: number, apart: number): number[] {
  const at = (line: number, vector: number): Code => [
    ...local.get(PLANE),
    ...v128.load(width * line + BYTES * (2 * tile + LANES * vector)),
  ];
  const lines = [
    (vector: number) => at(0, vector),
    (vector: number) => add(at(0, vector), at(1, vector)),
    (vector: number) => subtract(at(0, vector), at(1, vector)),
    (vector: number) => at(1, vector),
  ];
  const [even, odd] = [local.get(EVEN), local.get(ODD)];
  return lines.flatMap((line, row) => [
    ...[...line(0), ...local.set(FIRST), ...line(1), ...local.set(SECOND)],
    ...[...pick(local.get(FIRST), local.get(SECOND), [0, 2, 4, 6]), ...local.set(EVEN)],
    ...[...pick(local.get(FIRST), local.get(SECOND), [1, 3, 5, 7]), ...local.set(ODD)],
    ...[even, add(even, odd), subtract(even, odd), odd].flatMap((value, column) => [
      ...local.get(TARGET),
      ...value,
      ...v128.store(apart * (4 * row + column) + BYTES * tile),
    ]),
  ]);
}
