/** @file Nonlinear regression problems of NIST's Statistical Reference Datasets: a reader of the files, and the models. */

import { cos, exp, mul, pow, sin, type Tensor, tensor } from "../../packages/glissade/src/index.ts";

export interface NistProblem {
  readonly y: Tensor;
  readonly x: Tensor;
  readonly parameters: readonly NistParameter[];
  readonly certified: { readonly residualSquares: number; readonly residualDeviation: number };
}

export interface NistParameter {
  readonly starts: readonly [number, number];
  readonly certified: number;
  readonly deviation: number;
}

/** The problem in a file; its heading says on which lines the parts are. */
export function parseNist(text: string): NistProblem {
  const lines = text.split(/\r?\n/);
  const section = (name: string): string[] => {
    const [, from, to] = new RegExp(`${name}\\s+\\(lines\\s+(\\d+) to\\s+(\\d+)\\)`).exec(text)!.map(Number);
    return lines.slice(from! - 1, to);
  };
  const certified = section("Certified Values");
  const labelled = (label: string) => Number(certified.find((line) => line.startsWith(label))!.split(":")[1]);
  const rows = section("Data").map((line) => line.trim().split(/\s+/).map(Number));
  const column = (index: number) =>
    tensor(
      rows.map((row) => row[index]!),
      { dtype: "float64" },
    );
  return {
    y: column(0),
    x: column(1),
    parameters: section("Starting Values").map(parseParameter),
    certified: {
      residualSquares: labelled("Residual Sum of Squares"),
      residualDeviation: labelled("Residual Standard Deviation"),
    },
  };
}

/** b1 =   500         250           2.3894212918E+02  2.7070075241E+00 */
function parseParameter(line: string): NistParameter {
  const [first, second, certified, deviation] = line.split("=")[1]!.trim().split(/\s+/).map(Number);
  return { starts: [first!, second!], certified: certified!, deviation: deviation! };
}

type Model = (x: Tensor, ...b: Tensor[]) => Tensor;

/** c₀ + c₁x + c₂x² + ... by Horner's rule. */
const polynomial = (x: Tensor, [first, ...rest]: readonly Tensor[]): Tensor =>
  rest.length === 0 ? first! : polynomial(x, rest).mul(x).add(first!);

const bell = (x: Tensor, height: Tensor, centre: Tensor, width: Tensor): Tensor =>
  exp(x.sub(centre).div(width).square().neg()).mul(height);

const decay = (x: Tensor, height: Tensor, rate: Tensor): Tensor => exp(x.mul(rate).neg()).mul(height);

const wave = (x: Tensor, period: Tensor | number, [a, b]: readonly [Tensor, Tensor]): Tensor => {
  const phase = x.mul(2 * Math.PI).div(period);
  return cos(phase).mul(a).add(sin(phase).mul(b));
};

/** What the files give as formulas. */
export const nistModels: Readonly<Record<string, Model>> = {
  Chwirut2: (x, b1, b2, b3) => exp(x.mul(b1!).neg()).div(polynomial(x, [b2!, b3!])),
  DanWood: (x, b1, b2) => pow(x, b2!).mul(b1!),
  ENSO: (x, b1, b2, b3, b4, b5, b6, b7, b8, b9) =>
    wave(x, 12, [b2!, b3!])
      .add(b1!)
      .add(wave(x, b4!, [b5!, b6!]))
      .add(wave(x, b7!, [b8!, b9!])),
  Eckerle4: (x, b1, b2, b3) => exp(x.sub(b3!).div(b2!).square().mul(-0.5)).mul(b1!.div(b2!)),
  Gauss1: (x, b1, b2, b3, b4, b5, b6, b7, b8) =>
    decay(x, b1!, b2!)
      .add(bell(x, b3!, b4!, b5!))
      .add(bell(x, b6!, b7!, b8!)),
  Lanczos3: (x, b1, b2, b3, b4, b5, b6) =>
    decay(x, b1!, b2!)
      .add(decay(x, b3!, b4!))
      .add(decay(x, b5!, b6!)),
  MGH09: (x, b1, b2, b3, b4) =>
    x
      .square()
      .add(x.mul(b2!))
      .mul(b1!)
      .div(x.square().add(x.mul(b3!)).add(b4!)),
  MGH10: (x, b1, b2, b3) => exp(b2!.div(x.add(b3!))).mul(b1!),
  MGH17: (x, b1, b2, b3, b4, b5) => b1!.add(decay(x, b2!, b4!)).add(decay(x, b3!, b5!)),
  Misra1a: (x, b1, b2) => exp(x.mul(b2!).neg()).neg().add(1).mul(b1!),
  Misra1b: (x, b1, b2) => pow(x.mul(b2!).div(2).add(1), -2).neg().add(1).mul(b1!),
  Rat42: (x, b1, b2, b3) => b1!.div(exp(b2!.sub(x.mul(b3!))).add(1)),
  Thurber: (x, b1, b2, b3, b4, b5, b6, b7) =>
    polynomial(x, [b1!, b2!, b3!, b4!]).div(mul(polynomial(x, [b5!, b6!, b7!]), x).add(1)),
};
