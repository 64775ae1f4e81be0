/** @file Claims on a provider: every operation at every sample, in every dtype it takes. */

import { type Dtype, dtypes } from "../../packages/glissade/src/graph/dtype.ts";
import type { AnyOp, Sample } from "../../packages/glissade/src/graph/op.ts";
import { allOps } from "./all-ops.ts";
import type { Claim } from "./claims.ts";
import { attempt, forward } from "./op-checks.ts";
import { isShape } from "./values.ts";

export interface Row {
  readonly op: AnyOp;
  readonly claims: readonly Claim[];
}

/**
 * The operations that take a dtype, each with its claims, without samples of NaN and infinities where `finite`; other
 * dtypes than floats only at the first sample.
 */
export const rowsOf = (dtype: Dtype, finite: boolean): Row[] =>
  allOps.map((op) => ({ op, claims: claimsOf(op, dtype, finite) })).filter(({ claims }) => claims.length > 0);

/** Whether all that a sample says of its inputs is finite. */
export const hasNumbers = ({ inputs }: Sample<unknown>): boolean =>
  inputs.every((input) => isShape(input) || (input.values ?? []).every(Number.isFinite));

function claimsOf(op: AnyOp, dtype: Dtype, finite: boolean): Claim[] {
  const samples = dtypes[dtype].kind === "float" ? op.samples : op.samples.slice(0, 1);
  const checked = finite ? samples.filter(hasNumbers) : samples;
  return checked.flatMap((sample, index) =>
    (attempt(() => forward({ op, sample, dtype })) ?? []).map((claim) => ({
      ...claim,
      what: `sample ${index}: ${claim.what}`,
    })),
  );
}
