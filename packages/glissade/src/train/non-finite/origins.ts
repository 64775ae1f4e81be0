/** @file Where in a training step each operation belongs: to a layer, the loss, a gradient, an update. */

import type { Source } from "../../graph/source.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Observe } from "../../nn/layer.ts";
import { flatten, joinPath } from "../../tree.ts";
import type { Watch } from "../step-graph.ts";

/** A part of a training step. */
export interface Origin {
  /** What is given to the step, or the part of it that computes. */
  readonly phase: "given" | "forward" | "loss" | "backward" | "update";
  /** The layer as in `summary`, "" for the whole network; of what is given and of updates the path of the leaf. */
  readonly path: string;
  /** The layer as it is written, `linear(10)`. */
  readonly layer?: string;
  /** The operation whose gradient this is part of. */
  readonly gradientOf?: string;
}

/** The origins of operations; the first that asks for one gets it. */
export class Origins {
  readonly #origins = new Map<Source, Origin>();

  of(source: Source): Origin | undefined {
    return this.#origins.get(source);
  }

  /** Takes everything that these tensors need and that is not taken yet. */
  take(tree: unknown, origin: Origin): void {
    const open = [...flatten(tree, "step").leaves];
    for (let tensor = open.pop(); tensor; tensor = open.pop()) {
      const { source } = tensor;
      if (source.kind === "literal" || this.#origins.has(source)) continue;
      this.#origins.set(source, origin);
      if (source.kind === "op") open.push(...source.inputs);
    }
  }
}

/** A watch over a step that finds the origin of each operation. */
export function watchOrigins(origins: Origins, model: string): Watch {
  const whole: Origin = { phase: "forward", path: "", layer: model };
  const gradients = (source: Source & { readonly kind: "op" }, dxs: readonly (Tensor | undefined)[]) => {
    const { path = "", layer, phase } = origins.of(source) ?? {};
    const inLayer = phase === "forward" ? { path, layer } : { path: "" };
    origins.take(
      dxs.filter((dx) => dx !== undefined),
      {
        ...{ phase: "backward", gradientOf: source.op.name, ...inLayer },
      },
    );
  };
  return {
    observe: watchParts(origins, whole),
    applied: (outputs, state) => origins.take([outputs, state], whole),
    computed: (loss) => origins.take(loss, { phase: "loss", path: "" }),
    gradients,
  };
}

/** Parts take what lies between their inputs and outputs, the innermost first. */
const watchParts =
  (origins: Origins, around: Origin): Observe =>
  ({ part, layer, variables, x }, apply) => {
    origins.take(x, around);
    const own: Origin = {
      phase: "forward",
      path: joinPath(around.path || undefined, part),
      layer: layer.name,
    };
    const result = apply(watchParts(origins, own));
    origins.take(variables, own);
    origins.take(result, own);
    return result;
  };
