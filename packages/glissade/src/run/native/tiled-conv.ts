/** @file The rewrite that computes 3×3 convolutions, and their gradients, as products of Winograd's tiles. */

import { apply, applyAll } from "../../graph/apply.ts";
import type { Fusion } from "../../graph/fuse.ts";
import { literal } from "../../graph/literal.ts";
import type { TensorType } from "../../graph/op.ts";
import type { OpSource } from "../../graph/source.ts";
import { graphOf } from "../../graph/subgraph.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { Fused } from "../../kernels/fused.ts";
import { fromTiles } from "../../kernels/winograd/from-tiles.ts";
import { spread } from "../../kernels/winograd/spread.ts";
import { toTiles } from "../../kernels/winograd/to-tiles.ts";
import type { WrittenCode, WrittenKernel } from "../../kernels/written.ts";
import { asConv, Conv, ConvTranspose } from "../../ops/conv/conv.ts";
import { exchange } from "../../ops/conv/conv-forms.ts";
import type { ConvAttributes } from "../../ops/conv/conv-rules.ts";
import { spatial } from "../../ops/conv/window.ts";
import {
  imagesOfTiles,
  kernelsOfTiles,
  type Tiles,
  tilesOfGradients,
  tilesOfImages,
  tilesOfKernels,
} from "../../ops/conv/winograd.ts";
import { add } from "../../ops/elementwise/arithmetic.ts";
import { MatMul, matmul } from "../../ops/linalg/matmul.ts";
import { expand } from "../../ops/reduce/sum.ts";
import { concat } from "../../ops/shape/concat.ts";
import { slice } from "../../ops/shape/slice.ts";

/** y = Aᵀ·(U·V)·A. */
const convByTiles: Fusion = ({ op, inputs, attributes, types: [y] }) => {
  if (op !== Conv) return undefined;
  const [x, w, bias] = inputs as [Tensor, Tensor, Tensor?];
  if (String(spatial(w.shape)) !== "3,3") return undefined;
  const form = formOf([x, w], attributes as ConvAttributes, { by: "kernels", lengths: spatial(y!.shape) });
  return form && [convolve([x, w, bias], form)];
};

/** Of the gradient of few channels, for which ONNX Runtime has a kernel of its own. */
const transposeByTiles: Fusion = ({ op, inputs, attributes }, isOnly) => {
  const isPlain = op === ConvTranspose && (attributes as ConvAttributes).strides.every((step) => step === 1);
  return isPlain
    ? convByTiles(asConv(inputs, attributes as ConvAttributes).source as OpSource, isOnly)
    : undefined;
};

/** Of the convolution of images with gradients of images, both with batch and channels exchanged. */
const kernelGradientByTiles: Fusion = ({ op, inputs, attributes, types: [y] }) => {
  if (op !== Conv || inputs.length > 2 || String(spatial(y!.shape)) !== "3,3") return undefined;
  const [x, dy] = inputs.map(exchange) as [Tensor, Tensor];
  const other = { by: "gradients", lengths: spatial(dy.shape) } as const;
  const form = formOf([x, inputs[1]!], attributes as ConvAttributes, other);
  return form && [correlate(x, dy, form)];
};

/** The convolutions that have tiles where they pay. */
export const tilings: readonly Fusion[] = [convByTiles, transposeByTiles, kernelGradientByTiles];

/** How a convolution is computed: group by group, so that the tiles of a group stay in the cache. */
interface Form extends Tiles {
  /** Images in a group. */
  readonly group: number;
  /** Zeros in front of images, of both axes. */
  readonly before: readonly number[];
}

