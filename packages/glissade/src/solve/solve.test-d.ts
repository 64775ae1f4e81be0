/** @file Type tests of solvers: results have the type of the start. */

import { type Equal, is } from "../../../../test/support/types.ts";
import { solve, type Tensor } from "../index.ts";

type Line = { readonly slope: Tensor; readonly offsets: readonly [Tensor, Tensor] };
declare const line: Line;
declare const x: Tensor;

const squares = ({ slope, offsets: [a, b] }: Line): Tensor => slope.mul(a).add(b);

const { x: least } = await solve.minimize((at: Line) => squares(at).square().sum(), line);
is<Equal<typeof least, Line>>();

const { x: fitted } = await solve.leastSquares(squares, line);
is<Equal<typeof fitted, Line>>();

const { x: zero } = await solve.root((y: Tensor) => y.square().sub(2), x);
is<Equal<typeof zero, Tensor>>();

// @ts-expect-error: another start
await solve.minimize((at: Line) => squares(at).sum(), x);
// @ts-expect-error: another start
await solve.leastSquares(squares, { slope: x });
// @ts-expect-error: an unknown option
await solve.root((y: Tensor) => y, x, { tolerance: 1e-6 });
// @ts-expect-error: an objective that is no tensor
await solve.minimize((at: Line) => at.offsets, line);
