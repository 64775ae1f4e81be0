/** @file Weights of PyTorch's models in ours, and ours in PyTorch's. */

import { parseSafetensors } from "../../data/formats/safetensors-arrays.ts";
import type { NdArray } from "../../data/nd-array.ts";
import { requireBytes } from "../../data/parse-options.ts";
import { ArgumentError } from "../../errors.ts";
import { dtypes, type TypedArray } from "../../graph/dtype.ts";
import { fromData } from "../../graph/literal.ts";
import { sizeOf } from "../../graph/shape.ts";
import { formatType, type Tensor } from "../../graph/tensor.ts";
import type { AnyStateful, Model, None, Variables } from "../../nn/layer.ts";
import { requireLayer } from "../../nn/layer-checks.ts";
import { lift } from "../../nn/lift.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { evaluate } from "../../run/evaluate.ts";
import { flatten, leafPaths, leavesLike, type Structure, type Tree, unflatten } from "../../tree.ts";
import type { LoadReport } from "../load-report.ts";
import { toSafetensors } from "../safetensors.ts";
import { requireParams } from "../training-checks.ts";
import { type ModuleNames, type NamedLeaf, namedLeavesOf } from "./modules.ts";
import { compareWith, requireAll, requireSome, shapeOf, takenWhole, type Wanted } from "./report.ts";

export interface PyTorchOptions<Input> {
  /** An example input, of which only dtypes and shapes count. */
  readonly x: Input;
  /**
   * From names of PyTorch's modules to paths of layers, where they differ: `{ conv1: "0", fc: "head" }`. What is below a
   * name keeps its own: `{ features: "encoder" }` maps `features.3.weight` to `encoder/3/weight`.
   */
  readonly names?: ModuleNames;
}

export interface FromPyTorchOptions<Input> extends PyTorchOptions<Input> {
  /** What errors call the bytes, such as the path of their file. */
  readonly where?: string;
}

const kinds = {
  x: kind.needed(
    kind.rule<unknown>("an example input", (value) => typeof value === "object" && value !== null),
  ),
  names: kind.object<ModuleNames>("an object of names and paths"),
};
const readTo = optionsReader<PyTorchOptions<unknown>>(kinds);
const readFrom = optionsReader<FromPyTorchOptions<unknown> & { readonly start?: Variables<Tree, Tree> }>({
  ...kinds,
  where: kind.string,
  start: kind.object("variables, such as nn.lift(model).init(key, x)"),
});

/** What a file gave to a model that it did not have to fit. */
export interface PartlyFromPyTorch<Params, State> extends LoadReport {
  /** Leaves of the file where it has them, and else those of `start`. */
  readonly variables: Variables<Params, State>;
}

/**
 * The weights of a PyTorch model in a model of the same layers: the variables, to predict with or to train on. The bytes are
 * a safetensors file (`safetensors.torch.save_file(model.state_dict(), path)`). Dense, recurrent and attention weights are
 * transposed, packed ones taken apart, and running statistics become state. Where modules have other names than our
 * layers have paths, `names` says which is which.
 *
 * With `start` the file need not fit, as for a backbone under a new head: what it lacks, or has in another shape, is
 * as in `start`, and a report says which.
 *
 * @example
 * const model = nn.sequential(nn.linear(3), nn.relu(), nn.linear(2));
 * const x = zeros([1, 4]);
 * const bytes = await toPyTorch(model, nn.lift(model).init(random.key(1), x), { x, names: { fc1: "0", fc2: "2" } });
 * const variables = fromPyTorch(bytes, model, { x, names: { fc1: "0", fc2: "2" } });
 * variables.params[0].weight.shape; // [4, 3]
 *
 * @example
 * const x = zeros([1, 4]);
 * const trained = nn.sequential(nn.linear(3), nn.relu(), nn.linear(10));
 * const bytes = await toPyTorch(trained, nn.lift(trained).init(random.key(1), x), { x });
 * const model = nn.sequential(nn.linear(3), nn.relu(), nn.linear(2));
 * const start = nn.lift(model).init(random.key(2), x);
 * const { variables, mismatched } = fromPyTorch(bytes, model, { x, start });
 * mismatched[0]; // { path: "params/2/weight", expected: "[2, 3]", got: "[10, 3]" }
 *
 * @throws DataError which lists the tensors that found no layer, and those that layers look for in vain; with `start`,
 * where the file has nothing of the model
 */
