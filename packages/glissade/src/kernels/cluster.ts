/** @file The rewrite that joins elementwise operations, and reductions at their edges, to one kernel each. */

import { applyAll } from "../graph/apply.ts";
import type { LaneRule } from "../graph/lane.ts";
import { placeholder } from "../graph/literal.ts";
import type { Attributes } from "../graph/op.ts";
import type { OpSource, Source } from "../graph/source.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { fused } from "./fused.ts";
