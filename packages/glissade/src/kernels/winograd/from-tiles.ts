/** @file The kernel that makes outputs of products of Winograd's tiles: Aᵀ·m·A, 2×2 elements of each. */

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
  parameters: ["tiles", "bias", "outputs", "scratch", "begin", "end"],
  numbers: ["from", "to", "channel", "counter", "source", "target", "addend"],
  vectors: ["column0", "column1", "column2", "column3", "left", "right", "added"],
});
const variable = variables.places;
const COLUMNS = [variable.column0, variable.column1, variable.column2, variable.column3] as const;

/** To outputs [..., channels, 2·rows, 2·columns], with a number per channel added; without bias its operand is not read. */
export function fromTiles(sizes: TileSizes, { hasBias }: { readonly hasBias: boolean }): WrittenCode {
  const { group, channels, rows, columns } = sizes;
  const width = BYTES * 2 * columns;
  const bias: Code = hasBias
    ? [
        ...local.get(variable.addend),
        ...v128.splat(4),
        ...local.set(variable.added),
        ...move(variable.addend, BYTES),
      ]
    : [];
  const biased = (value: Code): Code => (hasBias ? add(value, local.get(variable.added)) : value);
  const tiles = vectorsOf(columns).map((tile) => transform(tile, { stride: strideOf(sizes), width, biased }));
  const channelCode: Code[] = [
    [...point(variable.source, variable.from, 0), ...point(variable.target, variable.scratch, 0), ...bias],
    copyTiles(sizes, { counter: variable.counter, from: variable.source, to: variable.target }, "to"),
    point(variable.source, variable.scratch, 0),
    repeat(
      variable.counter,
      rows,
      ...tiles,
      move(variable.source, BYTES * columns),
      move(variable.to, 2 * width),
    ),
    move(variable.from, stepsOf(sizes).channel),
  ];
  const code = overRange(
    variable.begin,
    variable.end,
    tilePlaceOf(variable.from, variable.tiles, variable.begin, sizes),
    placeOf(variable.to, variable.outputs, variable.begin, channels * 2 * rows * width),
    point(variable.addend, variable.bias, 0),
    repeat(variable.channel, channels, ...channelCode),
  );
  return {
    loops: variables.loops(code),
    scratchBytes: gatheredBytes(sizes),
    bytes: BYTES * group * channels * (ELEMENTS + 4) * tilesOf(sizes),
    flops: (hasBias ? 28 : 24) * group * channels * tilesOf(sizes),
  };
}

interface Place {
  /** Bytes from one element of a tile to the next. */
  readonly stride: number;
  /** Bytes of a row of outputs. */
  readonly width: number;
  readonly biased: (value: Code) => Code;
}

/** Four tiles side by side, from scratch memory to two rows of outputs. */
function transform(tile: number, { stride, width, biased }: Place): number[] {
  const at = (row: number, column: number): Code => [
    ...local.get(variable.source),
    ...v128.load(stride * (4 * row + column) + BYTES * tile),
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
    ...[...biased(add(add(s0, s1), s2)), ...local.set(variable.left)],
    ...[...biased(subtract(subtract(s1, s2), s3)), ...local.set(variable.right)],
    ...[
      [0, 4, 1, 5],
      [2, 6, 3, 7],
    ].flatMap((order, half) => [
      ...local.get(variable.to),
      ...pick(local.get(variable.left), local.get(variable.right), order),
      ...v128.store(row * width + BYTES * (2 * tile + LANES * half)),
    ]),
  ]);
}
