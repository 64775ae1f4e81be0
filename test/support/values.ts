/** @file The points at which operations are checked: the same in every run, spread over the range, without ties. */

import { type Dtype, dtypes } from "../../packages/glissade/src/graph/dtype.ts";
import { type HostArray, hostArray } from "../../packages/glissade/src/graph/host.ts";
import type { Sample, SampleInput } from "../../packages/glissade/src/graph/op.ts";
import { type Shape, sizeOf } from "../../packages/glissade/src/graph/shape.ts";

const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Values are multiples of this, so that they and the steps of finite differences are exact in float32. */
const GRID = 2 ** -12;

/** Numbers of a low-discrepancy sequence in the range; another seed gives other numbers. */
export function spread(
  count: number,
  seed: number,
  [low, high]: readonly [number, number] = [-1, 1],
): number[] {
  return Array.from({ length: count }, (_, index) => {
    const fraction = ((index + 1) * GOLDEN + seed * Math.SQRT2) % 1;
    return Math.round((low + (high - low) * fraction) / GRID) * GRID;
  });
}

/** The inputs of a sample; inputs that fix no dtype get the given one, and each variant has other values. */
export function sampleInputs(sample: Sample<unknown>, dtype: Dtype, variant = 0): HostArray[] {
  return sample.inputs.map((input, position) => {
    const spec: SampleInput = isShape(input) ? { shape: input } : input;
    const type = { dtype: spec.dtype ?? dtype, shape: spec.shape };
    const values = spec.values
      ? rotate(spec.values, variant)
      : draw(type, position + 7 * variant, spec.range);
    return hostArray(type.dtype, type.shape, Float64Array.from(values));
  });
}

export const isShape = (input: Shape | SampleInput): input is Shape => Array.isArray(input);

const rotate = (values: readonly number[], by: number): number[] =>
  values.map((_, index) => values[(index + by) % values.length]!);

function draw(
  { dtype, shape }: HostArray | { dtype: Dtype; shape: Shape },
  seed: number,
  range?: readonly [number, number],
) {
  const values = spread(sizeOf(shape), seed, range);
  const { kind } = dtypes[dtype];
  if (kind === "float") return values;
  if (kind === "bool") return values.map((value) => Number(value > 0));
  const whole = values.map((value) => Math.round(4 * value));
  return dtype.startsWith("u") ? whole.map(Math.abs) : whole;
}
