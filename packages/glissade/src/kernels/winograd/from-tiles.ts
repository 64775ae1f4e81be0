/** @file The kernel that makes images of products of Winograd's tiles: Aᵀ·m·A, 2×2 elements of each. */

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

const [TILES, BIAS, IMAGES, SCRATCH, BEGIN, END] = [0, 1, 2, 3, 4, 5];
const [FROM, TO, CHANNEL, COUNTER, SOURCE, TARGET, ADDEND] = [6, 7, 8, 9, 10, 11, 12];
const COLUMNS = [13, 14, 15, 16] as const;
const [LEFT, RIGHT, ADDED] = [17, 18, 19];

/** To images [..., channels, 2·rows, 2·columns], with a number per channel added, whose operand is not read where there is none. */
export function fromTiles(sizes: TileSizes, { hasBias }: { readonly hasBias: boolean }): WrittenCode {
  const { group, channels, rows, columns } = sizes;
  const width = BYTES * 2 * columns;
  const bias: Code = hasBias
    ? [...local.get(ADDEND), ...v128.splat(4), ...local.set(ADDED), ...move(ADDEND, BYTES)]
    : [];
  const biased = (value: Code): Code => (hasBias ? add(value, local.get(ADDED)) : value);
  const tiles = vectorsOf(columns).map((tile) => transform(tile, { apart: apartOf(sizes), width, biased }));
  const channelCode: Code[] = [
    [...point(SOURCE, FROM, 0), ...point(TARGET, SCRATCH, 0), ...bias],
    copyTiles(sizes, { counter: COUNTER, from: SOURCE, to: TARGET }, "to"),
    point(SOURCE, SCRATCH, 0),
    repeat(COUNTER, rows, ...tiles, move(SOURCE, BYTES * columns), move(TO, 2 * width)),
    move(FROM, stepsOf(sizes).channel),
  ];
  const code = overRange(
    BEGIN,
    END,
    tilePlaceOf(FROM, TILES, BEGIN, sizes),
    placeOf(TO, IMAGES, BEGIN, channels * 2 * rows * width),
    point(ADDEND, BIAS, 0),
    repeat(CHANNEL, channels, ...channelCode),
  );
  const locals: ValueType[] = [...new Array(7).fill("i32"), ...new Array(7).fill("v128")];
  return {
    loops: { name: "loops", parameters: new Array(6).fill("i32"), locals, code },
    scratchBytes: gatheredBytes(sizes),
    bytes: BYTES * group * channels * (ELEMENTS + 4) * tilesOf(sizes),
    flops: (hasBias ? 28 : 24) * group * channels * tilesOf(sizes),
  };
}

interface Place {
  /** Bytes from one element of a tile to the next. */
  readonly apart: number;
  /** Bytes of a row of an image. */
  readonly width: number;
  readonly biased: (value: Code) => Code;
}

/** Four tiles side by side, from scratch memory to two rows of the image. */
function transform(tile: number, { apart, width, biased }: Place): number[] {
  const at = (row: number, column: number): Code => [
    ...local.get(SOURCE),
    ...v128.load(apart * (4 * row + column) + BYTES * tile),
  ];
  const lines = [
    (column: number) => add(add(at(0, column), at(1, column)), at(2, column)),
    (column: number) => subtract(subtract(at(1, column), at(2, column)), at(3, column)),
  ];
  const [s0, s1, s2, s3] = [
    local.get(COLUMNS[0]),
    local.get(COLUMNS[1]),
    local.get(COLUMNS[2]),
    local.get(COLUMNS[3]),
  ];
  return lines.flatMap((line, row) => [
    ...COLUMNS.flatMap((to, column) => [...line(column), ...local.set(to)]),
    ...[...biased(add(add(s0, s1), s2)), ...local.set(LEFT)],
    ...[...biased(subtract(subtract(s1, s2), s3)), ...local.set(RIGHT)],
    ...[
      [0, 4, 1, 5],
      [2, 6, 3, 7],
    ].flatMap((order, half) => [
      ...local.get(TO),
      ...pick(local.get(LEFT), local.get(RIGHT), order),
      ...v128.store(row * width + BYTES * (2 * tile + LANES * half)),
    ]),
  ]);
}
