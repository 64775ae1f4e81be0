/** @file Layers that add a row of numbers for each position of a sequence. */

import { arange } from "../../../create-tensor.ts";
import { within } from "../../../errors.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { add } from "../../../ops/elementwise/arithmetic.ts";
import { type AnyStateful, none, type Variables } from "../../layer.ts";
import { requireCall, requireStart } from "../../layer-checks.ts";
import { lower } from "../../lift.ts";
import { type Passed, positionsAfter, startLength } from "../attention/cache.ts";

import { requireShapes, type ShapesOf } from "../parameters.ts";
import { requireSequences } from "../sequence-checks.ts";

interface Positioned<Params> {
  readonly name: string;
  readonly cache: number | undefined;
  readonly shapes: (x: Tensor) => ShapesOf;
  readonly init: (key: Tensor, x: Tensor) => Params;
  /** What is added at the positions, int64: (time, features). */
  readonly rows: (params: Params, at: Tensor, x: Tensor) => Tensor;
}

/** A layer that adds a row for each position; positions go on from call to call where there is a cache. */
export function positioned<Params>({ name, cache, shapes, init, rows }: Positioned<Params>) {
  const layer: AnyStateful = {
    name,
    pytorch: {},
    stateful: true,
    init: (key, x: Tensor) =>
      within(name, () => {
        requireStart(key, x);
        requireSequences("input", x);
        shapes(x);
        return { params: init(key, x), state: cache === undefined ? none : startLength() };
      }),
    apply: ({ params, state }: Variables<Params, Passed>, x: Tensor, context) =>
      within(name, () => {
        requireCall(x, context);
        requireSequences("input", x);
        requireShapes("params", params, { shapes: shapes(x), x });
        const time = x.shape[1]!;
        if (cache === undefined) return [add(x, rows(params, arange(time, { dtype: "int64" }), x)), state];
        requireShapes("state", state, { shapes: { length: [] }, x });
        return [add(x, rows(params, positionsAfter(state, time), x)), { length: add(state.length, time) }];
      }),
  };
  return lower(layer, cache !== undefined);
}
