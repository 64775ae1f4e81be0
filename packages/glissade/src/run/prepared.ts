/** @file What compiled functions say of themselves: how many programs they have made, and what they make one of. */

import type { Traced } from "../trace/trace.ts";
import type { ProgramOptions } from "./program.ts";

/** What a program is made of. */
export interface Prepared {
  readonly graph: Traced;
  readonly options: ProgramOptions;
}

type Counted = { readonly programs: number };

const PREPARE = Symbol("prepare");

/** A function that says how many programs it has made and, to `explain`, what it makes one of for arguments. */
export const withPrograms = <
  Arguments extends readonly unknown[],
  Call extends (...args: Arguments) => unknown,
>(
  call: Call & ((...args: Arguments) => unknown),
  programs: () => number,
  prepare: (...args: Arguments) => Prepared,
): Call & Counted =>
  Object.defineProperties(call, { programs: { get: programs }, [PREPARE]: { value: prepare } }) as Call &
    Counted;

/** What a function makes programs of, if it is compiled. */
export const prepareOf = (
  fn: (...args: never[]) => unknown,
): ((...args: readonly unknown[]) => Prepared) | undefined =>
  (fn as { readonly [PREPARE]?: (...args: readonly unknown[]) => Prepared })[PREPARE];

/** A function around a compiled one, of which it says the same. */
export const around = <Given extends readonly unknown[], Call extends (...given: Given) => unknown>(
  call: Call & ((...given: Given) => unknown),
  compiled: ((...args: never[]) => unknown) & Counted,
  argumentsOf: (given: Given) => readonly unknown[],
): Call & Counted =>
  withPrograms(
    call,
    () => compiled.programs,
    (...given: Given) => prepareOf(compiled)!(...argumentsOf(given)),
  );
