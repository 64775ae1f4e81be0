/** @file Type tests of trees: maps keep the type of a tree and refuse another tree. */

import { type Equal, is } from "../../../test/support/types.ts";
import { evaluate, mapTree, type Tensor, type Tree, tensor } from "./index.ts";

type Params = {
  readonly layers: readonly [{ readonly weight: Tensor; readonly bias?: Tensor }, readonly []];
  readonly scale: Tensor | undefined;
};
declare const params: Params;
declare const tree: Tree;

const half = mapTree((x) => x.mul(0.5), params);
is<Equal<typeof half, Params>>();
half.layers[0].weight satisfies Tensor;
// @ts-expect-error: an optional leaf may be missing
half.layers[0].bias satisfies Tensor;
// @ts-expect-error: the tuple has two members
half.layers[2];

// Further trees are like the first, or of unknown structure.
const sum = mapTree((x, y) => x.add(y), params, half);
is<Equal<typeof sum, Params>>();
const step = mapTree((x, y) => x.sub(y), params, tree);
is<Equal<typeof step, Params>>();
// @ts-expect-error: not the same structure
mapTree((x, y) => x.add(y), { a: tensor(1) }, { b: tensor(1) });
// @ts-expect-error: one tensor for a tree
mapTree((x, y) => x.add(y), { a: tensor(1) }, tensor(1));

const evaluated = await evaluate(params);
is<Equal<typeof evaluated, Params>>();

/** A function of any parameters keeps them. */
export const double = <P extends Tree>(point: P): P => mapTree((x) => x.mul(2), point);
is<Equal<ReturnType<typeof double<Params>>, Params>>();
