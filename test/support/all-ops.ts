/** @file Every operation: those of the list, and those that hold graphs. */

import { controlOps } from "../../packages/glissade/src/control/records.ts";
import type { AnyOp } from "../../packages/glissade/src/graph/op.ts";
import { ops } from "../../packages/glissade/src/ops/index.ts";

export const allOps: readonly AnyOp[] = [...ops, ...controlOps];
