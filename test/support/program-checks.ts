/** @file Checks of any program: gradients against finite differences, and vmap against a loop. */

import { grad } from "../../packages/glissade/src/grad/grad.ts";
import { isFloat } from "../../packages/glissade/src/graph/dtype.ts";
import { type HostArray, hostArray } from "../../packages/glissade/src/graph/host.ts";
import type { Tensor } from "../../packages/glissade/src/graph/tensor.ts";
import { add, mul } from "../../packages/glissade/src/ops/elementwise/arithmetic.ts";
import { sum } from "../../packages/glissade/src/ops/reduce/sum.ts";
import { vmap } from "../../packages/glissade/src/vmap/vmap.ts";
import type { Claim } from "./claims.ts";
import { differences } from "./differences.ts";
import { interpret, stack, toTensor } from "./interpret.ts";
import { spread } from "./values.ts";

export type Program = (...inputs: Tensor[]) => readonly Tensor[];

/** The sum of all float outputs, each element with a weight of its own. */
function weighted(outputs: readonly Tensor[], seed = 3): Tensor | undefined {
  const terms = outputs
    .filter(({ dtype }) => isFloat(dtype))
    .map((y, index) => sum(mul(y, toTensor(weights(y, seed + index)))));
  return terms.length ? terms.reduce(add) : undefined;
}

const weights = ({ dtype, shape, size }: Tensor, seed: number): HostArray =>
  hostArray(dtype, shape, Float64Array.from(spread(size, seed, [0.5, 1.5])));

const floatPositions = (inputs: readonly { dtype: HostArray["dtype"] }[]): number[] =>
  inputs.flatMap(({ dtype }, index) => (isFloat(dtype) ? [index] : []));

/** The gradients of the weighted outputs for every float input; nothing where there are none. */
export const gradientOf =
  (f: Program, seed?: number): Program =>
  (...inputs) => {
    const positions = floatPositions(inputs);
    if (positions.length === 0 || !weighted(f(...inputs))) return [];
    const total = (chosen: readonly Tensor[]) =>
      weighted(f(...inputs.map((input, index) => chosen[positions.indexOf(index)] ?? input)), seed)!;
    return grad(total)(positions.map((index) => inputs[index]!));
  };

/** Gradients agree with central differences of the interpreted program. */
export function gradientClaims(what: string, f: Program, inputs: readonly HostArray[]): Claim[] {
  const tensors = inputs.map(toTensor);
  const y = weighted(f(...tensors));
  const total = (values: readonly HostArray[]) => interpret([y!], tensors, values)[0]!.data[0]!;
  const positions = floatPositions(inputs);
  return gradientOf(f)(...tensors).map((actual, order) => ({
    what: `${what} for input ${positions[order]}`,
    actual,
    expected: differences(total, inputs, positions[order]!),
    hasGaps: true,
    tolerance: actual.dtype === "float64" ? 1e-6 : 1e-4,
  }));
}

/** vmap agrees with a loop over the variants of the batched inputs. */
export function batchClaims(
  what: string,
  f: Program,
  { variants, batched }: { variants: readonly (readonly HostArray[])[]; batched: readonly boolean[] },
): Claim[] {
  const example = (variant: number) => batched.map((flag, index) => variants[flag ? variant : 0]![index]!);
  const inputs = batched.map((flag, index) =>
    toTensor(flag ? stack(variants.map((variant) => variant[index]!)) : variants[0]![index]!),
  );
  const outputs = vmap(f, { inAxes: batched.map((flag) => (flag ? 0 : null)) })(...inputs);
  const expected = variants.map((_, variant) => interpret(f(...example(variant).map(toTensor))));
  const names = batched.flatMap((flag, index) => (flag ? [index] : []));
  return outputs.map((actual, index) => ({
    what: `${what} over inputs ${names}, output ${index}`,
    actual,
    expected: stack(expected.map((results) => results[index]!)),
    ...(actual.dtype === "float32" ? { tolerance: 1e-5 } : {}),
  }));
}

/** Every choice of at least one of the inputs. */
export const subsets = (count: number): boolean[][] =>
  Array.from({ length: 2 ** count - 1 }, (_, code) =>
    Array.from({ length: count }, (_, bit) => Boolean(((code + 1) >> bit) & 1)),
  );
