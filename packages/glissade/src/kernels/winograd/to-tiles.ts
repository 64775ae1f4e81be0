/** @file The kernel that makes Winograd's tiles of images: Bᵀ·d·B of each 4×4 elements, two apart. */

import { type Code, local, type ValueType, v128 } from "../wasm/instructions.ts";
import type { WrittenCode } from "../written.ts";
import {
  add,
  apartOf,
  copy,
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

export interface PaddedSizes extends TileSizes {
  readonly height: number;
  readonly width: number;
  /** Zeros in front, of both axes; those behind fill the last tile. */
  readonly before: readonly [number, number];
}

const [IMAGES, TILES, SCRATCH, BEGIN, END] = [0, 1, 2, 3, 4];
const [PLANE, TO, CHANNEL, COUNTER, SOURCE, TARGET] = [5, 6, 7, 8, 9, 10];
const VECTORS = [11, 12, 13, 14, 15, 16, 17] as const;
const [FIRST, SECOND, THIRD, EVEN, ODD, NEXT_EVEN, NEXT_ODD] = VECTORS;

/** From images [..., channels, height, width]. */
export function toTiles(sizes: PaddedSizes): WrittenCode {
  const { group, channels, height, width, before, rows, columns } = sizes;
  const pitch = BYTES * (2 * columns + 2);
  // The last vector of a row reads two numbers that it does not use.
  const planeBytes = 16 * Math.ceil((pitch * (2 * rows + 2) + 8) / 16);
  const channelCode: Code[] = [
    point(TARGET, SCRATCH, pitch * before[0] + BYTES * before[1]),
    repeat(COUNTER, height, copy(PLANE, TARGET, width), move(PLANE, BYTES * width), move(TARGET, pitch)),
    [...point(SOURCE, SCRATCH, 0), ...point(TARGET, SCRATCH, planeBytes)],
    repeat(
      COUNTER,
      rows,
      ...vectorsOf(columns).map((tile) => transform(tile, pitch, apartOf(sizes))),
      move(SOURCE, 2 * pitch),
      move(TARGET, BYTES * columns),
    ),
    [...point(SOURCE, SCRATCH, planeBytes), ...point(TARGET, TO, 0)],
    copyTiles(sizes, { counter: COUNTER, from: SOURCE, to: TARGET }, "from"),
    move(TO, stepsOf(sizes).channel),
  ];
  const code = [
    ...clear(planeBytes),
    ...overRange(
      BEGIN,
      END,
      placeOf(PLANE, IMAGES, BEGIN, BYTES * channels * height * width),
      tilePlaceOf(TO, TILES, BEGIN, sizes),
      repeat(CHANNEL, channels, ...channelCode),
    ),
  ];
  const locals: ValueType[] = [...new Array(6).fill("i32"), ...VECTORS.map(() => "v128" as const)];
  return {
    loops: { name: "loops", parameters: new Array(5).fill("i32"), locals, code },
    scratchBytes: planeBytes + gatheredBytes(sizes),
    bytes: BYTES * group * channels * (height * width + ELEMENTS * tilesOf(sizes)),
    flops: 32 * group * channels * tilesOf(sizes),
  };
}

/** Zeros in the plane, around which images are put. */
const clear = (bytes: number): number[] => [
  ...point(TARGET, SCRATCH, 0),
  ...repeat(
    COUNTER,
    bytes / 16,
    [...local.get(TARGET), ...v128.const(new Array<number>(16).fill(0)), ...v128.store()],
    move(TARGET, 16),
  ),
];

/** The rows of a tile in which Bᵀ takes the difference or the sum. */
const pairs = [
  [subtract, 0, 2],
  [add, 1, 2],
  [subtract, 2, 1],
  [subtract, 1, 3],
] as const;

/** Four tiles side by side, from the plane to scratch memory. */
function transform(tile: number, pitch: number, apart: number): number[] {
  return pairs.flatMap(([combine, left, right], row) => {
    const at = (line: number, vector: number): Code => [
      ...local.get(SOURCE),
      ...v128.load(pitch * line + BYTES * (2 * tile + LANES * vector)),
    ];
    const sums = [FIRST, SECOND, THIRD].flatMap((to, vector) => [
      ...combine(at(left, vector), at(right, vector)),
      ...local.set(to),
    ]);
    const split = [
      [EVEN, FIRST, SECOND, [0, 2, 4, 6]],
      [ODD, FIRST, SECOND, [1, 3, 5, 7]],
      [NEXT_EVEN, EVEN, THIRD, [1, 2, 3, 4]],
      [NEXT_ODD, ODD, THIRD, [1, 2, 3, 5]],
    ] as const;
    const [even, odd] = [local.get(EVEN), local.get(ODD)];
    const [nextEven, nextOdd] = [local.get(NEXT_EVEN), local.get(NEXT_ODD)];
    const results = [
      subtract(even, nextEven),
      add(odd, nextEven),
      subtract(nextEven, odd),
      subtract(odd, nextOdd),
    ];
    return [
      ...sums,
      ...split.flatMap(([to, x, y, order]) => [...pick(local.get(x), local.get(y), order), ...local.set(to)]),
      ...results.flatMap((value, column) => [
        ...local.get(TARGET),
        ...value,
        ...v128.store(apart * (4 * row + column) + BYTES * tile),
      ]),
    ];
  });
}
