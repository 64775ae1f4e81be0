/** @file Optimizers by name, which describe their options to text, documents and tests. */

import type { Tree } from "../../tree.ts";
import type { Optimizer } from "../transform.ts";
import { type Complete, type OptionsOf, type OptionTable, read } from "./option.ts";

/** What an optimizer by name says of itself. */
export interface Described {
  readonly name: string;
  /** What it knows of its options, in the order in which text gives them. */
  readonly options: OptionTable;
  /** Text can name it, unlike other functions that describe their options. */
  readonly isAlgorithm: true;
}

/** A function from options to an optimizer. */
export type Algorithm<Options, State extends Tree = Tree> = Described &
  (Record<never, never> extends Options
    ? (options?: Options) => Optimizer<State>
    : (options: Options) => Optimizer<State>);

/** An optimizer of the name; `create` gets options that are checked and complete, and the name for its errors. */
export function algorithm<Table extends OptionTable, State extends Tree>(
  name: string,
  options: Table,
  create: (options: Complete<Table>, name: string) => Optimizer<State>,
): Algorithm<OptionsOf<Table>, State> {
  const make = (given?: OptionsOf<Table>) => create(read(name, options, given), name);
  Object.defineProperty(make, "name", { value: name });
  return Object.assign(make, { options, isAlgorithm: true }) as Algorithm<OptionsOf<Table>, State>;
}

/** Any of them. */
// biome-ignore lint/suspicious/noExplicitAny: a list of optimizers forgets which options each takes.
export type AnyAlgorithm = Described & ((options: any) => Optimizer);

/** Whether an export of a module is an optimizer by name. */
export const isAlgorithm = (value: unknown): value is AnyAlgorithm =>
  typeof value === "function" && "isAlgorithm" in value;
