/** @file Every optimizer that can be written by name. */

import { adamSignature } from "./adam.ts";
import { sgdSignature } from "./sgd.ts";
import type { Signature } from "./signature.ts";

export const signatures: readonly Signature[] = [sgdSignature, adamSignature];
