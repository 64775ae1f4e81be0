/** @file The rewrite that computes 3×3 convolutions, and their gradients, as products of Winograd's tiles. */

import { apply, applyAll } from "../../graph/apply.ts";
import type { Fusion } from "../../graph/fuse.ts";
import { literal } from "../../graph/literal.ts";
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
  tilesOfGradients,
  tilesOfImages,
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
