/** @file Optimizers by name: what the command line and study files may write. */

import type { Optimizer } from "../transform.ts";

/** A number, or one of the listed values. */
export type ParameterKind = "number" | readonly (string | boolean)[];

/** The kind of an option that is off or on. */
export const flag = [false, true] as const;

/** How an optimizer is written: `sgd(0.2, momentum=0.9)`. */
// biome-ignore lint/suspicious/noExplicitAny: a list of signatures forgets which options each takes.
export interface Signature<Options = any> {
  readonly name: string;
  create(options: Options): Optimizer;
  /** Parameters in the order in which they may be given without a name. */
  readonly parameters: Readonly<Record<keyof Options & string, ParameterKind>>;
}
