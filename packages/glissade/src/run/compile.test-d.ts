/** @file Type tests of compiled and batched functions, which have the types of the function. */

import { type Equal, is } from "../../../../test/support/types.ts";
import { type Compiled, compile, explain, type Tensor, trace, vmap } from "../index.ts";

type Params = { readonly layers: readonly [Tensor, readonly []]; readonly bias?: Tensor };
declare const params: Params;
declare const x: Tensor;

const step = compile((p: Params, batch: { readonly x: Tensor }) => [p, batch.x] as const);
is<Equal<typeof step, Compiled<[p: Params, batch: { readonly x: Tensor }], readonly [Params, Tensor]>>>();
const result = await step(params, { x });
is<Equal<typeof result, readonly [Params, Tensor]>>();
// @ts-expect-error: another tree
step({ layers: [x] }, { x });
// @ts-expect-error: an argument for every parameter
step(params);
// @ts-expect-error: a promise has to be awaited
step(params, { x: step });

const batched = vmap((p: Params, each: Tensor) => ({ y: each, p }), { inAxes: [null, 0] });
is<Equal<typeof batched, (p: Params, each: Tensor) => { y: Tensor; p: Params }>>();
// @ts-expect-error: another tree
batched(x, x);
// @ts-expect-error: an axis is a number
vmap((each: Tensor) => each, { inAxes: "0" });

explain((p: Params) => p.layers[0], params);
// @ts-expect-error: another tree
explain((p: Params) => p.layers[0], x);
// @ts-expect-error: another tree
trace((p: Params) => p.layers[0], x);
