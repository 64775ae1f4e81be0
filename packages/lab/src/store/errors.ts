/** @file The errors of a store: what a database, a disk or a network refuses. */

import { GlissadeError } from "glissade";

/** A store that cannot be opened, read or written. */
export class StoreError extends GlissadeError {
  override readonly code = "STORE";
}

/** What a database said, in words that help; `undefined` where it is nothing known. */
export type Explain = (error: unknown) => StoreError | undefined;

/** A field of an error, whatever it is. */
export function fieldOf(error: unknown, name: string): unknown {
  return typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
}
