/** @file Checks of an operation at a sample. */

import { DtypeError, ShapeError } from "../../packages/glissade/src/errors.ts";
import { apply, applyAll, toList } from "../../packages/glissade/src/graph/apply.ts";
import { type Dtype, dtypes } from "../../packages/glissade/src/graph/dtype.ts";
import { literal } from "../../packages/glissade/src/graph/literal.ts";
import {
  type AnyOp,
  type Attributes,
  attributesAt,
  type Sample,
  type TensorType,
} from "../../packages/glissade/src/graph/op.ts";
import { type Shape, sizeOf } from "../../packages/glissade/src/graph/shape.ts";
import type { Tensor } from "../../packages/glissade/src/graph/tensor.ts";
import { type Claim, problems } from "./claims.ts";
import { interpret, toTensor } from "./interpret.ts";
import { batchClaims, gradientClaims, gradientOf, type Program, subsets } from "./program-checks.ts";
import { sampleInputs } from "./values.ts";

/** An operation at a sample, its free inputs of one dtype. */
export interface Case {
  readonly op: AnyOp;
  readonly sample: Sample<Attributes>;
  readonly dtype: Dtype;
}

const EXAMPLES = 3;
/** Neutral and absorbing elements, and one that is neither. */
const NUMBERS = [0, 1, -1, 2];

/** Everything that is wrong with an operation at a sample. */
export async function check(each: Case): Promise<string[]> {
  try {
    return await problems([...forward(each), ...rewrites(each), ...gradients(each), ...batches(each)]);
  } catch (error) {
    return [String(error)];
  }
}

const typeOf = ({ type }: Tensor): TensorType => type;

const program =
  ({ op, sample }: Case): Program =>
  (...inputs) =>
    applyAll(op, inputs, attributesAt(sample, inputs.map(typeOf)));

/** ONNX Runtime and `infer` agree with `reference`. */
export function forward(each: Case): Claim[] {
  const { op, sample, dtype } = each;
  const inputs = sampleInputs(sample, dtype);
  const expected = toList(op.reference(inputs, attributesAt(sample, inputs)));
  return program(each)(...inputs.map(toTensor)).map((actual, index) => ({
    what: `output ${index}`,
    actual,
    expected: expected[index]!,
  }));
}

/** Each input in turn a number of the program, as local rewrites look for; and the operation after itself. */
function rewrites({ op, sample, dtype }: Case): Claim[] {
  const inputs = sampleInputs(sample, dtype).map(toTensor);
  const attributes = attributesAt(sample, inputs.map(typeOf));
  const numbers = inputs.flatMap((input, index) =>
    NUMBERS.map(
      (value) => () => inputs.with(index, number(input, value, sample.attributes ? input.shape : [])),
    ),
  );
  const twice = () => inputs.with(0, sameSize(apply(op, inputs, attributes), inputs[0]!));
  return [...numbers, twice].flatMap((arrange, index) => {
    const output = attempt(() => apply(op, arrange(), attributes));
    return output ? [{ what: `rewrite ${index}`, actual: output, expected: interpret([output])[0]! }] : [];
  });
}

/** A literal beside the other inputs; integers may be indices and stay as they are. */
function number(input: Tensor, value: number, shape: Shape): Tensor {
  if (dtypes[input.dtype].kind === "integer") return input;
  return literal(new Array(sizeOf(shape)).fill(value), input.dtype, shape);
}

/** Attributes name axes, so they fit no tensor of another rank. */
const sameSize = (output: Tensor, input: Tensor): Tensor =>
  output.rank === input.rank && output.size === input.size ? output : input;

/** Undefined where dtypes or shapes do not fit. */
export function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof DtypeError || error instanceof ShapeError) return undefined;
    throw error;
  }
}

/** Whether asking for the gradient is no error. */
const hasGradient = ({ vjp }: AnyOp): boolean => typeof vjp === "function" || vjp.zero;

/** The gradient and its own gradient agree with finite differences. */
export function gradients(each: Case): Claim[] {
  if (!hasGradient(each.op)) return [];
  const inputs = sampleInputs(each.sample, each.dtype);
  const f = program(each);
  return [
    ...gradientClaims("gradient", f, inputs),
    ...gradientClaims("second gradient", gradientOf(f, 5), inputs),
  ];
}

/** vmap agrees with a loop, for the operation and its gradient and every choice of batched inputs. */
export function batches(each: Case): Claim[] {
  const variants = Array.from({ length: EXAMPLES }, (_, variant) =>
    sampleInputs(each.sample, each.dtype, variant),
  );
  const f = program(each);
  return subsets(each.sample.inputs.length).flatMap((batched) => [
    ...batchClaims("batch", f, { variants, batched }),
    ...(hasGradient(each.op) ? batchClaims("batched gradient", gradientOf(f), { variants, batched }) : []),
  ]);
}