/**
 * Fewer channels have more to move than to multiply: of images with kernels, and of images with gradients. Milliseconds
 * of a convolution with padding 1, its gradient for images and the one for kernels, ONNX Runtime's and with tiles (one
 * thread, AMD EPYC with AVX-512, least processor time of six runs, sums of the results with it):
 *
 * | images, size, channels  | result       | for images   | for kernels  |
 * | ----------------------- | ------------ | ------------ | ------------ |
 * | 64 of 32×32, 8 to 8     | 2.59 to 2.46 | 3.17 to 2.25 | 4.32 to 2.60 |
 * | 64 of 32×32, 8 to 32    | 8.38 to 6.70 | 5.80 to 6.31 | 8.11 to 6.17 |
 * | 64 of 32×32, 16 to 16   | 6.45 to 5.62 | 7.26 to 4.68 | 8.75 to 5.42 |
 * | 64 of 16×16, 16 to 32   | 2.45 to 1.72 | 2.62 to 1.76 | 3.51 to 1.78 |
 * | 64 of 64×64, 32 to 32   | 66.0 to 54.4 | 65.6 to 50.5 | 109 to 53.3  |
 * | 64 of 8×8, 32 to 32     | 1.40 to 0.74 | 1.36 to 0.73 | 2.06 to 0.80 |
 * | 16 of 16×16, 128 to 128 | 13.0 to 7.0  | 13.3 to 7.3  | 15.6 to 7.2  |
 * | 2 of 16×16, 256 to 256  | 5.84 to 3.14 | 8.21 to 5.30 | 7.22 to 4.06 |
 * | 1 of 16×16, 64 to 64    | 0.32 to 0.32 | 0.53 to 0.37 | 0.36 to 0.25 |
 * | 1 of 32×32, 16 to 16    | 0.10 to 0.13 | 0.13 to 0.09 | 0.16 to 0.11 |
 */
const FEWEST_CHANNELS = { kernels: 16, gradients: 8 };
/** Tiles side by side, and those of an image in all: the code has each vector of them once. */
const [FEWEST_COLUMNS, MOST_TILES] = [4, 1024];
/** Bytes of the tiles of a group, before the product and behind it, that a cache keeps; and the fewest tiles of a product. */
const [MOST_BYTES, FEWEST_TILES] = [4 * 2 ** 20, 128];
/** More groups would be more nodes than a session is opened with in good time. */
const MOST_GROUPS = 64;

/** The form of a convolution of images with kernels of 3×3 or with the gradients of results, of these lengths; if it should have one. */
function formOf(
  [x, w]: readonly [TensorType, TensorType],
  { strides, dilations, before, after, groups }: ConvAttributes,
  { by, lengths }: { readonly by: keyof typeof FEWEST_CHANNELS; readonly lengths: readonly number[] },
): Form | undefined {
  const [images, channels] = x.shape as [number, number];
  const results = w.shape[0]!;
  const isPlain = groups === 1 && [...strides, ...dilations].every((step) => step === 1);
  const isWhole =
    [...before, ...after].every((width) => width >= 0) && lengths.every((each) => each % 2 === 0);
  if (x.dtype !== "float32" || x.shape.length !== 4 || images === 0 || !isPlain || !isWhole) return undefined;
  const [rows, columns] = lengths.map((length) => length / 2) as [number, number];
  const tiles = rows * columns;
  if (Math.min(channels, results) < FEWEST_CHANNELS[by] || tiles > MOST_TILES) return undefined;
  if (Math.min(columns, x.shape[3]!) < FEWEST_COLUMNS) return undefined;
  const most = Math.floor(MOST_BYTES / (64 * tiles * (channels + results)));
  const group = divisors(images).findLast((count) => count <= most) ?? 1;
  if (group * tiles < FEWEST_TILES || images / group > MOST_GROUPS) return undefined;
  return { group, rows, columns, before };
}

const divisors = (count: number): number[] =>
  Array.from({ length: count }, (_, at) => at + 1).filter((each) => count % each === 0);

