/**
 * @file Receptive field: two 3×3 convolutions one behind the other see 5×5 pixels, with fewer weights.
 * @methods receptive field; two stacked 3×3 convolutions against one 5×5
 * @see The gradient of one output for the input shows what it sees: 5×5 pixels both times. Through two layers the middle counts
 * more, since more ways lead there.
 */

import { heatMap, panels } from "@glissade/lab/charts";
import { grad, nn, random, summary, type Tensor, tensor, zeros } from "glissade";
import type { Lesson } from "./support/lesson.ts";

const size = 9;
const channels = 8;
const plain = { weight: nn.constant(1), bias: null };
const stacked = (filters: number) =>
  nn.sequential(nn.conv2d(filters, 3, plain), nn.conv2d(filters, 3, plain));
const single = (filters: number) => nn.sequential(nn.conv2d(filters, 5, plain));

/** The gradient of the middle output, (9, 9). */
async function seenBy<Params>(model: nn.Layer<Params>): Promise<number[][]> {
  const x = zeros([1, 1, size, size], { dtype: "float64" });
  const params = model.init(random.key(1), x);
  const middle = (input: Tensor) => {
    const y = model.apply(params, input);
    const mask = zeros(y.shape, { dtype: "float64" }).reshape([-1]);
    const at = Math.floor(mask.size / 2);
    return y.reshape([-1]).mul(oneAt(at, mask.size)).sum();
  };
  return (await grad(middle)(x).reshape([size, size]).toArray()) as number[][];
}

function oneAt(at: number, length: number): Tensor {
  return tensor(
    Array.from({ length }, (_, index) => Number(index === at)),
    { dtype: "float64" },
  );
}

const fields = { "two 3×3": await seenBy(stacked(1)), "one 5×5": await seenBy(single(1)) };
const extent = (field: number[][]) => field.filter((row) => row.some((value) => value !== 0)).length;
const weightsOf = <Params>(model: nn.Layer<Params>) =>
  summary(model, zeros([1, channels, size, size])).parameters;
const numbers = {
  twoSee: extent(fields["two 3×3"]),
  oneSees: extent(fields["one 5×5"]),
  twoWeights: weightsOf(stacked(channels)),
  oneWeights: weightsOf(single(channels)),
};

export default {
  numbers,
  holds: {
    "both see five pixels across": numbers.twoSee === 5 && numbers.oneSees === 5,
    "18 weights for each pair of channels against 25": numbers.twoWeights / numbers.oneWeights === 18 / 25,
  },
  figure: panels({
    charts: Object.entries(fields).map(([title, values]) =>
      heatMap({ title, x: "column", y: "row", values, numbers: true }),
    ),
  }),
} satisfies Lesson;
