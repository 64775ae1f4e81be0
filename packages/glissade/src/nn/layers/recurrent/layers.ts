/** @file The recurrent layers: plain, with gates, and long short-term memory. */

import { kind, optionsReader } from "../../../options/kinds.ts";
import type { Initializer } from "../../initializers.ts";
import { gruCell, type Hidden, type HiddenAndCell, lstmCell, plainCells } from "./cells.ts";
import {
  type Giving,
  type Recurrent,
  type RecurrentOptions,
  readRecurrent,
  recurrent,
  recurrentKinds,
  type TypedOptions,
} from "./recurrent.ts";

export interface RnnOptions extends RecurrentOptions {
  /** `"tanh"` by default. */
  readonly activation?: "tanh" | "relu";
}

const readRnn = optionsReader<RnnOptions>({ ...recurrentKinds, activation: kind.choice("tanh", "relu") });

/**
 * A plain recurrent layer over sequences: h' = tanh(xW + b + hU + c), from (batch, time, features) to (batch, time,
 * units): Finding Structure in Time (Elman 1990). The input may also be `{ x, lengths, state }`, see `lstm`.
 *
 * @example
 * const layer = nn.rnn(3);
 * const params = layer.init(random.key(1), zeros([1, 5, 2]));
 * params[0]!.forward.recurrent.weight.shape; // [3, 3]
 * layer.apply(params, zeros([4, 5, 2])).shape; // [4, 5, 3]
 *
 * @throws ArgumentError for units that are no positive integer; at `init` and `apply` ShapeError for inputs that are no
 * sequences
 */
export function rnn<
  Bias extends Initializer | null = Initializer,
  Both extends boolean = false,
  Give extends Giving = "sequence",
>(units: number, options?: RnnOptions & TypedOptions<Bias, Both, Give>): Recurrent<Hidden, Bias, Both, Give> {
  const { activation = "tanh", ...rest } = readRnn("rnn", options);
  return recurrent("rnn", plainCells[activation], { ...rest, units });
}

/**
 * Gated recurrent units over sequences, from (batch, time, features) to (batch, time, units), with the gates r, z and n
 * in PyTorch's order and the reset behind the product as there: Learning Phrase Representations using RNN
 * Encoder-Decoder for Statistical Machine Translation (Cho et al. 2014, arXiv:1406.1078). The input may also be
 * `{ x, lengths, state }`, see `lstm`.
 *
 * @example
 * const layer = nn.gru(3, { bidirectional: true, output: "last" });
 * const params = layer.init(random.key(1), zeros([1, 5, 2]));
 * layer.apply(params, zeros([4, 5, 2])).shape; // [4, 6]
 *
 * @throws as `rnn`
 */
export function gru<
  Bias extends Initializer | null = Initializer,
  Both extends boolean = false,
  Give extends Giving = "sequence",
>(
  units: number,
  options?: RecurrentOptions & TypedOptions<Bias, Both, Give>,
): Recurrent<Hidden, Bias, Both, Give> {
  return recurrent("gru", gruCell, { ...readRecurrent("gru", options), units });
}

/**
 * Long short-term memory over sequences, from (batch, time, features) to (batch, time, units), with the gates i, f, g
 * and o in PyTorch's order: Long Short-Term Memory (Hochreiter and Schmidhuber 1997). For sequences of different lengths
 * and to go on from a state the input is `{ x, lengths, state }`, of which `lengths` and `state` may be left out; with
 * `output: "both"` the result is `{ y, state }`. Beyond the end of a sequence y is 0 and the state stays; a length
 * beyond the steps is an error where its number is known, and counts as all of them within a compiled function.
 *
 * @example
 * const layer = nn.lstm(3, { layers: 2, output: "both" });
 * const params = layer.init(random.key(1), zeros([1, 5, 2]));
 * const { state } = layer.apply(params, { x: zeros([2, 5, 2]), lengths: tensor([5, 3], { dtype: "int32" }) });
 * const { y } = layer.apply(params, { x: zeros([2, 1, 2]), state });
 * [state.c.shape, y.shape]; // [[2, 2, 3], [2, 1, 3]]
 *
 * @throws as `rnn`
 */
export function lstm<
  Bias extends Initializer | null = Initializer,
  Both extends boolean = false,
  Give extends Giving = "sequence",
>(
  units: number,
  options?: RecurrentOptions & TypedOptions<Bias, Both, Give>,
): Recurrent<HiddenAndCell, Bias, Both, Give> {
  return recurrent("lstm", lstmCell, { ...readRecurrent("lstm", options), units });
}