export function fromPyTorch<Params extends Tree, Input, Output, State extends Tree = None>(
  bytes: Uint8Array,
  model: Model<Params, State, Input, Output>,
  options: FromPyTorchOptions<Input> & { readonly start?: undefined },
): Variables<Params, State>;
export function fromPyTorch<Params extends Tree, Input, Output, State extends Tree = None>(
  bytes: Uint8Array,
  model: Model<Params, State, Input, Output>,
  options: FromPyTorchOptions<Input> & { readonly start: Variables<Params, State> },
): PartlyFromPyTorch<Params, State>;
export function fromPyTorch<Params extends Tree, Input, Output, State extends Tree = None>(
  bytes: Uint8Array,
  model: Model<Params, State, Input, Output>,
  options: FromPyTorchOptions<Input> & { readonly start?: Variables<Params, State> },
): Variables<Params, State> | PartlyFromPyTorch<Params, State> {
  const { x, names = {}, where = "fromPyTorch", start } = readFrom("fromPyTorch", options);
  requireBytes("fromPyTorch", bytes);
  requireLayer("fromPyTorch(model)", model);
  if (start) requireParams("fromPyTorch({ start })", start);
  const file = parseSafetensors(bytes, { where });
  const { variables, leaves: named } = namedLeavesOf(lift(model) as AnyStateful, x, {
    where: "fromPyTorch",
    names,
  });
  const { structure, wanted } = wantedBy(variables, named);
  const found = compareWith(file, wanted);
  const report = start ? takenWhole(found, wanted) : found;
  (start ? requireSome : requireAll)(where, report, wanted);
  const without = new Set([...report.missing, ...report.mismatched.map(({ path }) => path)]);
  const kept = start && requireLike("fromPyTorch({ start })", start, { structure, wanted });
  const read = wanted.map((each, index) =>
    without.has(each.stored.path) ? kept![index]! : readLeaf(file[each.stored.name]!, each),
  );
  const loaded = unflatten<Variables<Params, State>>(structure, read);
  return start ? { variables: loaded, ...report } : loaded;
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
  const { x, names = {} } = readTo("toPyTorch", options);
  requireLayer("toPyTorch(model)", model);
  requireParams("toPyTorch", variables);
  const { variables: like, leaves: named } = namedLeavesOf(lift(model) as AnyStateful, x, {
    where: "toPyTorch",
    names,
  });
  const { structure, wanted } = wantedBy(like, named);
  const paths = leafPaths(structure);
  const leaves = await evaluate(requireLike("toPyTorch(variables)", variables, { structure, wanted }));
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

/** The leaves of a model beside the names that PyTorch has for them. */
function wantedBy(variables: Variables<unknown, unknown>, named: readonly NamedLeaf[]): Expected {
  const { leaves, structure } = flatten(variables);
  const paths = leafPaths(structure);
  const byPath = new Map(named.map((stored) => [stored.path, stored]));
  return { structure, wanted: leaves.map((like, index) => ({ like, stored: byPath.get(paths[index]!)! })) };
}

interface Expected {
  readonly structure: Structure;
  readonly wanted: readonly Wanted[];
}

/** The leaves of variables; throws unless they are like those of the model. */
function requireLike(
  where: string,
  { params, state }: Variables<Tree, Tree>,
  { structure, wanted }: Expected,
): readonly Tensor[] {
  const leaves = leavesLike(where, structure, { params, state: state ?? [] });
  for (const [index, { stored, like }] of wanted.entries()) {
    const [expected, got] = [formatType(like.type), formatType(leaves[index]!.type)];
    if (expected === got) continue;
    throw new ArgumentError({
      where: `${where}: ${stored.path}`,
      rule: `must be ${expected} as in the model, got ${got}`,
      fix: "Take those of the same model and input, such as nn.lift(model).init(random.key(1), x)",
    });
  }
  return leaves;
}

/** A leaf from the tensor that holds it. */
function readLeaf({ data }: NdArray, { stored, like }: Wanted): Tensor {
  const { part, transposed } = stored.slot;
  const shape = shapeOf(like, stored);
  const size = sizeOf(shape);
  const start = part ? part.index * size : 0;
  const own = (data as Float32Array).subarray(start, start + size);
  const values = new dtypes[like.dtype].array(
    (transposed ? transposedOf(own, shape as [number, number]) : own) as never,
  );
  return fromData(values as TypedArray, { dtype: like.dtype, shape: like.shape });
}

/** PyTorch packs the maps of attention whose inputs and outputs have the same width, and has no others in this form. */
function requirePackable(parts: readonly { readonly stored: NamedLeaf; readonly leaf: Tensor }[]): void {
  const wrong = parts.find(
    ({ stored, leaf }) => stored.slot.part && leaf.rank === 2 && leaf.shape[0] !== leaf.shape[1],
  );
  if (!wrong) return;
  throw new ArgumentError({
    where: `toPyTorch(variables): ${wrong.stored.path}`,
    rule: `must be square, as in PyTorch's MultiheadAttention, got ${formatType(wrong.leaf.type)}`,
    fix: "Only attention of a context as wide as the input, whose heads share the features, has a place there",
  });
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
  requirePackable(ordered);
  const [rows, ...rest] = shapeOf(leaf, stored) as [number, ...number[]];
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
