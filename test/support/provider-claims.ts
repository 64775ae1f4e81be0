/** @file What a provider must compute: every operation at every sample, in every dtype it takes. */

import { type Dtype, dtypes } from "../../packages/glissade/src/graph/dtype.ts";
import type { AnyOp } from "../../packages/glissade/src/graph/op.ts";
import { ops } from "../../packages/glissade/src/ops/index.ts";
import type { Claim } from "./claims.ts";
import { attempt, forward } from "./op-checks.ts";

export interface Row {
  readonly op: AnyOp;
  readonly claims: readonly Claim[];
}

/** The operations that take a dtype, each with its claims; other dtypes than floats only at the first sample. */
export const rowsOf = (dtype: Dtype): Row[] =>
  ops.map((op) => ({ op, claims: claimsOf(op, dtype) })).filter(({ claims }) => claims.length > 0);

function claimsOf(op: AnyOp, dtype: Dtype): Claim[] {
  const samples = dtypes[dtype].kind === "float" ? op.samples : op.samples.slice(0, 1);
  return samples.flatMap((sample, index) =>
    (attempt(() => forward({ op, sample, dtype })) ?? []).map((claim) => ({
      ...claim,
      what: `sample ${index}: ${claim.what}`,
    })),
  );
}
