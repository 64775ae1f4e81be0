/** @file A tree of parameters as one vector of numbers, and back; every element has a name. */

import { DtypeError } from "../errors.ts";
import { type Dtype, isFloat, toNumbers, toTypedArray } from "../graph/dtype.ts";
import { indices } from "../graph/host.ts";
import { fromData } from "../graph/literal.ts";
import type { TensorType } from "../graph/op.ts";
import { formatShape } from "../graph/shape.ts";
import { formatType, type Tensor } from "../graph/tensor.ts";
import { cast } from "../ops/elementwise/cast.ts";
import { split } from "../ops/shape/concat.ts";
import { reshape } from "../ops/shape/layout.ts";
import { flatten, leafPaths, leavesLike, unflatten } from "../tree.ts";

/** Numbers of a solver, on the host. */
export type Vector = Float64Array;

/** How the elements of trees of one structure lie in a vector. */
export interface ParameterSpace<Params> {
  readonly size: number;
  /** Of the elements, such as `w[0, 1]`; of a tree that is a single tensor `x[0]`, or `x` for a scalar. */
  readonly names: readonly string[];
  /** The coarsest dtype of the leaves: functions of them are no more exact than that. */
  readonly dtype: Dtype;
  /** A float64 vector of the graph as a tree, each leaf in its own dtype. */
  unpack(vector: Tensor): Params;
  toTree(vector: Vector): Params;
  /** The elements of a tree of this structure. */
  toVector(tree: Params): Promise<Vector>;
}

/** The space of trees like this one; throws unless all leaves are floats. */
export function parameterSpace<Params>(where: string, tree: Params): ParameterSpace<Params> {
  const { leaves, structure } = flatten(tree, where);
  const labels = leafPaths(structure).map(toVariable);
  const parts = leaves.map((leaf, index) => toPart(where, labels[index]!, leaf));
  const starts = parts.map((_, index) => parts.slice(0, index).reduce((sum, { size }) => sum + size, 0));
  return {
    size: parts.reduce((sum, { size }) => sum + size, 0),
    names: parts.flatMap(elementNames),
    dtype: parts.some(({ dtype }) => dtype === "float32") ? "float32" : "float64",
    unpack: (vector) => {
      const own = split(
        vector,
        parts.map(({ size }) => size),
      );
      return unflatten(
        structure,
        parts.map(({ shape, dtype }, index) => cast(reshape(own[index]!, shape), dtype)),
      );
    },
    toTree: (vector) =>
      unflatten(
        structure,
        parts.map(({ shape, size, dtype }, index) => {
          const own = vector.slice(starts[index]!, starts[index]! + size);
          return fromData(toTypedArray(dtype, own), { dtype, shape });
        }),
      ),
    toVector: async (like) => {
      const leaves = await Promise.all(leavesLike(where, structure, like).map(toVector));
      return Float64Array.from(leaves.flatMap((numbers) => Array.from(numbers)));
    },
  };
}

/** A leaf as mathematics writes a variable, with positions in brackets: `cameras[0].focal`, `x[0]`. */
function toVariable(path: string): string {
  const name = path.replace(/(?:^|\/)(\d+)(?=\/|$)/g, "[$1]").replaceAll("/", ".");
  return name === "" || name.startsWith("[") ? `x${name}` : name;
}

interface Part extends TensorType {
  readonly label: string;
  readonly size: number;
}

function toPart(where: string, label: string, { type, size }: Tensor): Part {
  if (isFloat(type.dtype)) return { ...type, label, size };
  throw new DtypeError({
    where,
    rule: `parameters must be float64 or float32, got ${formatType(type)} at ${label}`,
    fix: "Cast it with cast(), or use it from outside the function",
  });
}

const elementNames = ({ label, shape }: Part): string[] =>
  shape.length === 0 ? [label] : Array.from(indices(shape), (index) => `${label}${formatShape(index)}`);

/** A vector as an input of a program. */
export const toTensor = (vector: Vector): Tensor =>
  fromData(vector, { dtype: "float64", shape: [vector.length] });

/** The elements of a tensor in row-major order. */
export const toVector = async (tensor: Tensor): Promise<Vector> => toNumbers(await tensor.data());

/** A vector by names, as errors show it; the first six elements. */
export function formatPoint(names: readonly string[], vector: Vector): string {
  const shown = names.slice(0, 6).map((name, index) => `${name} = ${vector[index]}`);
  return names.length > 6 ? `${shown.join(", ")}, ... (${names.length})` : shown.join(", ");
}
