/** @file Forward derivatives, and whole matrices of derivatives, from reverse mode twice and vmap. */

import { literal } from "../graph/literal.ts";
import type { Tensor } from "../graph/tensor.ts";
import { expand, fullLike } from "../ops/reduce/sum.ts";
import { reshape } from "../ops/shape/layout.ts";
import { requireFunction } from "../options/arguments.ts";
import { kind, optionsReader, requireKind } from "../options/kinds.ts";
import { flatten, type Structure, unflatten } from "../tree.ts";
import { vmap } from "../vmap/vmap.ts";
import { grad, vjp } from "./grad.ts";

/**
 * The value of a function and the linear function from changes of its arguments to the change of its value.
 *
 * @example
 * const [y, push] = linearize((x: Tensor) => x.square(), tensor([1, 2]));
 * await push(tensor([1, 10])).data(); // [2, 40]
 */
export function linearize<Arguments extends readonly unknown[], Result>(
  fn: (...args: Arguments) => Result,
  ...args: Arguments
): [value: Result, push: (...tangents: Arguments) => Result] {
  requireFunction("linearize", fn);
  const [value, pullback] = vjp(fn, ...args);
  // The pullback is linear, so its own pullback is the transpose: the derivative forward, at any weight.
  const { leaves, structure } = flatten(value, "linearize");
  const weights = unflatten<Result>(
    structure,
    leaves.map((output) => fullLike(output, 0)),
  );
  return [value, (...tangents) => vjp(pullback, weights)[1]([...tangents])[0]];
}

const listKind = kind.needed(kind.rule<readonly unknown[]>("a list of arguments", Array.isArray));

/**
 * The value of a function, and its change for given changes of the arguments (forward mode).
 *
 * @example
 * const [y, dy] = jvp((x: Tensor) => x.square(), [tensor(3)], [tensor(1)]);
 * await dy.item(); // 6
 */
export function jvp<Arguments extends readonly unknown[], Result>(
  fn: (...args: Arguments) => Result,
  args: Arguments,
  tangents: Arguments,
): [value: Result, tangent: Result] {
  requireFunction("jvp", fn);
  requireKind("jvp(args)", listKind, args);
  requireKind("jvp(tangents)", listKind, tangents);
  const [value, push] = linearize(fn, ...args);
  return [value, push(...tangents)];
}

/** Nested like the result, then like the argument; each leaf has the shape of the result and of the argument. */
export type Jacobian<Result, Argument> = Result extends Tensor
  ? Argument
  : { readonly [Key in keyof Result]: Jacobian<Result[Key], Argument> };

export interface JacobianOptions {
  /** Column by column or row by row; by default what takes fewer of them. */
  readonly mode?: "forward" | "reverse";
}

const readJacobian = optionsReader<JacobianOptions>({ mode: kind.choice("forward", "reverse") });

/**
 * All derivatives of a function: from a tree to a tree, for the first argument.
 *
 * @example
 * const f = (x: Tensor) => x.square().sum({ axis: 1 });
 * const J = jacobian(f)(tensor([[1, 2], [3, 4]]));
 * J.shape; // [2, 2, 2]
 * await J.data(); // [2, 4, 0, 0, 0, 0, 6, 8]
 */
export function jacobian<Argument, Rest extends readonly unknown[], Result>(
  fn: (argument: Argument, ...rest: Rest) => Result,
  options?: JacobianOptions,
): (argument: Argument, ...rest: Rest) => Jacobian<Result, Argument> {
  requireFunction("jacobian", fn);
  const { mode } = readJacobian("jacobian", options);
  return (argument, ...rest) => {
    const f = (x: Argument) => fn(x, ...rest);
    const inputs = flatten(argument, "jacobian");
    const [value, pullback] = vjp(f, argument);
    const outputs = flatten(value, "jacobian");
    const count = (leaves: readonly Tensor[]) => leaves.reduce((sum, { size }) => sum + size, 0);
    const forward = mode ? mode === "forward" : count(inputs.leaves) < count(outputs.leaves);
    const blocks = forward
      ? columns(inputs, outputs, linearize(f, argument)[1] as (tangent: unknown) => unknown)
      : rows(inputs, outputs, pullback as (dy: unknown) => readonly unknown[]);
    return unflatten<Jacobian<Result, Argument>>(
      outputs.structure,
      blocks.map((row) => unflatten(inputs.structure, row)),
    );
  };
}

interface Flat {
  readonly leaves: readonly Tensor[];
  readonly structure: Structure;
}

/** Unit weights, one output element at a time: each gives a row for every input. */
function rows(inputs: Flat, outputs: Flat, pullback: (dy: unknown) => readonly unknown[]): Tensor[][] {
  return outputs.leaves.map((output, position) => {
    const row = (dy: Tensor) => pullback(unflatten(outputs.structure, unitLeaves(outputs, position, dy)))[0];
    const found = flatten(vmap(row)(units(output))).leaves;
    return found.map((block, index) => reshape(block, [...output.shape, ...inputs.leaves[index]!.shape]));
  });
}

/** Unit tangents, one input element at a time: each gives a column for every output. */
function columns(inputs: Flat, outputs: Flat, push: (tangent: unknown) => unknown): Tensor[][] {
  const byInput = inputs.leaves.map((input, position) => {
    const column = (tangent: Tensor) =>
      push(unflatten(inputs.structure, unitLeaves(inputs, position, tangent)));
    const found = flatten(vmap(column, { outAxes: -1 })(units(input))).leaves;
    return found.map((block, index) => reshape(block, [...outputs.leaves[index]!.shape, ...input.shape]));
  });
  return outputs.leaves.map((_, index) => byInput.map((blocks) => blocks[index]!));
}

/** Every tensor of the shape with a single one, stacked in front. */
function units({ dtype, shape, size }: Tensor): Tensor {
  const eye = Float64Array.from({ length: size * size }, (_, index) => Number(index % (size + 1) === 0));
  return literal(eye, dtype, [size, ...shape]);
}

const unitLeaves = ({ leaves }: Flat, position: number, unit: Tensor): Tensor[] =>
  leaves.map((leaf, index) => (index === position ? unit : expand(literal(0, leaf.dtype), leaf.shape)));

/**
 * The second derivatives of a scalar function of a tree: nested like the argument, twice.
 *
 * @example
 * const f = ([x, y]: Tensor[]) => x.square().mul(y);
 * const [[xx, xy], [yx, yy]] = hessian(f)([tensor(2), tensor(3)]);
 * await xy.item(); // 4
 */
export const hessian = <Argument, Rest extends readonly unknown[]>(
  fn: (argument: Argument, ...rest: Rest) => Tensor,
): ((argument: Argument, ...rest: Rest) => Jacobian<Argument, Argument>) => {
  requireFunction("hessian", fn);
  return jacobian(grad(fn));
};

/**
 * The Hessian of a scalar function times a vector, without the matrix (Pearlmutter 1994).
 *
 * @example
 * const f = (x: Tensor) => x.pow(3).sum();
 * await hvp(f)(tensor([1, 2]), tensor([1, 10])).data(); // [6, 120]
 */
export const hvp = <Argument, Rest extends readonly unknown[]>(
  fn: (argument: Argument, ...rest: Rest) => Tensor,
) => {
  requireFunction("hvp", fn);
  return (argument: Argument, vector: Argument, ...rest: Rest): Argument =>
    vjp((x: Argument) => grad(fn)(x, ...rest), argument)[1](vector)[0];
};
