/** @file Cells in a stack of layers, each in one direction or both. */

import { arange } from "../../../create-tensor.ts";
import { within } from "../../../errors.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { cast } from "../../../ops/elementwise/cast.ts";
import { less, where } from "../../../ops/elementwise/compare.ts";
import { concat } from "../../../ops/shape/concat.ts";
import { reshape, transpose } from "../../../ops/shape/layout.ts";
import { stack } from "../../../ops/shape/reorder.ts";
import { slice } from "../../../ops/shape/slice.ts";
import { kind, optionsReader } from "../../../options/kinds.ts";
import { decays, requireCount } from "../../../options/ranges.ts";
import * as random from "../../../random/index.ts";
import { mapTree } from "../../../tree.ts";
import { biasKind, type Initializer, initializerKind } from "../../initializers.ts";
import type { Context, Layer } from "../../layer.ts";
import { requireCall, requireStart } from "../../layer-checks.ts";
import { recurrentLayout } from "../../pytorch-layout.ts";
import { dropout as dropoutOf } from "../dropout.ts";
import { requireShapes } from "../parameters.ts";
import type { Cell, Hidden } from "./cells.ts";
import { type RecurrentInput, readInput, sequencesOf } from "./input.ts";
import {
  type AnyRecurrentParams,
  type RecurrentParams,
  recurrentShapes,
  recurrentStart,
  type StackShape,
} from "./parameters.ts";
import { unroll } from "./unroll.ts";

/** What a recurrent layer gives: h of all steps, h behind the last one, or the first with the state at the end. */
export type Giving = "sequence" | "last" | "both";

export interface RecurrentOptions {
  /** Layers one on the other; 1 by default. */
  readonly layers?: number;
  /** Dropout between the layers, in [0, 1); 0 by default. */
  readonly dropout?: number;
  /** Start of the weights for the input; uniform in ±1/√units by default, as that of the others. */
  readonly input?: Initializer;
  /** Start of the weights for h. */
  readonly recurrent?: Initializer;
  /** Start of both biases of each cell; `null` leaves them out. */
  readonly bias?: Initializer | null;
  /** Whether a second cell of each layer reads from the end, whose h stands behind the first's; `false` by default. */
  readonly bidirectional?: boolean;
  /**
   * `"sequence"` for h of all steps, (batch, time, units), by default; `"last"` for h behind the last step of each
   * sequence, (batch, units); `"both"` for `{ y, state }`, the first and the state at the end. Units are doubled where
   * the layer is bidirectional.
   */
  readonly output?: Giving;
}

/** The options that types of parameters and outputs depend on. */
export type TypedOptions<Bias, Both, Give> = {
  readonly bias?: Bias;
  readonly bidirectional?: Both;
  readonly output?: Give;
};

export type RecurrentOutput<Memory, Give> = Give extends "both"
  ? { readonly y: Tensor; readonly state: Memory }
  : Tensor;

export type Recurrent<Memory, Bias, Both, Give> = Layer<
  RecurrentParams<Bias, Both>,
  RecurrentInput<Memory>,
  RecurrentOutput<Memory, Give>
>;

export const recurrentKinds = {
  layers: kind.count,
  dropout: kind.within(decays),
  input: initializerKind,
  recurrent: initializerKind,
  bias: biasKind,
  bidirectional: kind.boolean,
  output: kind.choice<Giving>("sequence", "last", "both"),
};

export const readRecurrent = optionsReader<RecurrentOptions>(recurrentKinds);

