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

/** To images [..., channels, 2·rows, 2·columns], with a number per channel added where there is a second operand. */
export function fromTiles(sizes: TileSizes, { hasBias }: { readonly hasBias: boolean }): WrittenCode {
  const { group, channels, rows, columns } = sizes;
  const [TILES, BIAS] = [0, 1];
  const [IMAGES, SCRATCH, BEGIN, END] = [1, 2, 3, 4].map((at) => at + Number(hasBias)) as Four;
  const [FROM, TO, CHANNEL, COUNTER, SOURCE, TARGET, ADDEND] = [5, 6, 7, 8, 9, 10, 11].map(
    (at) => at + Number(hasBias),
  ) as [...Four, number, number, number];
  const first = 12 + Number(hasBias);
  const width = BYTES * 2 * columns;
  const bias: Code = hasBias
    ? [...local.get(ADDEND), ...v128.splat(4), ...local.set(first + 6), ...move(ADDEND, BYTES)]
    : [];
  const rowCode = vectorsOf(columns).flatMap((tile) =>
    transform(
      { tile, apart: apartOf(sizes), width },
      { source: SOURCE, to: TO, first, bias: hasBias ? first + 6 : undefined },
    ),
  );
  const channelCode: Code[] = [
    [...point(SOURCE, FROM, 0), ...point(TARGET, SCRATCH, 0), ...bias],
    copyTiles(sizes, { counter: COUNTER, from: SOURCE, to: TARGET }, "to"),
    point(SOURCE, SCRATCH, 0),
    repeat(COUNTER, rows, rowCode, move(SOURCE, BYTES * columns), move(TO, 2 * width)),
    move(FROM, stepsOf(sizes).channel),
  ];
  const code = overRange(
    BEGIN,
    END,
    tilePlaceOf(FROM, TILES, BEGIN, sizes),
    placeOf(TO, IMAGES, BEGIN, channels * 2 * rows * width),
    hasBias ? point(ADDEND, BIAS, 0) : [],
    repeat(CHANNEL, channels, ...channelCode),
  );
  const locals: ValueType[] = [...new Array(7).fill("i32"), ...new Array(7).fill("v128")];
  return {
    loops: { name: "loops", parameters: new Array(5 + Number(hasBias)).fill("i32"), locals, code },
    scratchBytes: gatheredBytes(sizes),
    bytes: BYTES * group * channels * (ELEMENTS + 4) * tilesOf(sizes),
  };
}

type Four = [number, number, number, number];

interface Place {
  readonly tile: number;
  readonly apart: number;
  /** Bytes of a row of an image. */
  readonly width: number;
}

interface Locals {
  readonly source: number;
  readonly to: number;
  /** Of the vectors. */
  readonly first: number;
  readonly bias: number | undefined;
}

/** Four tiles side by side, from scratch memory to two rows of the image. */
function transform({ tile, apart, width }: Place, { source, to, first, bias }: Locals): number[] {
  const at = (row: number, column: number): Code => [
    ...local.get(source),
    ...v128.load(apart * (4 * row + column) + BYTES * tile),
  ];
  const [s0, s1, s2, s3] = [
    local.get(first),
    local.get(first + 1),
    local.get(first + 2),
    local.get(first + 3),
  ];
  const [left, right] = [first + 4, first + 5];
  const biased = (value: Code): Code => (bias === undefined ? value : add(value, local.get(bias)));
  return [0, 1].flatMap((line) => [
    ...[0, 1, 2, 3].flatMap((column) => [
      ...(line === 0
        ? add(add(at(0, column), at(1, column)), at(2, column))
        : subtract(subtract(at(1, column), at(2, column)), at(3, column))),
      ...local.set(first + column),
    ]),
    ...[...biased(add(add(s0, s1), s2)), ...local.set(left)],
    ...[...biased(subtract(subtract(s1, s2), s3)), ...local.set(right)],
    ...[0, 1].flatMap((half) => [
      ...local.get(to),
      ...pick(local.get(left), local.get(right), half === 0 ? [0, 4, 1, 5] : [2, 6, 3, 7]),
      ...v128.store(line * width + BYTES * (2 * tile + LANES * half)),
    ]),
  ]);
}
