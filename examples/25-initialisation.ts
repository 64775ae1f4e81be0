/**
 * @file Initialisation: what a deep network gives at the start, layer by layer, by how its weights begin.
 * @methods constant; N(0, σ²); U(-½, ½); Xavier normal and uniform; Kaiming normal and uniform; LeCun; orthogonal
 * @see Kaiming keeps the size of the signal through ten layers of relu; Xavier keeps a third of it through ten of tanh, where
 * N(0, 0.01²) leaves nothing. A larger start saturates tanh or blows relu up, and equal weights leave all units the same.
 */

import { lineChart, panels } from "@glissade/lab/charts";
import { evaluate, nn, random, stack, standardDeviation } from "glissade";
import type { Lesson } from "./support/lesson.ts";

const DEPTH = 10;
const WIDTH = 256;
const x = random.normal(random.key(1), [256, WIDTH]);

const starts: Readonly<Record<string, nn.Initializer>> = {
  "constant 0.01": nn.constant(0.01),
  "N(0, 0.01²)": nn.normal(0.01),
  "U(-½, ½)": nn.uniform(0.5),
  "Xavier normal": nn.xavierNormal(),
  "Xavier uniform": nn.xavier(),
  "Kaiming normal": nn.kaimingNormal(),
  "Kaiming uniform": nn.kaiming(),
  LeCun: nn.lecunNormal(),
  orthogonal: nn.orthogonal(),
};

/** The standard deviation behind each layer. */
async function deviations(weight: nn.Initializer, activation: () => nn.Layer<nn.None>): Promise<number[]> {
  let signal = x;
  const found = [];
  for (const key of random.split(random.key(2), DEPTH)) {
    const layer = nn.sequential(nn.linear(WIDTH, { weight }), activation());
    signal = await evaluate(layer.apply(layer.init(key, signal), signal));
    found.push(standardDeviation(signal));
  }
  return Array.from(await stack(found).data(), Number);
}

const activations = { relu: nn.relu, tanh: nn.tanh };
type Name = keyof typeof activations;
const found: Record<Name, Record<string, number[]>> = { relu: {}, tanh: {} };
for (const [name, weight] of Object.entries(starts)) {
  for (const activation of Object.keys(activations) as Name[]) {
    found[activation][name] = await deviations(weight, activations[activation]);
  }
}
const change = (activation: Name, name: string) =>
  found[activation][name]!.at(-1)! / found[activation][name]![0]!;
const numbers = {
  kaimingRelu: change("relu", "Kaiming normal"),
  xavierRelu: change("relu", "Xavier normal"),
  smallRelu: change("relu", "N(0, 0.01²)"),
  bookRelu: change("relu", "U(-½, ½)"),
  xavierTanh: change("tanh", "Xavier normal"),
  smallTanh: change("tanh", "N(0, 0.01²)"),
  orthogonalTanh: change("tanh", "orthogonal"),
};

export default {
  numbers,
  holds: {
    "Kaiming keeps the size of relu's signal": numbers.kaimingRelu > 0.5 && numbers.kaimingRelu < 2,
    "Xavier halves its square with every relu": Math.abs(numbers.xavierRelu / 2 ** -4.5 - 1) < 0.5,
    "a small start fades": numbers.smallRelu < 1e-6,
    "U(-½, ½) explodes at this width": numbers.bookRelu > 1e3,
    "Xavier keeps more of tanh's signal than N(0, 0.01²)":
      numbers.xavierTanh > 0.2 && numbers.smallTanh < 1e-6,
  },
  figure: panels({
    charts: (Object.keys(found) as Name[]).map((activation) =>
      lineChart({
        title: activation,
        x: "layer",
        y: "standard deviation",
        yScale: "log",
        lines: Object.entries(found[activation]).map(([name, values]) => ({
          name,
          points: values.map((value, index) => [index + 1, value > 1e-12 ? value : Number.NaN] as const),
        })),
      }),
    ),
  }),
} satisfies Lesson;
