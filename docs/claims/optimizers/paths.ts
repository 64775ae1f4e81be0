/** @file Claims about the steps of optimizers on simple functions, without randomness. */

import { digits, list, median } from "../../words.ts";
import { type Claim, linkTo, verdictOf } from "../claim.ts";
import { setting as constantGradient } from "../experiments/dying-rates.ts";
import { setting as canyon } from "../experiments/momentum-forms.ts";
import { setting as parabola } from "../experiments/nesterov.ts";
import { results } from "../experiments.ts";

export const nesterov: Claim = {
  claim: "Nesterov's momentum overshoots less than plain momentum.",
  from: "C, E",
  how: `x² from ${parabola.start} with ${parabola.rates.length} rates and ${parabola.momenta.length} momenta, ${parabola.steps} steps in float64: the farthest point behind the minimum, in parts of the way to it.`,
  judge() {
    const found = results().nesterov;
    if (!found) return undefined;
    const { momentum: plain = [], nesterov: ahead = [] } = found;
    const less = plain.filter((value, at) => ahead[at]! < value).length;
    const differences = plain.map((value, at) => value - ahead[at]!);
    return {
      verdict: verdictOf(less > 0, less === plain.length),
      numbers: `Less in ${less} of ${plain.length} settings; ${digits(median(plain), 2)} against ${digits(median(ahead), 2)} in the median, less by ${digits(Math.min(...differences), 2)} to ${digits(Math.max(...differences), 2)}.`,
      words: "Exact: no randomness. On a parabola; on networks overshoot has no such plain meaning.",
    };
  },
};

export const forms: Claim = {
  claim: "Both forms of momentum agree when the rate is rescaled, with an effective window of 1/(1-β).",
  from: "B, D",
  how: `\`${canyon.sum}\` and \`${canyon.average}\` for ${canyon.steps} steps down a canyon; and the length of steps under a constant gradient, in rates.`,
  judge() {
    const found = results()["momentum-forms"];
    if (!found) return undefined;
    const { largestGap = [], momenta = [], stepsOfConstantGradient = [] } = found;
    const agree = largestGap[0]! < 1e-9;
    const isWindow = momenta.every(
      (beta, at) => Math.abs(stepsOfConstantGradient[at]! * (1 - beta) - 1) < 1e-3,
    );
    return {
      verdict: verdictOf(agree, isWindow),
      numbers: `Largest gap between the paths ${digits(largestGap[0]!, 2)}. Steps for β = ${momenta.join(", ")}: ${stepsOfConstantGradient.map((step) => digits(step)).join(", ")} rates.`,
      words: agree ? "The gap is that of rounding." : "The gap is more than that of rounding.",
    };
  },
};

export const dying: Claim = {
  claim: "AdaGrad's rate dies away; RMSProp's and Adadelta's do not.",
  from: "B, E",
  how: `A constant gradient of 1: the length of steps ${list(constantGradient.at.map(String))}. Also ${linkTo("14-rates-of-adagrad")}.`,
  judge() {
    const found = results()["dying-rates"];
    if (!found) return undefined;
    const { at = [] } = found;
    const text = (name: string) => found[name]!.map((value) => digits(value)).join(", ");
    const last = (name: string) => found[name]!.at(-1)! / found[name]![0]!;
    const root = Math.sqrt(at[0]! / at.at(-1)!);
    return {
      verdict: verdictOf(last("adagrad") < 0.2, last("rmsprop") > 0.5, last("adadelta") > 0.5),
      numbers: `AdaGrad ${text("adagrad")}; RMSProp ${text("rmsprop")}; Adadelta ${text("adadelta")}.`,
      words: `Exact: no randomness. From the first to the last of them AdaGrad's steps are multiplied by ${digits(last("adagrad"))} (1/√t says ${digits(root)}), RMSProp's by ${digits(last("rmsprop"))}, Adadelta's by ${digits(last("adadelta"))}.`,
    };
  },
};
