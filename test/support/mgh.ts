/** @file The least-squares problems 1 to 19 of Moré, Garbow and Hillstrom (1981), some with the bounds of Gay (1984). */

import {
  abs,
  add,
  arange,
  atan2,
  cos,
  exp,
  log,
  pow,
  sin,
  sqrt,
  square,
  stack,
  sub,
  type Tensor,
} from "../../packages/glissade/src/index.ts";
import { bard, f64, gaussian, kowalik, meyer, osborne1, osborne2 } from "./mgh-data.ts";

export interface MghProblem {
  readonly name: string;
  readonly start: readonly number[];
  readonly residual: (x: readonly Tensor[]) => Tensor;
  /** Least sum of squares, without bounds; further ones are local minima where the start may lead. */
  readonly optima: readonly number[];
  readonly bounds?: {
    readonly lower: readonly number[];
    readonly upper: readonly number[];
    readonly optimum: number;
  };
}

/** 1, 2, ..., count */
const counting = (count: number) => arange(count, { dtype: "float64" }).add(1);
const curve = (t: Tensor, height: Tensor, rate: Tensor): Tensor => exp(t.mul(rate).neg()).mul(height);
const bell = (t: Tensor, [height, steepness, centre]: readonly [Tensor, Tensor, Tensor]): Tensor =>
  exp(square(t.sub(centre)).mul(steepness).neg()).mul(height);

