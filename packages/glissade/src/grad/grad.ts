/** @file Derivatives of functions over trees; each returns a function, so that they nest to any order. */

import { DtypeError, GradError } from "../errors.ts";
import { isFloat } from "../graph/dtype.ts";
import { placeholder } from "../graph/literal.ts";
import { formatShape, sameShape } from "../graph/shape.ts";
import { substitute } from "../graph/subgraph.ts";
import { formatType, Tensor } from "../graph/tensor.ts";
import { requireFloat } from "../ops/dtype-rules.ts";
import { identity } from "../ops/elementwise/cast.ts";
import { fullLike } from "../ops/reduce/sum.ts";
import { requireFunction, requireParts } from "../options/arguments.ts";
import { describe } from "../options/describe.ts";
import { flatten, leafPaths, leavesLike, unflatten } from "../tree.ts";
import { backward, type SeeGradients, walkBack } from "./backward.ts";

/** Marks the leaves of a tree as what to differentiate for: fresh nodes that end the walk back. */
function mark<T>(where: string, tree: T): { roots: Tensor[]; marked: T } {
  const { leaves, structure } = flatten(tree, where);
  const names = leafPaths(structure);
  leaves.forEach((leaf, index) => {
    if (isFloat(leaf.dtype)) return;
    throw new DtypeError({
      where: `${where}${names[index] && ` (argument ${names[index]})`}`,
      rule: `can only differentiate for floats, got ${formatType(leaf.type)}`,
      fix: "Hold it constant: use it from outside the function, or as a further argument of grad",
    });
  });
  const roots = leaves.map(identity);
  return { roots, marked: unflatten<T>(structure, roots) };
}

function requireScalar(where: string, value: unknown): Tensor {
  if (!(value instanceof Tensor)) {
    throw new GradError({
      where,
      rule: `needs a scalar tensor as output, got ${describe(value)}`,
      fix: value instanceof Promise ? "Take async, await and compiled functions out of it" : undefined,
    });
  }
  if (value.rank > 0) {
    throw new GradError({
      where,
      rule: `needs a scalar output, got shape ${formatShape(value.shape)}`,
      fix: "Reduce it first, for example with mean()",
    });
  }
  requireFloat(`${where} (output)`, value);
  return value;
}

/**
 * The value of a scalar function and its gradient for the first argument (a tree); further arguments are constant.
 *
 * @example
 * const [y, dy] = valueAndGrad((x: Tensor) => x.square().sum())(tensor([1, 2]));
 * await dy.data(); // [2, 4]
 */
export function valueAndGrad<P, Rest extends readonly unknown[]>(
  fn: (params: P, ...rest: Rest) => Tensor,
): (params: P, ...rest: Rest) => [value: Tensor, gradient: P] {
  requireFunction("valueAndGrad", fn);
  const withNothing = valueAndGradWith((params: P, ...rest: Rest) => [fn(params, ...rest), undefined]);
  return (params, ...rest) => {
    const [value, gradient] = withNothing(params, ...rest);
    return [value, gradient];
  };
}

/**
 * Like valueAndGrad for a function that returns `[value, auxiliary]`; the auxiliary result is passed on.
 */
export function valueAndGradWith<P, Rest extends readonly unknown[], Auxiliary>(
  fn: (params: P, ...rest: Rest) => readonly [Tensor, Auxiliary],
): (params: P, ...rest: Rest) => [value: Tensor, gradient: P, auxiliary: Auxiliary] {
  requireFunction("valueAndGradWith", fn);
  return watchedValueAndGrad(fn);
}

/** The same, with a function that is told how gradients come about. */
export function watchedValueAndGrad<P, Rest extends readonly unknown[], Auxiliary>(
  fn: (params: P, ...rest: Rest) => readonly [Tensor, Auxiliary],
  see?: SeeGradients,
): (params: P, ...rest: Rest) => [value: Tensor, gradient: P, auxiliary: Auxiliary] {
  return (params, ...rest) => {
    const { roots, marked } = mark("grad", params);
    const result = fn(marked, ...rest);
    requireParts("valueAndGradWith(fn)", result, ["value", "auxiliary"]);
    const [output, auxiliary] = result;
    const value = requireScalar("grad", output);
    const gradients = walkBack({ outputs: [value], dys: [fullLike(value, 1)], roots, see });
    return [value, unflatten<P>(flatten(params).structure, gradients), auxiliary];
  };
}

/**
 * The gradient of a scalar function for its first argument, a tree of tensors.
 *
 * @example
 * const f = (x: Tensor) => x.square().mul(6).sub(x.mul(12)).add(3);
 * await grad(f)(tensor(-0.9)).item(); // -22.8
 * await grad(grad(f))(tensor(-0.9)).item(); // 12
 */
export function grad<P, Rest extends readonly unknown[]>(
  fn: (params: P, ...rest: Rest) => Tensor,
): (params: P, ...rest: Rest) => P {
  requireFunction("grad", fn);
  const both = valueAndGrad(fn);
  return (params, ...rest) => both(params, ...rest)[1];
}

/**
 * The value of any function, and the function from a weight of its outputs to the gradient for its arguments.
 *
 * @example
 * const [y, pullback] = vjp((x: Tensor) => x.square(), tensor([1, 2]));
 * await pullback(tensor([1, 10]))[0].data(); // [2, 40]
 */
export function vjp<Arguments extends readonly unknown[], Result>(
  fn: (...args: Arguments) => Result,
  ...args: Arguments
): [value: Result, pullback: (dy: Result) => Arguments] {
  requireFunction("vjp", fn);
  const { roots, marked } = mark("vjp", args);
  const value = fn(...marked);
  const outputs = flatten(value, "vjp");
  const weights = outputs.leaves.map(({ type }) => placeholder(type, "weight of vjp"));
  // Walked back at once: a tensor that is read forgets how it was computed.
  const gradients = backward(outputs.leaves, weights, roots);
  const pullback = (dy: Result) => {
    const dys = leavesLike("vjp (pullback)", outputs.structure, dy);
    for (const [index, output] of outputs.leaves.entries()) requireLike(output, dys[index]!);
    const given = new Map(weights.map((weight, index) => [weight, dys[index]!]));
    return unflatten<Arguments>(flatten(args).structure, substitute(gradients, given));
  };
  return [value, pullback];
}

function requireLike(output: Tensor, dy: Tensor): void {
  if (dy.dtype === output.dtype && sameShape(dy.shape, output.shape)) return;
  throw new GradError({
    where: "vjp (pullback)",
    rule: `needs a weight for each output with its type, got ${formatType(dy.type)} for ${formatType(output.type)}`,
  });
}