/** A layer of such cells; options have been read. */
export function recurrent<Memory extends Hidden, Bias, Both, Give>(
  name: string,
  cell: Cell<Memory>,
  { units, ...options }: RecurrentOptions & { readonly units: number },
): Recurrent<Memory, Bias, Both, Give> {
  requireCount(`${name}(units)`, units);
  const { layers = 1, dropout = 0, bidirectional = false, output = "sequence" } = options;
  const { input, recurrent, bias } = options;
  const directions = bidirectional ? ["forward", "backward"] : ["forward"];
  const shape: StackShape = { layers, directions, gates: cell.gates, units, hasBias: bias !== null };
  const whole = { cell, shape, dropout };
  const title = `${name}(${units})`;
  const layer: Layer<AnyRecurrentParams, RecurrentInput<Memory>, unknown> = {
    name: title,
    pytorch: recurrentLayout,
    random: dropout > 0 && layers > 1,
    init: (key, given) =>
      within(title, () => {
        requireStart(key, given);
        const x = sequencesOf(given);
        return recurrentStart(shape, { input, recurrent, bias }, { key, x });
      }),
    apply: (params, given, context) =>
      within(title, () => {
        requireCall(given, context);
        const x = sequencesOf(given);
        requireShapes("params", params, { shapes: recurrentShapes(shape, x.shape[2]!), x });
        const { y, state } = applyStack(whole, params, { given, context });
        const steps = transpose(y, [1, 0, 2]); // (batch, time, units)
        if (output === "last") return lastOf(state.h, directions.length);
        return output === "both" ? { y: steps, state } : steps;
      }),
  };
  return layer as unknown as Recurrent<Memory, Bias, Both, Give>;
}

interface Stack<Memory extends Hidden> {
  readonly cell: Cell<Memory>;
  readonly shape: StackShape;
  readonly dropout: number;
}

interface Call<Memory> {
  readonly given: RecurrentInput<Memory>;
  readonly context: Context | undefined;
}

/** y is (time, batch, units), the state that of all cells. */
function applyStack<Memory extends Hidden>(
  { cell, shape: { directions, units }, dropout }: Stack<Memory>,
  params: AnyRecurrentParams,
  { given, context }: Call<Memory>,
): { readonly y: Tensor; readonly state: Memory } {
  const cells = params.length * directions.length;
  const { x, lengths, state } = readInput(given, { remembers: cell.remembers, cells, units });
  const isInside = lengths && insideOf(lengths, x.shape[1]!);
  const drop = dropoutOf(dropout);
  const keys = context?.key ? random.split(context.key, params.length) : [];
  const ends: Memory[] = [];
  const y = params.reduce(
    (below, layer, at) => {
      const input =
        at === 0 || dropout === 0 ? below : drop.apply([], below, context && { ...context, key: keys[at] });
      const results = directions.map((direction) => {
        const memory = mapTree((all: Tensor) => rowOf(all, ends.length), state);
        const reverse = direction === "backward";
        const [end, h] = unroll(cell, layer[direction]!, { x: input, isInside, memory, reverse });
        ends.push(end);
        return h;
      });
      return concat(results, { axis: -1 });
    },
    withoutPadding(transpose(x, [1, 0, 2]), isInside),
  );
  const [first, ...rest] = ends as [Memory, ...Memory[]];
  return { y, state: mapTree((...each: Tensor[]) => stack(each), first, ...rest) };
}

/** Whether each step is before the end of its sequence: (time, batch, 1). */
const insideOf = (lengths: Tensor, time: number): Tensor =>
  less(
    reshape(arange(time, { dtype: "int64" }), [time, 1, 1]),
    reshape(cast(lengths, "int64"), [lengths.size, 1]),
  );

/** What fills a sequence up may be anything, also NaN, which no gradient is to see. */
const withoutPadding = (x: Tensor, isInside: Tensor | undefined): Tensor =>
  isInside ? where(isInside, x, 0) : x;

const rowOf = (x: Tensor, row: number): Tensor =>
  reshape(slice(x, { starts: [row], ends: [row + 1] }), x.shape.slice(1));

/** h of the highest layer, directions side by side: (batch, directions · units). */
const lastOf = (h: Tensor, directions: number): Tensor => {
  const [cells] = h.shape as [number];
  const rows = Array.from({ length: directions }, (_, at) => rowOf(h, cells - directions + at));
  return concat(rows, { axis: -1 });
};
