/** @file Kinds of options that several solvers share. */

import { type Kind, kind } from "../options/kinds.ts";
import { nonNegatives } from "../options/ranges.ts";
import type { LineSearch } from "./minimize/line-search.ts";

/** Of what ends every search. */
export const toleranceKinds = {
  maxIterations: kind.whole,
  gradientTolerance: kind.within(nonNegatives),
  valueTolerance: kind.within(nonNegatives),
  stepTolerance: kind.within(nonNegatives),
};

export const searchKind = kind.callable<LineSearch>();

/** Of the names of a table. */
export const nameIn = <Table extends object>(table: Table): Kind<keyof Table & string> =>
  kind.choice(...(Object.keys(table) as (keyof Table & string)[]));
