/** @file Weights of PyTorch's models in ours, and ours in PyTorch's. */

import { parseSafetensors } from "../../data/formats/safetensors-arrays.ts";
import type { NdArray } from "../../data/nd-array.ts";
import { requireBytes } from "../../data/parse-options.ts";
import { DataError } from "../../errors.ts";
import { dtypes, type TypedArray } from "../../graph/dtype.ts";
import { fromData } from "../../graph/literal.ts";
import { formatShape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AnyStateful, Model, None, Variables } from "../../nn/layer.ts";
import { requireLayer } from "../../nn/layer-checks.ts";
import { lift } from "../../nn/lift.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { evaluate } from "../../run/evaluate.ts";
import { flatten, leafPaths, type Tree, unflatten } from "../../tree.ts";
import { toSafetensors } from "../safetensors.ts";
import { requireParams } from "../training-checks.ts";
import { type ModuleNames, type NamedLeaf, namedLeavesOf } from "./modules.ts";

export interface PyTorchOptions<Input> {
  /** An example input, of which only dtypes and shapes count. */
  readonly x: Input;
  /**
   * From names of PyTorch's modules to paths of layers, where they differ: `{ conv1: "0", fc: "head" }`. What is below a
   * name keeps its own: `{ features: "encoder" }` maps `features.3.weight` to `encoder/3/weight`.
   */
  readonly names?: ModuleNames;
  /** What errors call the bytes, such as the path of their file. */
  readonly where?: string;
}

const readPyTorch = optionsReader<PyTorchOptions<unknown>>({
  x: kind.needed(
    kind.rule<unknown>("an example input", (value) => typeof value === "object" && value !== null),
  ),
  names: kind.object("an object of names and paths"),
  where: kind.string,
});

/**
 * The weights of a PyTorch model in a model of the same layers: the variables, to predict with or to train on. The bytes are
 * a safetensors file (`safetensors.torch.save_file(model.state_dict(), path)`). Dense, recurrent and attention weights are
 * transposed, packed ones taken apart, and running statistics become state. Where modules have other names than our
 * layers have paths, `names` says which is which.
 *
 * @example
 * const model = nn.sequential(nn.linear(3), nn.relu(), nn.linear(2));
 * const x = zeros([1, 4]);
 * const bytes = await toPyTorch(model, nn.lift(model).init(random.key(1), x), { x, names: { fc1: "0", fc2: "2" } });
 * const variables = fromPyTorch(bytes, model, { x, names: { fc1: "0", fc2: "2" } });
 * variables.params[0].weight.shape; // [4, 3]
 *
 * @throws DataError which lists the tensors that found no layer, and those that layers look for in vain
 */
export function fromPyTorch<Params extends Tree, Input, Output, State extends Tree = None>(
  bytes: Uint8Array,
  model: Model<Params, State, Input, Output>,
  options: PyTorchOptions<Input>,
): Variables<Params, State> {
  const { x, names = {}, where = "fromPyTorch" } = readPyTorch("fromPyTorch", options);
  requireBytes("fromPyTorch", bytes);
  requireLayer("fromPyTorch(model)", model);
  const file = parseSafetensors(bytes, { where });
  const { variables, leaves: named } = namedLeavesOf(lift(model) as AnyStateful, x, {
    where: "fromPyTorch",
    names,
  });
  requireAll(where, new Set(Object.keys(file)), named);
  const { leaves, structure } = flatten(variables);
  const byPath = new Map(named.map((stored) => [stored.path, stored]));
  const read = leafPaths(structure).map((path, index) => {
    const stored = byPath.get(path)!;
    return readLeaf(where, file[stored.name]!, { stored, like: leaves[index]! });
  });
  return unflatten<Variables<Params, State>>(structure, read);
}

/**
 * The variables of a model as PyTorch names and lays them out, in the bytes of a safetensors file, for
 * `model.load_state_dict(safetensors.torch.load_file(path), strict=False)`.
 *
 * @example
 * const model = nn.linear(2);
 * const bytes = await toPyTorch(model, nn.lift(model).init(random.key(1), zeros([1, 3])), { x: zeros([1, 3]) });
 * parseSafetensors(bytes).weight.shape; // [2, 3]
 */
