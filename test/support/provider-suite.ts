/** @file The conformance suite of a provider. */

import { describe, expect, it } from "vitest";
import { type Dtype, dtypes } from "../../packages/glissade/src/graph/dtype.ts";
import type { CompileOptions } from "../../packages/glissade/src/run/program.ts";
import { type Claim, problems } from "./claims.ts";
import type { Lacking } from "./lacking.ts";
import { rowsOf } from "./provider-claims.ts";

export interface Expectations {
  /** Operations that fail, by dtype; one that passes after all is a failure too. */
  readonly missing?: Lacking;
  /** Operations with a result that devices are free to choose, which are left out. */
  readonly free?: Lacking;
  /** For float32, where the provider rounds more than others. */
  readonly tolerance?: number;
  /** Whether the provider may compute as if there were no NaN and no infinities; `false` by default. */
  readonly finite?: boolean;
}

/** One run per operation and dtype computes all its samples. */
export function describeProvider(
  options: CompileOptions,
  { missing = {}, free = {}, tolerance, finite = false }: Expectations = {},
): void {
  const loosen = (claim: Claim): Claim =>
    claim.actual.dtype === "float32" && tolerance ? { ...claim, tolerance } : claim;
  describe.each(Object.keys(dtypes) as Dtype[])("%s", (dtype) => {
    const rows = rowsOf(dtype, finite)
      .filter(({ op }) => !free[dtype]?.includes(op.name))
      .map(({ op, claims }) => [op.name, claims.map(loosen)] as const);
    it.each(rows)("%s", async (name, claims) => {
      const found = await problems(claims, options).catch((error) => [error.message]);
      if (missing[dtype]?.includes(name)) expect(found, "an unexpected pass").not.toEqual([]);
      else expect(found).toEqual([]);
    });
  });
}
