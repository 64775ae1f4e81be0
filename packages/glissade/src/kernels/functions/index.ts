/** @file Elementary functions, made of instructions. */

import { erf, erfc } from "./erf.ts";
import { exp, expm1 } from "./exp.ts";
import { tanh } from "./hyperbolic.ts";
import { log, log1p } from "./log.ts";
import { pow } from "./pow.ts";
import { cos, sin } from "./trigonometric.ts";

/** Without branches: where formulas differ, both are computed. */
export const functions = { exp, expm1, log, log1p, sin, cos, tanh, erf, erfc, pow };
