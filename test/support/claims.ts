/** @file Claims that ONNX Runtime computes what an oracle says; many are checked in one run. */

import { dtypes, toNumbers, toWrapped } from "../../packages/glissade/src/graph/dtype.ts";
import type { HostArray } from "../../packages/glissade/src/graph/host.ts";
import { formatType, type Tensor } from "../../packages/glissade/src/graph/tensor.ts";
import {
  type CompileOptions,
  createProgram,
  loadProgram,
  type Program,
} from "../../packages/glissade/src/run/program.ts";

export interface Claim {
  readonly what: string;
  readonly actual: Tensor;
  readonly expected: HostArray;
  /** Whether NaN means that the oracle has no answer; `false` by default: then it must be NaN. */
  readonly hasGaps?: boolean;
  /** Relative, and absolute below 1. */
  readonly tolerance?: number;
}

/** The outputs of a graph without inputs, as ONNX Runtime computes them. */
export const run = async (outputs: readonly Tensor[], options: CompileOptions = ONE): Promise<HostArray[]> =>
  results(await loadProgram({ inputs: [], outputs }, options));

async function results(program: Program): Promise<HostArray[]> {
  const arrays = (await program([])).map(async (y) => ({ ...y.type, data: toNumbers(await y.data()) }));
  return Promise.all(arrays);
}

const ONE: CompileOptions = { threads: 1 };

/** What is wrong with the claims; each is run as it was recorded, and rewritten as programs are. */
export async function problems(claims: readonly Claim[], options = ONE): Promise<string[]> {
  const outputs = claims.map(({ actual }) => actual);
  const plain = await run(outputs, options);
  const cheaper = await results(await createProgram({ inputs: [], outputs }, options));
  return claims.flatMap((claim, index) => [
    ...compare(claim, plain[index]!),
    ...compare({ ...claim, what: `${claim.what}, rewritten` }, cheaper[index]!),
  ]);
}

const ROUNDING = { float32: 5e-6, float64: 1e-12 } as const;

/** What is wrong with a claim about results that are there. */
export function compare(
  { what, expected, tolerance, hasGaps = false }: Omit<Claim, "actual">,
  actual: HostArray,
): string[] {
  if (formatType(actual) !== formatType(expected)) {
    return [`${what}: has type ${formatType(actual)}, not ${formatType(expected)}`];
  }
  // Integers wrap around as in the typed array that holds them.
  const wanted = toNumbers(toWrapped(expected.dtype, expected.data));
  const allowed =
    tolerance ?? (dtypes[actual.dtype].kind === "float" ? ROUNDING[actual.dtype as "float32"] : 0);
  const isRight = (value: number, at: number) =>
    Number.isNaN(value) ? hasGaps || Number.isNaN(actual.data[at]!) : close(actual.data[at]!, value, allowed);
  const wrong = wanted.findIndex((value, at) => !isRight(value, at));
  return wrong < 0 ? [] : [`${what}: element ${wrong} is ${actual.data[wrong]}, not ${wanted[wrong]}`];
}

const close = (actual: number, expected: number, tolerance: number): boolean =>
  actual === expected || Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