function convolve([x, w, bias]: readonly [Tensor, Tensor, Tensor?], form: Form): Tensor {
  const [images, , height, width] = x.shape as [number, number, number, number];
  const { group, before, rows, columns } = form;
  const kernels = tilesOfKernels(w);
  const sizes = { group, rows, columns };
  const padded = { ...sizes, channels: x.shape[1]!, height, width, before: before as [number, number] };
  const inCode = once(() => toTiles(padded));
  const outCode = once(() => fromTiles({ ...sizes, channels: w.shape[0]! }, { hasBias: bias !== undefined }));
  let y: Tensor | undefined;
  for (let first = 0; first < images; first += group) {
    const place = { first, count: group };
    const inputs = y ? [x, y] : [x];
    const tiles = written(
      inputs,
      (all) => tilesOfImages(imagesOf(all!, place), before, form),
      () => ({ ...place, code: inCode(), operands: [0, inputs.length] }),
    );
    y = put(matmul(kernels, tiles), { bias, y, images, form, place, code: outCode });
  }
  return y!;
}

interface Putting {
  readonly bias: Tensor | undefined;
  /** Images by now. */
  readonly y: Tensor | undefined;
  readonly images: number;
  readonly form: Form;
  readonly place: Place;
  readonly code: () => WrittenCode;
}

/** Adds the images of a group to those before it; those behind it are missing. */
function put(products: Tensor, { bias, y, images, form, place, code }: Putting): Tensor {
  const inputs = [products, bias, y].filter((input) => input !== undefined);
  const { first, count } = place;
  const output = inputs.length;
  const bytes = 4 * first * products.shape[1]! * 4 * form.rows * form.columns;
  return written(
    inputs,
    (...given) => {
      const made = imagesOfTiles(given[0]!, bias && given[1], form);
      const rest = [images - first - count, ...made.shape.slice(1)];
      const missing = rest[0] === 0 ? [] : [expand(literal(0, "float32"), rest)];
      const known = y ? [imagesOf(given.at(-1)!, { first: 0, count: first })] : [];
      return concat([...known, made, ...missing], { axis: 0 });
    },
    () => ({
      ...{ ...place, code: code(), operands: [0, bias ? 1 : 0, output] },
      ...(y ? { kept: { input: output - 1, bytes } } : {}),
    }),
  );
}

/** The gradient of kernels as [channels, results, 3, 3]. */
function correlate(x: Tensor, dy: Tensor, form: Form): Tensor {
  const [images, channels, height, width] = x.shape as [number, number, number, number];
  const { group, before, rows, columns } = form;
  const sizes = { group, rows, columns };
  const padded = { ...sizes, channels, height, width, before: before as [number, number] };
  const xCode = once(() => toTiles(padded));
  const dyCode = once(() => spread({ ...sizes, channels: dy.shape[1]! }));
  const parts: Tensor[] = [];
  for (let first = 0; first < images; first += group) {
    const place = { first, count: group };
    const last = parts.slice(-1);
    const make = (from: Tensor, compute: (part: Tensor) => Tensor, code: () => WrittenCode) =>
      written(
        [from, ...last],
        (all) => compute(imagesOf(all!, place)),
        () => ({ ...place, code: code(), operands: [0, 1 + last.length] }),
      );
    const tiles = make(x, (part) => tilesOfImages(part, before, form), xCode);
    const slopes = make(dy, (part) => tilesOfGradients(part, form), dyCode);
    parts.push(apply(MatMul, [tiles, slopes], { transposeA: false, transposeB: true }));
  }
  return kernelsOfTiles(total(parts));
}

/** Halves are added first, which keeps digits. */
function total(parts: readonly Tensor[]): Tensor {
  if (parts.length === 1) return parts[0]!;
  const half = Math.ceil(parts.length / 2);
  return add(total(parts.slice(0, half)), total(parts.slice(half)));
}

type Place = Pick<WrittenKernel, "first" | "count">;

const imagesOf = (x: Tensor, { first, count }: Place): Tensor =>
  slice(x, { starts: [first, 0, 0, 0], ends: [first + count, ...x.shape.slice(1)] });

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

/** A function that is called when its result is needed first. */
function once<Result>(make: () => Result): () => Result {
  let made: Result | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
