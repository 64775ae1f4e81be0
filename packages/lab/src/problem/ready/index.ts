/** @file Ready problems, by name. */

import type { ProblemFunction } from "../../study/study.ts";
import { glyphsCnn } from "./glyphs-cnn.ts";

/** One line each; a study names one as its `problem`. */
export const readyProblems: Readonly<Record<string, ProblemFunction>> = {
  "glyphs-cnn": glyphsCnn,
};
