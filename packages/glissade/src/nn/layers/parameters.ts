/** @file Parameters whose shapes the input determines, and the layers that are made of them alone. */

import { ArgumentError, ShapeError, within } from "../../errors.ts";
import { formatShape, type Shape, sameShape } from "../../graph/shape.ts";
import { Tensor } from "../../graph/tensor.ts";
import { joinPath } from "../../tree.ts";
import type { Layer } from "../layer.ts";
import { describe, OWN, requireCall, requireStart, WHOLE } from "../layer-checks.ts";
import type { PyTorchLayout } from "../pytorch-layout.ts";

/** The shapes of parameters, arranged as these are; `undefined` for one that is left out. */
export type ShapesOf = { readonly [name: string]: Shape | ShapesOf | undefined };

interface Form<Params> {
  readonly name: string;
  /** The shapes of the parameters; throws where the input does not fit. */
  readonly shapes: (x: Tensor) => ShapesOf;
  readonly init: (key: Tensor, x: Tensor) => Params;
  readonly apply: (params: Params, x: Tensor) => Tensor;
  /** Where PyTorch keeps the parameters: `asInPyTorch` where names and layout are the same, none where it has no such layer. */
  readonly pytorch?: PyTorchLayout;
}

/** A layer from one tensor to one, which checks what it is called with; errors begin with its name. */
export const parametric = <Params>({ name, shapes, init, apply, pytorch }: Form<Params>): Layer<Params> => ({
  name,
  ...(pytorch && { pytorch }),
  init: (key, x) =>
    within(name, () => {
      requireStart(key, x);
      requireTensor(x);
      shapes(x);
      return init(key, x);
    }),
  apply: (params, x, context) =>
    within(name, () => {
      requireCall(x, context);
      requireTensor(x);
      requireShapes("params", params, { shapes: shapes(x), x });
      return apply(params, x);
    }),
});

function requireTensor(x: unknown): void {
  if (x instanceof Tensor) return;
  throw new ArgumentError({ where: "input", rule: `must be a tensor, got ${describe(x)}` });
}

interface Expected {
  readonly shapes: ShapesOf;
  /** The input that determines the shapes. */
  readonly x: Tensor;
}

/** Throws unless a tree has just the tensors that it should have, in their shapes. */
export function requireShapes(where: string, tree: unknown, { shapes, x }: Expected): void {
  const names = Object.keys(shapes).filter((name) => shapes[name] !== undefined);
  requireNames(where, tree, names);
  for (const name of names) {
    const [leaf, shape] = [(tree as Record<string, unknown>)[name], shapes[name]!];
    const path = joinPath(where, name);
    if (isShape(shape)) requireShape(path, leaf, { shape, x });
    else requireShapes(path, leaf, { shapes: shape, x });
  }
}

const isShape = (shapes: Shape | ShapesOf): shapes is Shape => Array.isArray(shapes);

/** Throws unless an object has just these names; an empty list has none. */
export function requireNames(where: string, tree: unknown, names: readonly string[]): void {
  const got = typeof tree === "object" && tree !== null && !(tree instanceof Tensor) ? Object.keys(tree) : [];
  const isSame = got.length === names.length && names.every((name) => got.includes(name));
  if (isSame && typeof tree === "object") return;
  throw new ArgumentError({
    where,
    rule: `must be ${names.length === 0 ? "[]" : `{ ${names.join(", ")} }`}, got ${describe(tree)}`,
    fix: got.join() === "params,state" ? WHOLE : OWN,
  });
}

function requireShape(
  where: string,
  leaf: unknown,
  { shape, x }: { readonly shape: Shape; readonly x: Tensor },
): void {
  if (leaf instanceof Tensor && sameShape(leaf.shape, shape)) return;
  const got = leaf instanceof Tensor ? formatShape(leaf.shape) : describe(leaf);
  throw new ShapeError({
    where,
    rule: `must be ${formatShape(shape)} for inputs ${formatShape(x.shape)}, got ${got}`,
    fix: `Check the shape of the inputs, or p${OWN.slice(1)}`,
  });
}