export async function toPyTorch<Params extends Tree, Input, Output, State extends Tree = None>(
  model: Model<Params, State, Input, Output>,
  variables: Variables<Params, State>,
  options: PyTorchOptions<Input>,
): Promise<Uint8Array> {
  const { x, names = {} } = readPyTorch("toPyTorch", options);
  requireLayer("toPyTorch(model)", model);
  requireParams("toPyTorch", variables);
  const { leaves: named } = namedLeavesOf(lift(model) as AnyStateful, x, { where: "toPyTorch", names });
  const { params, state } = variables;
  const { leaves, structure } = flatten(await evaluate({ params, state: state ?? [] }));
  const paths = leafPaths(structure);
  const byName = new Map<string, { readonly stored: NamedLeaf; readonly leaf: Tensor }[]>();
  for (const stored of named) {
    const leaf = leaves[paths.indexOf(stored.path)]!;
    byName.set(stored.name, [...(byName.get(stored.name) ?? []), { stored, leaf }]);
  }
  const tensors = await Promise.all(
    [...byName].map(async ([name, parts]) => [name, await written(parts)] as const),
  );
  return toSafetensors(Object.fromEntries(tensors));
}

/** PyTorch counts batches beside the running statistics; nothing here does. */
const isCounter = (name: string): boolean => /(^|\.)num_batches_tracked$/.test(name);

function requireAll(where: string, file: ReadonlySet<string>, named: readonly NamedLeaf[]): void {
  const wanted = new Set(named.map(({ name }) => name));
  const missing = [...wanted].filter((name) => !file.has(name));
  const unexpected = [...file].filter((name) => !wanted.has(name) && !isCounter(name));
  if (missing.length + unexpected.length === 0) return;
  const lacks = missing.length > 0 ? [`the file lacks ${missing.join(", ")}`] : [];
  const homeless = unexpected.length > 0 ? [`no layer takes ${unexpected.join(", ")}`] : [];
  throw new DataError({
    where,
    rule: [...lacks, ...homeless].join(", and "),
    fix: 'Say which module is which layer, { names: { fc1: "0", features: "encoder" } }, and check that the layers are the same',
  });
}

interface Wanted {
  readonly stored: NamedLeaf;
  readonly like: Tensor;
}

/** A leaf from the tensor that holds it. */
function readLeaf(where: string, array: NdArray, { stored, like }: Wanted): Tensor {
  const { part, transposed } = stored.slot;
  const rows = part ? array.shape[0]! / part.of : array.shape[0]!;
  const shape = array.shape.length === 0 ? [] : [rows, ...array.shape.slice(1)];
  const expected = transposed ? [...like.shape].reverse() : like.shape;
  if (formatShape(shape) !== formatShape(expected)) {
    throw new DataError({
      where: `${where}: ${stored.name}`,
      rule: `must be ${formatShape(expected)} for ${stored.path}, got ${formatShape(shape)}`,
      fix: "Check the sizes of the layers",
    });
  }
  const size = sizeOf(shape);
  const start = part ? part.index * size : 0;
  const own = (array.data as Float32Array).subarray(start, start + size);
  const values = new dtypes[like.dtype].array(
    (transposed ? transposedOf(own, shape as [number, number]) : own) as never,
  );
  return fromData(values as TypedArray, { dtype: like.dtype, shape: like.shape });
}

/** A tensor of PyTorch from the leaves that it holds. */
async function written(
  parts: readonly { readonly stored: NamedLeaf; readonly leaf: Tensor }[],
): Promise<Tensor> {
  const ordered = parts.toSorted(
    (a, b) => (a.stored.slot.part?.index ?? 0) - (b.stored.slot.part?.index ?? 0),
  );
  const blocks = await Promise.all(
    ordered.map(async ({ stored, leaf }) => {
      const data = (await leaf.data()) as Float32Array;
      return stored.slot.transposed ? transposedOf(data, leaf.shape as [number, number]) : data;
    }),
  );
  const [{ stored, leaf }] = ordered as [(typeof ordered)[number]];
  const shape = stored.slot.transposed ? [...leaf.shape].reverse() : [...leaf.shape];
  const [rows, ...rest] = shape as [number, ...number[]];
  const whole = new dtypes[leaf.dtype].array(
    blocks.reduce((sum, { length }) => sum + length, 0),
  ) as Float32Array;
  let start = 0;
  for (const block of blocks) {
    whole.set(block, start);
    start += block.length;
  }
  return fromData(whole, {
    dtype: leaf.dtype,
    shape: leaf.rank === 0 ? [] : [rows * blocks.length, ...rest],
  });
}

/** The transposed matrix. */
function transposedOf(data: Float32Array, [rows, columns]: readonly [number, number]): Float32Array {
  const result = data.slice();
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = data[row * columns + column]!;
  return result;
}
