/** @file Elementary functions, made of instructions. */

import type { Lane, LaneMath } from "../../graph/lane.ts";

type Unary = (math: LaneMath, x: Lane) => Lane;

const missing: Unary = () => {
  throw new Error("internal: not written yet");
};

export const functions = {
  exp: missing,
  expm1: missing,
  log: missing,
  log1p: missing,
  sin: missing,
  cos: missing,
  tanh: missing,
  erf: missing,
  erfc: missing,
  pow: (math: LaneMath, x: Lane, _y: Lane): Lane => missing(math, x),
};
