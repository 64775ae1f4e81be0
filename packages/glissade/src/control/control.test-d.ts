/** @file Type tests of loops and choices: the carry keeps its type. */

import { type Equal, is } from "../../../../test/support/types.ts";
import { checkpoint, cond, customVjp, scan, type Tensor, whileLoop } from "../index.ts";

type Carry = { readonly h: Tensor; readonly c?: Tensor };
declare const carry: Carry;
declare const x: Tensor;
declare const done: Tensor;

const [end, results] = scan(
  (state: Carry, slice: readonly [Tensor, Tensor]) => [state, { y: slice[0] }] as const,
  carry,
  [x, x],
);
is<Equal<typeof end, Carry>>();
is<Equal<typeof results, { readonly y: Tensor }>>();
// @ts-expect-error: the carry changes
scan((_state: Carry, slice: Tensor) => [slice, slice], carry, x);
// @ts-expect-error: another start
scan((state: Carry, slice: Tensor) => [state, slice], x, x);
// @ts-expect-error: other slices
scan((state: Carry, slice: readonly [Tensor, Tensor]) => [state, slice], carry, x);

const chosen = cond(
  done,
  (a: Carry, b: Tensor) => ({ y: b, a }),
  (a: Carry, b: Tensor) => ({ y: b, a }),
  carry,
  x,
);
is<Equal<typeof chosen, { y: Tensor; a: Carry }>>();
cond(
  done,
  (a: Tensor) => a,
  // @ts-expect-error: another result
  (a: Tensor) => [a],
  x,
);
// @ts-expect-error: an argument for every parameter
cond(
  done,
  (_a: Carry, b: Tensor) => b,
  (_a: Carry, b: Tensor) => b,
  carry,
);

const last = whileLoop(
  ({ h }: Carry) => h,
  (state) => state,
  carry,
);
is<Equal<typeof last, Carry>>();
whileLoop(
  (state: Carry) => state.h,
  // @ts-expect-error: the body returns no carry
  (state: Carry) => state.h,
  carry,
);

const saved = checkpoint((a: Carry, b: Tensor) => [a, b] as const);
is<Equal<typeof saved, (a: Carry, b: Tensor) => readonly [Carry, Tensor]>>();

customVjp(
  (_a: Carry, b: Tensor) => b,
  ([a, b], y, dy) => [a, b.mul(y).mul(dy)],
);
customVjp(
  (_a: Carry, b: Tensor) => b,
  // @ts-expect-error: a gradient for every argument
  ([, b]) => [b],
);
