/** @file Loops and choices in the graph, rematerialisation, and functions with gradients of their own. */

export { cond } from "./cond.ts";
export { customVjp } from "./custom-vjp.ts";
export { checkpoint } from "./rematerialize.ts";
export { type ScanOptions, scan } from "./scan.ts";
export { whileLoop } from "./while-loop.ts";
