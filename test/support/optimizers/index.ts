/** @file Every optimizer, for the suites that go through all. */

import { adaptive } from "./adaptive.ts";
import { descent } from "./descent.ts";
import type { Family } from "./family.ts";
import { structured } from "./structured.ts";
import { wrapped } from "./wrapped.ts";

const families: readonly Family[] = [descent, adaptive, structured, wrapped];

export const subjects = families.flatMap((family) => family.subjects);

export const evaluated = new Set(families.flatMap((family) => family.evaluated ?? []));

/** Of each library, the optimizer for each golden trajectory. */
export const creators = {
  optax: Object.assign({}, ...families.map((family) => family.optax)) as Family["optax"],
  torch: Object.assign({}, ...families.map((family) => family.torch)) as Family["torch"],
};
