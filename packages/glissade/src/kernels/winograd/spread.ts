/** @file The kernel that makes Winograd's tiles of the gradients of outputs: A·dy·Aᵀ of 2×2 elements, but for signs. */

import { type Code, local, v128 } from "../wasm/instructions.ts";
import type { WrittenCode } from "../written.ts";
import {
  add,
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

const variables = variablesOf({
  parameters: ["gradients", "tiles", "scratch", "begin", "end"],
  numbers: ["plane", "to", "channel", "counter", "source", "target"],
  vectors: ["first", "second", "even", "odd"],
});
const variable = variables.places;

/** From gradients [..., channels, 2·rows, 2·columns]. */
export function spread(sizes: TileSizes): WrittenCode {
  const { group, channels, rows, columns } = sizes;
  const width = BYTES * 2 * columns;
  const channelCode: Code[] = [
    point(variable.target, variable.scratch, 0),
    repeat(
      variable.counter,
      rows,
      ...vectorsOf(columns).map((tile) => transform(tile, width, strideOf(sizes))),
      move(variable.plane, 2 * width),
      move(variable.target, BYTES * columns),
    ),
    [...point(variable.source, variable.scratch, 0), ...point(variable.target, variable.to, 0)],
    copyTiles(sizes, { counter: variable.counter, from: variable.source, to: variable.target }, "from"),
    move(variable.to, stepsOf(sizes).channel),
  ];
  const code = overRange(
    variable.begin,
    variable.end,
    placeOf(variable.plane, variable.gradients, variable.begin, channels * 2 * rows * width),
    tilePlaceOf(variable.to, variable.tiles, variable.begin, sizes),
    repeat(variable.channel, channels, ...channelCode),
  );
  return {
    loops: variables.loops(code),
    scratchBytes: gatheredBytes(sizes),
    bytes: BYTES * group * channels * (ELEMENTS + 4) * tilesOf(sizes),
    flops: 12 * group * channels * tilesOf(sizes),
  };
}

/** Four tiles side by side, from two rows of gradients to scratch memory. */
function transform(tile: number, width: number, stride: number): number[] {
  const at = (line: number, vector: number): Code => [
    ...local.get(variable.plane),
    ...v128.load(width * line + BYTES * (2 * tile + LANES * vector)),
  ];
  const lines = [
    (vector: number) => at(0, vector),
    (vector: number) => add(at(0, vector), at(1, vector)),
    (vector: number) => subtract(at(0, vector), at(1, vector)),
    (vector: number) => at(1, vector),
  ];
  const [even, odd] = [local.get(variable.even), local.get(variable.odd)];
  return lines.flatMap((line, row) => [
    ...[...line(0), ...local.set(variable.first), ...line(1), ...local.set(variable.second)],
    ...[
      ...pick(local.get(variable.first), local.get(variable.second), [0, 2, 4, 6]),
      ...local.set(variable.even),
    ],
    ...[
      ...pick(local.get(variable.first), local.get(variable.second), [1, 3, 5, 7]),
      ...local.set(variable.odd),
    ],
    ...[even, add(even, odd), subtract(even, odd), odd].flatMap((value, column) => [
      ...local.get(variable.target),
      ...value,
      ...v128.store(stride * (4 * row + column) + BYTES * tile),
    ]),
  ]);
}
