/** @file Claims that ONNX Runtime computes what an oracle says; many are checked in one run. */

import { dtypes, toNumbers, toTypedArray } from "../../packages/glissade/src/graph/dtype.ts";
import type { HostArray } from "../../packages/glissade/src/graph/host.ts";
import { type DataSource, formatType, type Tensor } from "../../packages/glissade/src/graph/tensor.ts";
import { emit, toBytes } from "../../packages/glissade/src/onnx/emit.ts";
import { createSession } from "../../packages/glissade/src/run/node.ts";
import { createProgram } from "../../packages/glissade/src/run/program.ts";

export interface Claim {
  readonly what: string;
  readonly actual: Tensor;
  /** NaN where the oracle has no answer. */
  readonly expected: HostArray;
  /** Relative, and absolute below 1. */
  readonly tolerance?: number;
}

/** The outputs of a graph without inputs, as ONNX Runtime computes them. */
export async function run(outputs: readonly Tensor[]): Promise<HostArray[]> {
  const { model, inputNames, outputNames, captured } = emit({ inputs: [], outputs });
  const session = await createSession(
    toBytes(model),
    { inputs: inputNames, outputs: outputNames },
    { threads: 1 },
  );
  const results = await session.run(
    captured.map(({ source, type }) => ({ source: source as DataSource, type })),
  );
  return results.map(({ data }, index) => ({ ...outputs[index]!.type, data: toNumbers(data) }));
}

/** What is wrong with the claims; each is run as it was recorded, and rewritten as programs are. */
export async function problems(claims: readonly Claim[]): Promise<string[]> {
  const outputs = claims.map(({ actual }) => actual);
  const plain = await run(outputs);
  const program = await createProgram({ inputs: [], outputs }, { threads: 1 });
  const cheaper = (await program([])).map(({ type, source }) => ({
    ...type,
    data: toNumbers((source as DataSource).data),
  }));
  return claims.flatMap((claim, index) => [
    ...compare(claim, plain[index]!),
    ...compare({ ...claim, what: `${claim.what}, rewritten` }, cheaper[index]!),
  ]);
}

const ROUNDING = { float32: 5e-6, float64: 1e-12 } as const;

function compare({ what, expected, tolerance }: Claim, actual: HostArray): string[] {
  if (formatType(actual) !== formatType(expected)) {
    return [`${what}: has type ${formatType(actual)}, not ${formatType(expected)}`];
  }
  // Integers wrap around as in the typed array that holds them.
  const wanted = toNumbers(toTypedArray(expected.dtype, expected.data));
  const allowed =
    tolerance ?? (dtypes[actual.dtype].kind === "float" ? ROUNDING[actual.dtype as "float32"] : 0);
  const wrong = wanted.findIndex((value, at) => !close(actual.data[at]!, value, allowed));
  return wrong < 0 ? [] : [`${what}: element ${wrong} is ${actual.data[wrong]}, not ${wanted[wrong]}`];
}

const close = (actual: number, expected: number, tolerance: number): boolean =>
  Number.isNaN(expected) ||
  actual === expected ||
  Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
