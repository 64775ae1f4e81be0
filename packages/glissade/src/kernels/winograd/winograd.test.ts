/** @file The kernels of Winograd's tiles, against the same as operations. */

import { test } from "vitest";
import type { TensorType } from "../../graph/op.ts";
import { graphOf } from "../../graph/subgraph.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { outputsOfTiles, tilesOfGradients, tilesOfInputs } from "../../ops/conv/winograd.ts";
import { expectSame, numbersFor } from "../testing.ts";
import type { WrittenKernel } from "../written.ts";
import { fromTiles } from "./from-tiles.ts";
import type { TileSizes } from "./sizes.ts";
import { spread } from "./spread.ts";
import { toTiles } from "./to-tiles.ts";

/** Of one thread's rounding in float32. */
const TOLERANCE = 1e-6;

const float = (...shape: number[]): TensorType => ({ dtype: "float32", shape });

type Made = Pick<WrittenKernel, "code" | "count"> & Partial<Pick<WrittenKernel, "operands">>;

/** Expects a kernel that makes all of its output to make what operations do. */
function expectWritten(
  types: readonly TensorType[],
  compute: (...inputs: Tensor[]) => Tensor,
  { code, count, operands = [...types.keys(), types.length] }: Made,
): void {
  const graph = graphOf(types, (...inputs) => [compute(...inputs)]);
  const inputs = types.map((type, which) => numbersFor(type, which));
  expectSame(graph, inputs, TOLERANCE, () => ({ code, count, first: 0, operands }));
}

const cases: readonly TileSizes[] = [
  { group: 1, full: 1, channels: 1, rows: 1, columns: 4 },
  { group: 2, full: 3, channels: 3, rows: 2, columns: 5 },
  { group: 40, full: 40, channels: 1, rows: 1, columns: 13 },
];

test.each(cases)("makes $rows·$columns tiles of each of $group inputs", (sizes) => {
  const { group, channels, rows, columns } = sizes;
  for (const [top, left, bottom, right] of [
    [0, 0, 0, 0],
    [1, 1, 1, 1],
    [2, 0, 1, 3],
  ] as const) {
    const [height, width] = [2 * rows + 2 - top - bottom, 2 * columns + 2 - left - right];
    const before = [top, left] as const;
    expectWritten([float(group, channels, height, width)], (x) => tilesOfInputs(x, before, sizes), {
      code: toTiles({ ...sizes, height, width, before }),
      count: group,
    });
  }
});

test.each(cases)("makes $rows·$columns tiles of each of $group gradients", (sizes) => {
  const { group, channels, rows, columns } = sizes;
  expectWritten([float(group, channels, 2 * rows, 2 * columns)], (dy) => tilesOfGradients(dy, sizes), {
    code: spread(sizes),
    count: group,
  });
});

test.each(cases)("makes $group outputs of $rows·$columns tiles", (sizes) => {
  const { group, channels, rows, columns } = sizes;
  const tiles = float(16, channels, group * rows * columns);
  expectWritten([tiles], (m) => outputsOfTiles(m, undefined, sizes), {
    code: fromTiles(sizes, { hasBias: false }),
    count: group,
    operands: [0, 0, 1],
  });
  expectWritten([tiles, float(channels)], (m, bias) => outputsOfTiles(m, bias, sizes), {
    code: fromTiles(sizes, { hasBias: true }),
    count: group,
  });
});
