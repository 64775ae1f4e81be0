/** @file Optimizers that look at whole leaves, at layers, or at the distance covered. */

import type { Family } from "./family.ts";

export const structured: Family = { subjects: [], optax: {}, torch: {} };
