/** @file The rewrite that computes 3×3 convolutions, and their gradients, as products of Winograd's tiles. */

import { apply, applyAll } from "../../graph/apply.ts";
import type { Fusion } from "../../graph/fuse.ts";
import { literal } from "../../graph/literal.ts";
import type { OpSource } from "../../graph/source.ts";
import { graphOf } from "../../graph/subgraph.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { Fused } from "../../kernels/fused.ts";
import { fromTiles } from "../../kernels/winograd/from-tiles.ts";
import type { TileSizes } from "../../kernels/winograd/sizes.ts";
import { spread } from "../../kernels/winograd/spread.ts";
import { type PaddedSizes, toTiles } from "../../kernels/winograd/to-tiles.ts";
import type { WrittenCode, WrittenKernel } from "../../kernels/written.ts";
import { asConv, Conv, ConvTranspose } from "../../ops/conv/conv.ts";
import { exchange } from "../../ops/conv/conv-forms.ts";
import type { ConvAttributes } from "../../ops/conv/conv-rules.ts";
import { spatial } from "../../ops/conv/window.ts";
import {
  kernelGradientOfTiles,
  outputsOfTiles,
  tilesOfGradients,
  tilesOfInputs,
  tilesOfKernels,
} from "../../ops/conv/winograd.ts";
import { add } from "../../ops/elementwise/arithmetic.ts";
import { MatMul, matmul } from "../../ops/linalg/matmul.ts";
import { expand } from "../../ops/reduce/sum.ts";
import { concat } from "../../ops/shape/concat.ts";
import { slice } from "../../ops/shape/slice.ts";
import { type Form, formOf } from "./tile-form.ts";

/** y = Aᵀ·(U·V)·A. */
const convByTiles: Fusion = ({ op, inputs, attributes, types: [y] }) => {
  if (op !== Conv) return undefined;
  const [x, w, bias] = inputs as [Tensor, Tensor, Tensor?];
  if (String(spatial(w.shape)) !== "3,3") return undefined;
  const form = formOf([x, w], attributes as ConvAttributes, { by: "kernels", lengths: spatial(y!.shape) });
  return form && [convolve([x, w, bias], form)];
};

/** The same of a transposed convolution, which the gradient for inputs of few channels is. */
const transposeByTiles: Fusion = ({ op, inputs, attributes }, isOnly) => {
  const isPlain = op === ConvTranspose && (attributes as ConvAttributes).strides.every((step) => step === 1);
  return isPlain
    ? convByTiles(asConv(inputs, attributes as ConvAttributes).source as OpSource, isOnly)
    : undefined;
};

/** The gradient of kernels: a convolution of inputs with gradients, both with batch and channels exchanged. */
const kernelGradientByTiles: Fusion = ({ op, inputs, attributes, types: [y] }) => {
  if (op !== Conv || inputs.length > 2 || String(spatial(y!.shape)) !== "3,3") return undefined;
  const [x, dy] = inputs.map(exchange) as [Tensor, Tensor];
  const other = { by: "gradients", lengths: spatial(dy.shape) } as const;
  const form = formOf([x, inputs[1]!], attributes as ConvAttributes, other);
  return form && [correlate(x, dy, form)];
};

/** The convolutions that have tiles where they pay. */
export const tilings: readonly Fusion[] = [convByTiles, transposeByTiles, kernelGradientByTiles];

function convolve([x, w, bias]: readonly [Tensor, Tensor, Tensor?], form: Form): Tensor {
  const kernels = tilesOfKernels(w);
  const inCode = perCount((count) => toTiles(paddedSizes(x, form, count)));
  const outCode = perCount((count) =>
    fromTiles(sizesOf(w.shape[0]!, form, count), { hasBias: bias !== undefined }),
  );
  let y: Tensor | undefined;
  for (const place of placesOf(x, form)) {
    const inputs = y ? [x, y] : [x];
    const tiles = written(
      inputs,
      (all) => tilesOfInputs(part(all!, place), form.before, form),
      () => ({ ...place, code: inCode(place.count), operands: [0, inputs.length] }),
    );
    y = put(matmul(kernels, tiles), { bias, y, batch: x.shape[0]!, form, place, code: outCode });
  }
  return y!;
}

