/** @file The kernel that makes Winograd's tiles of inputs: Bᵀ·d·B of 4×4 elements, with stride 2. */

import { type Code, local, v128 } from "../wasm/instructions.ts";
import type { WrittenCode } from "../written.ts";
import {
  add,
  copy,
  copyTiles,
  gatheredBytes,
  move,
  overRange,
  pick,
  placeOf,
  point,
  repeat,
  strideOf,
  subtract,
  tilePlaceOf,
  vectorsOf,
} from "./code.ts";
import { BYTES, ELEMENTS, LANES, stepsOf, type TileSizes, tilesOf } from "./sizes.ts";
import { variablesOf } from "./variables.ts";

export interface PaddedSizes extends TileSizes {
  readonly height: number;
  readonly width: number;
  /** Zeros in front, of both axes; those behind fill the last tile. */
  readonly before: readonly [number, number];
}

const variables = variablesOf({
  parameters: ["inputs", "tiles", "scratch", "begin", "end"],
  numbers: ["plane", "to", "channel", "counter", "source", "target"],
  vectors: ["first", "second", "third", "even", "odd", "nextEven", "nextOdd"],
});
const variable = variables.places;

/** From inputs [..., channels, height, width]. */
export function toTiles(sizes: PaddedSizes): WrittenCode {
  const { group, channels, height, width, before, rows, columns } = sizes;
  const pitch = BYTES * (2 * columns + 2);
  // The last vector of a row reads two numbers that it does not use.
  const planeBytes = 16 * Math.ceil((pitch * (2 * rows + 2) + 8) / 16);
  const channelCode: Code[] = [
    point(variable.target, variable.scratch, pitch * before[0] + BYTES * before[1]),
    repeat(
      variable.counter,
      height,
      copy(variable.plane, variable.target, width),
      move(variable.plane, BYTES * width),
      move(variable.target, pitch),
    ),
    [...point(variable.source, variable.scratch, 0), ...point(variable.target, variable.scratch, planeBytes)],
    repeat(
      variable.counter,
      rows,
      ...vectorsOf(columns).map((tile) => transform(tile, pitch, strideOf(sizes))),
      move(variable.source, 2 * pitch),
      move(variable.target, BYTES * columns),
    ),
    [...point(variable.source, variable.scratch, planeBytes), ...point(variable.target, variable.to, 0)],
    copyTiles(sizes, { counter: variable.counter, from: variable.source, to: variable.target }, "from"),
    move(variable.to, stepsOf(sizes).channel),
  ];
  const code = [
    ...clear(planeBytes),
    ...overRange(
      variable.begin,
      variable.end,
      placeOf(variable.plane, variable.inputs, variable.begin, BYTES * channels * height * width),
      tilePlaceOf(variable.to, variable.tiles, variable.begin, sizes),
      repeat(variable.channel, channels, ...channelCode),
    ),
  ];
  return {
    loops: variables.loops(code),
    scratchBytes: planeBytes + gatheredBytes(sizes),
    bytes: BYTES * group * channels * (height * width + ELEMENTS * tilesOf(sizes)),
    flops: 32 * group * channels * tilesOf(sizes),
  };
}

/** Zeros in the plane, around which a channel of an input is put. */
const clear = (bytes: number): number[] => [
  ...point(variable.target, variable.scratch, 0),
  ...repeat(
    variable.counter,
    bytes / 16,
    [...local.get(variable.target), ...v128.const(new Array<number>(16).fill(0)), ...v128.store()],
    move(variable.target, 16),
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
function transform(tile: number, pitch: number, stride: number): number[] {
  return pairs.flatMap(([combine, left, right], row) => {
    const at = (line: number, vector: number): Code => [
      ...local.get(variable.source),
      ...v128.load(pitch * line + BYTES * (2 * tile + LANES * vector)),
    ];
    const sums = [variable.first, variable.second, variable.third].flatMap((to, vector) => [
      ...combine(at(left, vector), at(right, vector)),
      ...local.set(to),
    ]);
    const split = [
      [variable.even, variable.first, variable.second, [0, 2, 4, 6]],
      [variable.odd, variable.first, variable.second, [1, 3, 5, 7]],
      [variable.nextEven, variable.even, variable.third, [1, 2, 3, 4]],
      [variable.nextOdd, variable.odd, variable.third, [1, 2, 3, 5]],
    ] as const;
    const [even, odd] = [local.get(variable.even), local.get(variable.odd)];
    const [nextEven, nextOdd] = [local.get(variable.nextEven), local.get(variable.nextOdd)];
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
        ...local.get(variable.target),
        ...value,
        ...v128.store(stride * (4 * row + column) + BYTES * tile),
      ]),
    ];
  });
}
