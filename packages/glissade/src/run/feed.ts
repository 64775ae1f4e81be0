/** @file Tensors as inputs of sessions. */

import { GlissadeError } from "../errors.ts";
import { formatType, type Tensor } from "../graph/tensor.ts";
import type { Feed } from "./backend.ts";

/** Inputs hold data by now; only the placeholder of a trace does not. */
export function toFeed({ source, type }: Tensor): Feed {
  if (source.kind === "data" || source.kind === "literal") return { source, type };
  throw new GlissadeError({
    where: "compile",
    rule: `a compiled function needs tensors with data, got ${formatType(type)} of a function that is being traced`,
    fix: "Call the function itself there, and compile the outer one",
  });
}