interface Putting {
  readonly bias: Tensor | undefined;
  /** Outputs of the groups before. */
  readonly y: Tensor | undefined;
  readonly batch: number;
  readonly form: Form;
  readonly place: Place;
  readonly code: (count: number) => WrittenCode;
}

/** Adds the outputs of a group to those before it; those behind it are missing. */
function put(products: Tensor, { bias, y, batch, form, place, code }: Putting): Tensor {
  const inputs = [products, bias, y].filter((input) => input !== undefined);
  const { first, count } = place;
  const output = inputs.length;
  const bytes = 4 * first * products.shape[1]! * 4 * form.rows * form.columns;
  return written(
    inputs,
    (...given) => {
      const made = outputsOfTiles(given[0]!, bias && given[1], form);
      const rest = [batch - first - count, ...made.shape.slice(1)];
      const missing = rest[0] === 0 ? [] : [expand(literal(0, "float32"), rest)];
      const known = y ? [part(given.at(-1)!, { first: 0, count: first })] : [];
      return concat([...known, made, ...missing], { axis: 0 });
    },
    () => ({
      first,
      count,
      code: code(count),
      operands: [0, bias ? 1 : 0, output],
      kept: y && { input: output - 1, bytes },
    }),
  );
}

/** The gradient of kernels as [channels, filters, 3, 3]. */
function correlate(x: Tensor, dy: Tensor, form: Form): Tensor {
  const xCode = perCount((count) => toTiles(paddedSizes(x, form, count)));
  const dyCode = perCount((count) => spread(sizesOf(dy.shape[1]!, form, count)));
  const products: Tensor[] = [];
  for (const place of placesOf(x, form)) {
    // Groups come one after the other.
    const last = products.slice(-1);
    const make = (from: Tensor, compute: (group: Tensor) => Tensor, code: (count: number) => WrittenCode) =>
      written(
        [from, ...last],
        (all) => compute(part(all!, place)),
        () => ({ ...place, code: code(place.count), operands: [0, 1 + last.length] }),
      );
    const tiles = make(x, (group) => tilesOfInputs(group, form.before, form), xCode);
    const gradients = make(dy, (group) => tilesOfGradients(group, form), dyCode);
    products.push(apply(MatMul, [tiles, gradients], { transposeA: false, transposeB: true }));
  }
  return kernelGradientOfTiles(total(products));
}

/** Halves are added first, which keeps digits. */
function total(parts: readonly Tensor[]): Tensor {
  if (parts.length === 1) return parts[0]!;
  const half = Math.ceil(parts.length / 2);
  return add(total(parts.slice(0, half)), total(parts.slice(half)));
}

type Place = Pick<WrittenKernel, "first" | "count">;

/** The groups of a batch; the last one may be shorter. */
function placesOf({ shape: [batch] }: Tensor, { group }: Form): Place[] {
  const count = Math.ceil(batch! / group);
  return Array.from({ length: count }, (_, at) => ({
    first: at * group,
    count: Math.min(group, batch! - at * group),
  }));
}

/** Some of a batch. */
const part = (x: Tensor, { first, count }: Place): Tensor =>
  slice(x, { starts: [first, 0, 0, 0], ends: [first + count, ...x.shape.slice(1)] });

const sizesOf = (channels: number, { group, rows, columns }: Form, count: number): TileSizes => ({
  group: count,
  full: group,
  channels,
  rows,
  columns,
});

function paddedSizes({ shape }: Tensor, form: Form, count: number): PaddedSizes {
  const [, channels, height, width] = shape as [number, number, number, number];
  return { ...sizesOf(channels, form, count), height, width, before: form.before as [number, number] };
}

/** An operation with a kernel that is written by hand, and what it computes. */
function written(
  inputs: readonly Tensor[],
  compute: (...inputs: Tensor[]) => Tensor,
  write: () => WrittenKernel,
): Tensor {
  const graph = graphOf(
    inputs.map(({ type }) => type),
    (...given) => [compute(...given)],
  );
  return applyAll(Fused, inputs, { graph, write })[0]!;
}

/** A function of the number of images in a group that is called once for each. */
function perCount<Result>(make: (count: number) => Result): (count: number) => Result {
  const made = new Map<number, Result>();
  return (count) => {
    const result = made.get(count) ?? make(count);
    made.set(count, result);
    return result;
  };
}
