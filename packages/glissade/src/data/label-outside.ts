/** @file The error for a label that is none of the classes. */

import { DataError } from "../errors.ts";

interface Outside {
  /** Which label it is, such as " at index 3"; left out where `where` says it. */
  readonly at?: string;
  /** Whose classes they are, such as " of the outputs". */
  readonly of?: string;
  /** What to do besides checking the label. */
  readonly fix?: string;
}

/** What errors say of a label that is none of the classes, 0 up to less than their number. */
export const labelOutside = (
  where: string,
  label: number | bigint,
  classes: number,
  { at = "", of = "", fix = "" }: Outside = {},
): DataError =>
  new DataError({
    where,
    rule: `label ${label}${at} is outside the ${classes} classes${of}`,
    fix: `Labels count from 0 to ${classes - 1}${fix}`,
  });
