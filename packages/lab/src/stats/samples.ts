/** @file The check of two samples. */

import { requireSample } from "../checks.ts";

/** Throws unless both are samples. */
export function requireSamples(where: string, a: unknown, b: unknown): void {
  requireSample(`${where}(a)`, a);
  requireSample(`${where}(b)`, b);
}
