/** @file Type tests of derivatives: gradients have the type of the argument that they are for. */

import { type Equal, is } from "../../../../test/support/types.ts";
import {
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  sin,
  type Tensor,
  valueAndGrad,
  valueAndGradWith,
  vjp,
} from "../index.ts";

type Params = { readonly w: readonly [Tensor, Tensor]; readonly b?: Tensor };
declare const params: Params;
declare const x: Tensor;
declare const loss: (params: Params, batch: { readonly x: Tensor }, rate: number) => Tensor;

const gradient = grad(loss)(params, { x }, 0.1);
is<Equal<typeof gradient, Params>>();
const both = valueAndGrad(loss)(params, { x }, 0.1);
is<Equal<typeof both, [value: Tensor, gradient: Params]>>();
const three = valueAndGradWith((p: Params) => [p.w[0], { note: "kept" }] as const)(params);
is<Equal<typeof three, [value: Tensor, gradient: Params, auxiliary: { readonly note: "kept" }]>>();
grad(sin)(x) satisfies number | Tensor;

// @ts-expect-error: no such parameter
grad(loss)({ v: x }, { x }, 0.1);
// @ts-expect-error: one weight for two
grad(loss)({ w: [x] }, { x }, 0.1);
// @ts-expect-error: another batch
grad(loss)(params, x, 0.1);
// @ts-expect-error: the function returns no tensor
grad((p: Params) => p);

declare const f: (p: Params, x: Tensor) => { readonly y: Tensor; readonly z: readonly [Tensor] };
const [value, pullback] = vjp(f, params, x);
is<Equal<typeof value, { readonly y: Tensor; readonly z: readonly [Tensor] }>>();
const pulled = pullback({ y: x, z: [x] });
is<Equal<typeof pulled, [p: Params, x: Tensor]>>();
// @ts-expect-error: a weight for every output
pullback({ y: x });
// @ts-expect-error: an argument for every parameter
vjp(f, params);

const [, tangent] = jvp(f, [params, x], [params, x]);
is<Equal<typeof tangent, { readonly y: Tensor; readonly z: readonly [Tensor] }>>();
// @ts-expect-error: a tangent for every argument
jvp(f, [params, x], [params]);
const [, push] = linearize(f, params, x);
is<Equal<ReturnType<typeof push>, { readonly y: Tensor; readonly z: readonly [Tensor] }>>();
// @ts-expect-error: tangents like the arguments
push(x, params);

const J = jacobian((p: { readonly a: Tensor }) => ({ y: p.a, z: p.a }))({ a: x });
J.y.a satisfies Tensor;
// @ts-expect-error: derivatives for a only
J.y.b;
const H = hessian((p: { readonly a: Tensor; readonly b: Tensor }) => p.a.mul(p.b))({ a: x, b: x });
H.a.b satisfies Tensor;
const product = hvp((p: Params) => p.w[0])(params, params);
is<Equal<typeof product, Params>>();
// @ts-expect-error: a vector like the argument
hvp((p: Params) => p.w[0])(params, x);
