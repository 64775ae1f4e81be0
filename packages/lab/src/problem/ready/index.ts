/** @file Ready problems, by name. */

import type { ProblemFunction } from "../problem.ts";
import { autoencoder } from "./autoencoder.ts";
import { charLstm, smallGpt, tinyGpt, tinyLstm } from "./characters.ts";
import { glyphsCnn } from "./glyphs-cnn.ts";
import { lenet } from "./lenet.ts";
import { algoperfMnist, mnistMlp } from "./mnist-mlp.ts";
import { quadraticDeepProblem } from "./quadratic-deep.ts";
import { smallCnn } from "./small-cnn.ts";

/** One line each; a study names one as its `problem`. */
export const readyProblems: Readonly<Record<string, ProblemFunction>> = {
  "algoperf-mnist": algoperfMnist,
  autoencoder,
  "char-lstm": charLstm,
  "glyphs-cnn": glyphsCnn,
  lenet,
  "mnist-mlp": mnistMlp,
  "quadratic-deep": quadraticDeepProblem,
  "small-cnn": smallCnn,
  "small-gpt": smallGpt,
  "tiny-gpt": tinyGpt,
  "tiny-lstm": tinyLstm,
};
