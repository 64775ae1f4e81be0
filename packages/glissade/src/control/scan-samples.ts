/** @file The points at which scan is checked: forward and back, with and without slices, constants and results. */

import type { Sample, SampleInput } from "../graph/op.ts";
import type { Shape } from "../graph/shape.ts";
import { graphOf } from "../graph/subgraph.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, mul } from "../ops/elementwise/arithmetic.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { sin } from "../ops/elementwise/unary.ts";
import { matmul } from "../ops/linalg/matmul.ts";
import { withIntermediates } from "./scan-gradient.ts";
import type { ScanAttributes } from "./scan-op.ts";

type Inputs = readonly (Shape | SampleInput)[];

interface Setting extends Partial<Pick<ScanAttributes, "length" | "reverse" | "recompute">> {
  readonly carries: Inputs;
  readonly constants?: Inputs;
  readonly slices?: Inputs;
  /** From carries, constants and slices to carries and results. */
  readonly step: (...inputs: Tensor[]) => readonly Tensor[];
}

const sampleOf = ({
  carries,
  constants = [],
  slices = [],
  step,
  ...rest
}: Setting): Sample<ScanAttributes> => {
  const first = carries.length + constants.length;
  return {
    inputs: [...carries, ...constants, ...slices],
    attributes: (types) => {
      const sliced = types.slice(first).map(({ dtype, shape }) => ({ dtype, shape: shape.slice(1) }));
      const body = graphOf([...types.slice(0, first), ...sliced], step);
      return {
        body: withIntermediates(body, carries.length),
        carries: carries.length,
        constants: constants.length,
        ...{ length: types[first]?.shape[0] ?? 0, reverse: false, recompute: false },
        ...rest,
      };
    },
  };
};

const settings: readonly Setting[] = [
  { carries: [[2]], constants: [[2]], slices: [[3, 2]], step: (c, k, x) => [add(c, x), mul(k, x)] },
  {
    carries: [[2]],
    constants: [[]],
    slices: [[3, 2]],
    step: (c, k, x) => [sin(add(mul(c, k), x)), mul(c, x)],
  },
  { carries: [[2, 2]], slices: [[3, 2, 2]], reverse: true, step: (c, x) => [matmul(c, x)] },
  { carries: [[2]], length: 3, step: (c) => [sin(mul(c, 2)), mul(c, c)] },
  { carries: [[2]], slices: [[1, 2]], recompute: true, step: (c, x) => [mul(sin(c), x), c] },
  { carries: [[2]], slices: [[0, 2]], step: (c, x) => [mul(c, x), x] },
  { carries: [], slices: [[2, 3]], step: (x) => [mul(x, x)] },
  {
    carries: [[2], { shape: [], dtype: "int32" }],
    slices: [[3, 2]],
    step: (c, count, x) => [mul(c, add(x, cast(count, x.dtype))), add(count, 1)],
  },
];

export const scanSamples = settings.map(sampleOf);
