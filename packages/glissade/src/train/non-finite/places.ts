/** @file Where in a training step each operation belongs: to a layer, the loss, a gradient, an update. */

import type { Source } from "../../graph/source.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Observe } from "../../nn/layer.ts";
import { flatten, joinPath } from "../../tree.ts";
import type { Watch } from "../step-graph.ts";

/** A part of a training step. */
export interface Place {
  /** What is given to the step, or the part of it that computes. */
  readonly phase: "given" | "forward" | "loss" | "backward" | "update";
  /** The layer as in `summary`, "" for the whole network; of what is given and of updates the path of the leaf. */
  readonly path: string;
  /** The layer as it is written, `linear(10)`. */
  readonly layer?: string;
  /** The operation whose gradient this is part of. */
  readonly gradientOf?: string;
}

/** The places of operations; the first that asks for one gets it. */
export class Places {
  readonly #places = new Map<Source, Place>();

  of(source: Source): Place | undefined {
    return this.#places.get(source);
  }

  /** Takes everything that these tensors need and nobody has taken. */
  take(tree: unknown, place: Place): void {
    const open = [...flatten(tree, "step").leaves];
    for (let tensor = open.pop(); tensor; tensor = open.pop()) {
      const { source } = tensor;
      if (source.kind === "literal" || this.#places.has(source)) continue;
      this.#places.set(source, place);
      if (source.kind === "op") open.push(...source.inputs);
    }
  }
}

/** A watch over a step that finds the place of each operation. */
export function watchPlaces(places: Places, model: string): Watch {
  const whole: Place = { phase: "forward", path: "", layer: model };
  const gradients = (source: Source & { readonly kind: "op" }, dxs: readonly (Tensor | undefined)[]) => {
    const { path = "", layer, phase } = places.of(source) ?? {};
    const inLayer = phase === "forward" ? { path, layer } : { path: "" };
    places.take(
      dxs.filter((dx) => dx !== undefined),
      {
        ...{ phase: "backward", gradientOf: source.op.name, ...inLayer },
      },
    );
  };
  return {
    observe: watchParts(places, whole),
    applied: (outputs, state) => places.take([outputs, state], whole),
    computed: (loss) => places.take(loss, { phase: "loss", path: "" }),
    gradients,
  };
}

/** Parts take what lies between their inputs and outputs, the innermost first. */
const watchParts =
  (places: Places, around: Place): Observe =>
  ({ part, layer, variables, x }, apply) => {
    places.take(x, around);
    const own: Place = {
      phase: "forward",
      path: joinPath(around.path || undefined, part),
      layer: layer.name,
    };
    const result = apply(watchParts(places, own));
    places.take(variables, own);
    places.take(result, own);
    return result;
  };
