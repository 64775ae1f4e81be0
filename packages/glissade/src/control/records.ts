/** @file The operations that hold graphs, for the suites that check every operation. */

import type { AnyOp } from "../graph/op.ts";
import { Cond } from "./cond.ts";
import { CustomVjp } from "./custom-vjp.ts";
import { Scan } from "./scan-op.ts";
import { While } from "./while-loop.ts";

export const controlOps: readonly AnyOp[] = [Scan, Cond, While, CustomVjp];
