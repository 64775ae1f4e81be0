/** @file Reading from a device where its package cannot: by a run that gives its input back in memory of JavaScript. */

import type { TypedArray } from "../graph/dtype.ts";
import type { TensorType } from "../graph/op.ts";
import { graphOf } from "../graph/subgraph.ts";
import { formatType } from "../graph/tensor.ts";
import { toModel } from "./model.ts";
import { recent } from "./recent.ts";
import type { Package, ReadView, SessionOptions } from "./session.ts";

/** Types that have sessions at a time. */
const MOST_READERS = 64;

/** Reads by sessions with these options, one for each type. */
export function deviceReader({ InferenceSession }: Package, options: SessionOptions): ReadView {
  const open = (type: TensorType) =>
    InferenceSession.create(toModel(graphOf([type], (x) => [x!])).model.bytes, options);
  const keep = recent<Awaited<ReturnType<typeof open>>>(MOST_READERS);
  return async (view) => {
    try {
      const type: TensorType = { dtype: view.type as TensorType["dtype"], shape: view.dims };
      const session = await keep(formatType(type), () => open(type));
      const results = await session.run({ [session.inputNames[0]!]: view });
      return results[session.outputNames[0]!]!.data as TypedArray;
    } finally {
      view.dispose();
    }
  };
}
