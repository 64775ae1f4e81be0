/** @file Reading from a device where its package cannot: by a run that gives its input back in memory of JavaScript. */

import type { TypedArray } from "../graph/dtype.ts";
import type { TensorType } from "../graph/op.ts";
import { graphOf } from "../graph/subgraph.ts";
import { formatType } from "../graph/tensor.ts";
import { toModel } from "./model.ts";
import type { Package, ReadView, SessionOptions } from "./session.ts";

/** Types that have sessions at a time. */
const MOST_READERS = 64;

/** Reads by sessions with these options, one for each type. */
export function deviceReader({ InferenceSession }: Package, options: SessionOptions): ReadView {
  const open = (type: TensorType) =>
    InferenceSession.create(toModel(graphOf([type], (x) => [x!])).model.bytes, options);
  const sessions = new Map<string, ReturnType<typeof open>>();
  const sessionOf = (type: TensorType) => {
    const key = formatType(type);
    const session = sessions.get(key) ?? open(type);
    sessions.delete(key);
    sessions.set(key, session);
    // One that was refused is asked for again.
    session.catch(() => sessions.delete(key));
    if (sessions.size > MOST_READERS) sessions.delete(sessions.keys().next().value!);
    return session;
  };
  return async (view) => {
    try {
      const session = await sessionOf({ dtype: view.type as TensorType["dtype"], shape: view.dims });
      const results = await session.run({ [session.inputNames[0]!]: view });
      return results[session.outputNames[0]!]!.data as TypedArray;
    } finally {
      view.dispose();
    }
  };
}
