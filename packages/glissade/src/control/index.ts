/** @file Loops and choices in the graph, and functions that transformations treat apart. */

import type { AnyOp } from "../graph/op.ts";
import { Cond } from "./cond.ts";
import { CustomVjp } from "./custom-vjp.ts";
import { Scan } from "./scan-op.ts";
import { While } from "./while-loop.ts";

export { checkpoint } from "./checkpoint.ts";
export { cond } from "./cond.ts";
export { customVjp } from "./custom-vjp.ts";
export { type ScanOptions, scan } from "./scan.ts";
export { whileLoop } from "./while-loop.ts";

/** Operations that hold graphs. */
export const controlOps: readonly AnyOp[] = [Scan, Cond, While, CustomVjp];
