/**
 * @file Least squares: a curve through measurements of which some are plainly wrong: robust losses, standard errors,
 * rank.
 * @methods non-linear least squares; Levenberg-Marquardt; robust losses; standard errors; rank report
 * @see The fit by squares is lifted by the wrong measurements. That by Cauchy's loss lies on the truth.
 */

import { lineChart } from "@glissade/lab";
import { solve, type Tensor, tensor } from "glissade";
import { hostRandom } from "glissade/data";
import type { Lesson } from "./support/lesson.ts";

const double = (values: number | number[]) => tensor(values, { dtype: "float64" });
const random = hostRandom(1);
const truth = (x: number) => 5 * Math.exp(-0.7 * x) + 1;
const times = Array.from({ length: 60 }, (_, index) => index / 10);
const measured = times.map((x, index) => truth(x) + 0.1 * random.normal() + (index % 9 === 4 ? 3 : 0));

type Params = { readonly height: Tensor; readonly rate: Tensor; readonly level: Tensor };
const model = ({ height, rate, level }: Params, x: Tensor) => x.mul(rate).neg().exp().mul(height).add(level);
const residual = (params: Params) => model(params, double(times)).sub(double(measured));
const start = { height: double(1), rate: double(1), level: double(0) };

const plain = await solve.leastSquares(residual, start);
const robust = await solve.leastSquares(residual, start, { loss: solve.cauchy(0.2) });

// The outliers lift the plain fit by a third; to the robust one they hardly matter.
console.log(Math.abs((await plain.x.level.item()) - 1) > 0.25); // true
console.log(Math.abs((await robust.x.level.item()) - 1) < 0.05); // true
console.log(Math.abs((await robust.x.rate.item()) - 0.7) < 0.05); // true
console.log(robust.reason); // "valueTolerance"

const { standardErrors } = robust.covariance();
console.log(Object.keys(standardErrors)); // ["height", "rate", "level"]
console.log(Math.max(...Object.values(standardErrors)) < 0.15); // true

// Two parameters that do the same cannot be told apart: the report says which, and along which line.
const doubled = ({ a, b }: { readonly a: Tensor; readonly b: Tensor }) =>
  a.mul(b).mul(double(times)).sub(double(measured));
const { rank, nullDirections } = await solve.rankReport(doubled, { a: double(1), b: double(2) });
console.log(rank); // 1
console.log(nullDirections); // [{ a: -0.5, b: 1 }]

const fitted = async ({ x }: { readonly x: Params }) => {
  const values = await model(x, double(times)).data();
  return times.map((time, index) => [time, Number(values[index])] as const);
};
const figure = lineChart({
  title: "Every ninth measurement is wrong by 3 (circles)",
  x: "time",
  y: "value",
  yScale: "linear",
  lines: [
    {
      name: "Cauchy loss",
      points: await fitted(robust),
      marks: times.map((time, index) => [time, measured[index]!]),
    },
    { name: "squares", points: await fitted(plain) },
    { name: "truth", points: times.map((time) => [time, truth(time)]) },
  ],
});

export default {
  numbers: { plainLevel: await plain.x.level.item(), robustLevel: await robust.x.level.item(), rank },
  holds: {
    "the robust fit finds the level 1, the plain one does not":
      Math.abs((await robust.x.level.item()) - 1) < 0.05 && Math.abs((await plain.x.level.item()) - 1) > 0.25,
  },
  figure,
} satisfies Lesson;
