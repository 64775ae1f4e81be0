/** @file The numbers of the texts on gradient descent and momentum, to the digits they print. */

import { add, cos, exp, grad, optim, type Tensor, tensor } from "glissade";
import { describe, expect, test } from "vitest";
import { expectClose } from "./support/close.ts";
import { descend } from "./support/descend.ts";

const double = (value: number) => tensor(value, { dtype: "float64" });

/** Functions of one or two numbers. */
const f = {
  "6x² - 12x + 3": (x) => x.square().mul(6).sub(x.mul(12)).add(3),
  "6x² + 9y² - 12x - 14y + 3": (x, y) =>
    add(x.square().mul(6), y!.square().mul(9)).sub(x.mul(12)).sub(y!.mul(14)).add(3),
  "a canyon, 6x² + 40y² - 12x - 30y + 3": (x, y) =>
    add(x.square().mul(6), y!.square().mul(40)).sub(x.mul(12)).sub(y!.mul(30)).add(3),
  "two minima": (x, y) =>
    hill(x, y!, [-1, 1])
      .mul(-2)
      .sub(hill(x, y!, [1, -1])),
  "x²": (x) => x.square(),
  "x·cos(.15πx)": (x) => x.mul(cos(x.mul(0.15 * Math.PI))),
  "x² + 2y²": (x, y) => x.square().add(y!.square().mul(2)),
  ".1x² + 2y²": (x, y) => x.square().mul(0.1).add(y!.square().mul(2)),
} satisfies Record<string, (x: Tensor, y?: Tensor) => Tensor>;

const hill = (x: Tensor, y: Tensor, [a, b]: readonly [number, number]) =>
  exp(x.sub(a).square().add(y.sub(b).square()).mul(-0.5));

interface Row {
  readonly start: readonly number[];
  /** As on the command line. */
  readonly by: string;
  readonly steps: number;
  /** As printed in the text. */
  readonly end: readonly string[];
}

const textbook = 'momentum=0.9, nesterov="textbook"';

// The book's table of Nesterov's method moves only the coordinate itself for each partial derivative and prints
// (.9128, -.9181) and (-.9718, .9813); here both coordinates look ahead together.
const descents: Record<keyof typeof f, readonly Row[]> = {
  "6x² - 12x + 3": [
    { start: [-0.9], by: "sgd(0.03)", steps: 15, end: [".9976479139"] },
    { start: [0.75], by: "sgd(0.15)", steps: 14, end: [".9890048837"] },
    { start: [0.75], by: "sgd(0.09, momentum=0.8)", steps: 10, end: [".9187301449"] },
    { start: [0.75], by: "sgd(0.09, momentum=0.8)", steps: 50, end: ["1.0002146677"] },
  ],
  "6x² + 9y² - 12x - 14y + 3": [
    { start: [-0.5, 2.9], by: "sgd(0.02)", steps: 12, end: [".944300", ".787800"] },
    { start: [1.5, -0.8], by: "sgd(0.02)", steps: 12, end: ["1.018567", ".770327"] },
    { start: [2.7, 2.3], by: "sgd(0.02)", steps: 12, end: ["1.063127", ".784966"] },
  ],
  "a canyon, 6x² + 40y² - 12x - 30y + 3": [
    { start: [-0.5, 2.3], by: "sgd(0.02)", steps: 14, end: [".967828", ".376509"] },
    { start: [2.3, 2.3], by: "sgd(0.01)", steps: 14, end: ["1.217120", ".375000"] },
  ],
  "two minima": [
    { start: [-1.5, 1.2], by: "sgd(0.4)", steps: 9, end: ["-.98038591", ".98038572"] },
    { start: [0.7, -0.2], by: "sgd(0.4)", steps: 20, end: [".88471974", "-.88470542"] },
    { start: [0.7, -0.2], by: "sgd(0.1, momentum=0.9)", steps: 25, end: [".88071575", "-.90631918"] },
    { start: [1.5, 1.5], by: "sgd(0.02, momentum=0.9)", steps: 90, end: ["-.94963246", ".98092072"] },
    { start: [0.7, -0.2], by: `sgd(0.1, ${textbook})`, steps: 25, end: [".89900149", "-.89829180"] },
    { start: [1.5, 1.5], by: `sgd(0.02, ${textbook})`, steps: 90, end: ["-.97172843", ".98043618"] },
  ],
  "x²": [
    { start: [10], by: "sgd(0.2)", steps: 10, end: [".060466"] },
    { start: [10], by: "sgd(0.05)", steps: 10, end: ["3.486784"] },
    { start: [10], by: "sgd(1.1)", steps: 10, end: ["61.917364"] },
  ],
  "x·cos(.15πx)": [{ start: [10], by: "sgd(2)", steps: 10, end: ["-1.528166"] }],
  "x² + 2y²": [{ start: [-5, -2], by: "sgd(0.1)", steps: 20, end: ["-.057646", "-.000073"] }],
  ".1x² + 2y²": [
    { start: [-5, -2], by: "sgd(0.4)", steps: 20, end: ["-.943467", "-.000073"] },
    { start: [-5, -2], by: "sgd(0.6)", steps: 20, end: ["-.387814", "-1673.365"] },
    { start: [-5, -2], by: "sgd(0.6, momentum=0.5)", steps: 20, end: [".007188", ".002553"] },
    {
      start: [-5, -2],
      by: "adagrad(0.4, initialAccumulator=0, eps=1e-6)",
      steps: 20,
      end: ["-2.382563", "-.158591"],
    },
    { start: [-5, -2], by: "rmsprop(0.4, eps=1e-6)", steps: 20, end: ["-.010599", ".000000"] },
  ],
};

/** A number with as many decimals as another was printed with. */
const printLike = (value: number, printed: string) => Number(value.toFixed(printed.split(".")[1]!.length));

describe.each(Object.entries(descents))("%s", (name, rows) => {
  test.each(rows)("from $start by $by in $steps steps", async ({ start, by, steps, end }) => {
    const { path } = await descend({
      f: ([x, y]) => f[name as keyof typeof f](x!, y!),
      start: start.map(double),
      optimizer: optim.parse(by).optimizer,
      steps,
    });
    const last = await Promise.all(path.at(-1)!.map((x) => x.item()));
    expect(last.map((value, index) => printLike(value, end[index]!))).toEqual(end.map(Number));
  });
});

test("the derivative at the start of the first descent", async () => {
  expectClose([await grad(f["6x² - 12x + 3"])(double(-0.9)).item()], -22.8);
});