export const mghProblems: readonly MghProblem[] = [
  {
    name: "1 Rosenbrock",
    start: [-1.2, 1],
    residual: ([a, b]) => stack([sub(b!, square(a!)).mul(10), sub(1, a!)]),
    optima: [0],
  },
  {
    name: "2 Freudenstein and Roth",
    start: [0.5, -2],
    residual: ([a, b]) => {
      const [first, second] = [sub(5, b!).mul(b!).sub(2).mul(b!), add(b!, 1).mul(b!).sub(14).mul(b!)];
      return stack([a!.sub(13).add(first), a!.sub(29).add(second)]);
    },
    optima: [0, 48.984253679],
  },
  {
    name: "3 Powell, badly scaled",
    start: [0, 1],
    residual: ([a, b]) => stack([a!.mul(b!).mul(1e4).sub(1), exp(a!.neg()).add(exp(b!.neg())).sub(1.0001)]),
    optima: [0],
    bounds: { lower: [0, 1], upper: [1, 9], optimum: 1.51259e-10 },
  },
  {
    name: "4 Brown, badly scaled",
    start: [1, 1],
    residual: ([a, b]) => stack([a!.sub(1e6), b!.sub(2e-6), a!.mul(b!).sub(2)]),
    optima: [0],
    bounds: { lower: [0, 3e-5], upper: [1e6, 100], optimum: 784 },
  },
  {
    name: "5 Beale",
    start: [1, 1],
    residual: ([a, b]) => f64([1.5, 2.25, 2.625]).sub(sub(1, pow(b!, counting(3))).mul(a!)),
    optima: [0],
    bounds: { lower: [0.6, 0.5], upper: [10, 100], optimum: 0 },
  },
  {
    name: "6 Jennrich and Sampson",
    start: [0.3, 0.4],
    residual: ([a, b]) => {
      const i = counting(10);
      return i
        .mul(2)
        .add(2)
        .sub(exp(i.mul(a!)))
        .sub(exp(i.mul(b!)));
    },
    optima: [124.362],
  },
  {
    name: "7 helical valley",
    start: [-1, 0, 0],
    residual: ([a, b, c]) => {
      const turns = atan2(b!, a!).div(2 * Math.PI);
      return stack([
        c!.sub(turns.mul(10)).mul(10),
        sqrt(square(a!).add(square(b!)))
          .sub(1)
          .mul(10),
        c!,
      ]);
    },
    optima: [0],
    bounds: { lower: [-100, -1, -1], upper: [0.8, 1, 1], optimum: 0.99042212 },
  },
  {
    name: "8 Bard",
    start: [1, 1, 1],
    residual: ([a, b, c]) => {
      const u = counting(15);
      const v = sub(16, u);
      const w = f64([1, 2, 3, 4, 5, 6, 7, 8, 7, 6, 5, 4, 3, 2, 1]);
      return bard.sub(a!).sub(u.div(v.mul(b!).add(w.mul(c!))));
    },
    optima: [8.21487e-3],
  },
  {
    name: "9 Gaussian",
    start: [0.4, 1, 0],
    residual: ([a, b, c]) => bell(sub(8, counting(15)).div(2), [a!, b!.div(2), c!]).sub(gaussian),
    optima: [1.12793e-8],
    bounds: { lower: [0.398, 1, -0.5], upper: [4.2, 2, 0.1], optimum: 1.12793e-8 },
  },
  {
    name: "10 Meyer",
    start: [0.02, 4000, 250],
    residual: ([a, b, c]) =>
      exp(b!.div(counting(16).mul(5).add(45).add(c!)))
        .mul(a!)
        .sub(meyer),
    optima: [87.9458],
  },
  {
    name: "11 Gulf research and development",
    start: [5, 2.5, 0.15],
    residual: ([a, b, c]) => {
      const t = counting(99).div(100);
      const y = pow(log(t).mul(-50), 2 / 3).add(25);
      return exp(
        pow(abs(y.sub(b!)), c!)
          .div(a!)
          .neg(),
      ).sub(t);
    },
    optima: [0],
  },
  {
    name: "12 Box, three-dimensional",
    start: [0, 10, 20],
    residual: ([a, b, c]) => {
      const t = counting(3).div(10);
      const rest = exp(t.neg()).sub(exp(t.mul(-10)));
      return exp(t.mul(a!).neg())
        .sub(exp(t.mul(b!).neg()))
        .sub(rest.mul(c!));
    },
    optima: [0],
    bounds: { lower: [0, 5, 0], upper: [2, 9.5, 20], optimum: 3.0998153e-6 },
  },
  {
    name: "13 Powell, singular",
    start: [3, -1, 0, 1],
    residual: ([a, b, c, d]) =>
      stack([
        a!.add(b!.mul(10)),
        c!.sub(d!).mul(Math.sqrt(5)),
        square(b!.sub(c!.mul(2))),
        square(a!.sub(d!)).mul(Math.sqrt(10)),
      ]),
    optima: [0],
  },
  {
    name: "14 Wood",
    start: [-3, -1, -3, -1],
    residual: ([a, b, c, d]) =>
      stack([
        b!.sub(square(a!)).mul(10),
        sub(1, a!),
        d!.sub(square(c!)).mul(Math.sqrt(90)),
        sub(1, c!),
        b!.add(d!).sub(2).mul(Math.sqrt(10)),
        b!.sub(d!).div(Math.sqrt(10)),
      ]),
    optima: [0],
    bounds: { lower: [-100, -100, -100, -100], upper: [0, 10, 100, 100], optimum: 1.5567008 },
  },
  {
    name: "15 Kowalik and Osborne",
    start: [0.25, 0.39, 0.415, 0.39],
    residual: ([a, b, c, d]) => {
      const { u, y } = kowalik;
      const [above, below] = [u.square().add(u.mul(b!)), u.square().add(u.mul(c!)).add(d!)];
      return y.sub(above.mul(a!).div(below));
    },
    optima: [3.07505e-4],
  },
  {
    name: "16 Brown and Dennis",
    start: [25, 5, -5, -1],
    residual: ([a, b, c, d]) => {
      const t = counting(20).div(5);
      const [line, wave] = [t.mul(b!).add(a!).sub(exp(t)), sin(t).mul(d!).add(c!).sub(cos(t))];
      return square(line).add(square(wave));
    },
    optima: [85822.2],
    bounds: { lower: [-10, 0, -100, -20], upper: [100, 15, 0, 0.2], optimum: 88860.479 },
  },
  {
    name: "17 Osborne 1",
    start: [0.5, 1.5, -1, 0.01, 0.02],
    residual: ([a, b, c, d, e]) => {
      const t = counting(33).sub(1).mul(10);
      return osborne1
        .sub(a!)
        .sub(curve(t, b!, d!))
        .sub(curve(t, c!, e!));
    },
    optima: [5.46489e-5],
  },
  {
    name: "18 Biggs EXP6",
    start: [1, 2, 1, 1, 1, 1],
    residual: ([a, b, c, d, e, f]) => {
      const t = counting(13).div(10);
      const y = exp(t.neg())
        .sub(exp(t.mul(-10)).mul(5))
        .add(exp(t.mul(-4)).mul(3));
      return curve(t, c!, a!)
        .sub(curve(t, d!, b!))
        .add(curve(t, f!, e!))
        .sub(y);
    },
    optima: [0, 5.65565e-3, 0.306366772625],
    bounds: { lower: [0, 0, 0, 1, 0, 0], upper: [2, 8, 1, 7, 5, 5], optimum: 5.3209865e-4 },
  },
  {
    name: "19 Osborne 2",
    start: [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5],
    residual: (x) => {
      const t = counting(65).sub(1).div(10);
      const bells = [1, 2, 3].map((peak) => bell(t, [x[peak]!, x[peak + 4]!, x[peak + 7]!]));
      return [curve(t, x[0]!, x[4]!), ...bells].reduce(sub, osborne2);
    },
    optima: [4.01377e-2],
  },
];
