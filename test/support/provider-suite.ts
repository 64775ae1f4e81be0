/** @file The conformance suite of a provider: every operation at every sample, in every dtype it takes. */

import { describe, expect, it } from "vitest";
import { type Dtype, dtypes } from "../../packages/glissade/src/graph/dtype.ts";
import type { AnyOp } from "../../packages/glissade/src/graph/op.ts";
import { ops } from "../../packages/glissade/src/ops/index.ts";
import type { CompileOptions } from "../../packages/glissade/src/run/program.ts";
import { type Claim, problems } from "./claims.ts";
import { lacking } from "./lacking.ts";
import { attempt, forward } from "./op-checks.ts";

/** Samples that fix all dtypes are checked once; other dtypes than floats only at the first sample. */
function claims(op: AnyOp, dtype: Dtype): Claim[] {
  const samples = dtypes[dtype].kind === "float" ? op.samples : op.samples.slice(0, 1);
  return samples.flatMap((sample, index) =>
    (attempt(() => forward({ op, sample, dtype })) ?? []).map((claim) => ({
      ...claim,
      what: `sample ${index}: ${claim.what}`,
    })),
  );
}

/** One run per operation and dtype computes all its samples. */
export function describeProvider(options: CompileOptions): void {
  describe.each(Object.keys(dtypes) as Dtype[])("%s", (dtype) => {
    const rows = ops.map((op) => [op.name, claims(op, dtype)] as const).filter(([, each]) => each.length > 0);
    it.each(rows)("%s", async (name, each) => {
      const found = problems(each, options);
      if (lacking[dtype]?.includes(name)) await expect(found).rejects.toThrow("ONNX Runtime refused the graph");
      else expect(await found).toEqual([]);
    });
  });
}
