/** @file One step in time of the recurrent layers. */

import type { Tensor } from "../../../graph/tensor.ts";
import { add, mul, sub } from "../../../ops/elementwise/arithmetic.ts";
import { sigmoid } from "../../../ops/elementwise/sigmoid.ts";
import { relu, tanh } from "../../../ops/elementwise/unary.ts";
import { split } from "../../../ops/shape/concat.ts";

/** What a recurrent layer remembers from step to step: its output h. */
export type Hidden = { readonly h: Tensor };

/** What an LSTM remembers from step to step: its output h and its cell c. */
export type HiddenAndCell = { readonly h: Tensor; readonly c: Tensor };

/** x is Wx + b for all gates of the step, (batch, gates · units), and `project` gives Uh + b likewise. */
export interface Cell<Memory extends Hidden> {
  readonly gates: number;
  /** Whether both are only ever added, so that x may hold both biases. */
  readonly isSum: boolean;
  readonly remembers: readonly (keyof Memory & string)[];
  readonly step: (memory: Memory, x: Tensor, project: (h: Tensor) => Tensor) => Memory;
}

const gatesOf = (x: Tensor, count: number): Tensor[] => split(x, count, { axis: -1 });

const plainCell = (activation: (x: Tensor) => Tensor): Cell<Hidden> => ({
  gates: 1,
  isSum: true,
  remembers: ["h"],
  step: ({ h }, x, project) => ({ h: activation(add(x, project(h))) }),
});

/** h' = tanh(Wx + Uh) or relu(Wx + Uh) */
export const plainCells = { tanh: plainCell(tanh), relu: plainCell(relu) };

/** r, z = σ(Wx + Uh); n = tanh(Wx + r·Uh); h' = (1 - z)n + zh */
export const gruCell: Cell<Hidden> = {
  gates: 3,
  isSum: false,
  remembers: ["h"],
  step({ h }, x, project) {
    const [xr, xz, xn] = gatesOf(x, 3) as [Tensor, Tensor, Tensor];
    const [hr, hz, hn] = gatesOf(project(h), 3) as [Tensor, Tensor, Tensor];
    const r = sigmoid(add(xr, hr));
    const z = sigmoid(add(xz, hz));
    const n = tanh(add(xn, mul(r, hn)));
    return { h: add(mul(sub(1, z), n), mul(z, h)) };
  },
};

/** i, f, o = σ(Wx + Uh); g = tanh(Wx + Uh); c' = fc + ig; h' = o·tanh(c') */
export const lstmCell: Cell<HiddenAndCell> = {
  gates: 4,
  isSum: true,
  remembers: ["h", "c"],
  step({ h, c: before }, x, project) {
    const [i, f, g, o] = gatesOf(add(x, project(h)), 4) as [Tensor, Tensor, Tensor, Tensor];
    const c = add(mul(sigmoid(f), before), mul(sigmoid(i), tanh(g)));
    return { h: mul(sigmoid(o), tanh(c)), c };
  },
};
