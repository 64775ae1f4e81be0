/** @file Hyper-parameters with all their digits, whatever the dtype of the parameters. */

import { literal } from "../graph/literal.ts";
import { type Operand, Tensor } from "../graph/tensor.ts";
import { cast } from "../ops/cast.ts";

/** A hyper-parameter as a float64 scalar. */
export const toDouble = (value: Operand): Tensor =>
  value instanceof Tensor ? cast(value, "float64") : literal(value, "float64");
