/** @file Numbers that scripts of fixtures draw as well, so that no fixture need hold them: test/fixtures/drawn.py. */

import { type Dtype, type Tensor, tensor } from "glissade";

/** The hash of a name by Fowler, Noll and Vo (FNV-1a), 32 bits. */
function seedOf(name: string): number {
  let found = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) found = Math.imul(found ^ byte, 0x01000193) >>> 0;
  return found;
}

export interface Drawn {
  readonly shape: readonly number[];
  readonly low: number;
  readonly high: number;
}

/** Uniform numbers by a linear congruential generator, exact in float64. */
export function drawn(name: string, { shape, low, high }: Drawn, dtype: Dtype): Tensor {
  let state = seedOf(name);
  const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + (high - low) * (state / 2 ** 32);
  });
  return tensor(values, { shape, dtype });
}
