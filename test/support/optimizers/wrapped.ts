/** @file Optimizers inside wrappers. */

import type { Family } from "./family.ts";

export const wrapped: Family = { subjects: [], optax: {}, torch: {} };
