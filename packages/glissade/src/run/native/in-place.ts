/** @file The outputs of a program that are written where arguments were that it may overwrite. */

import type { TensorType } from "../../graph/op.ts";
import { sameShape } from "../../graph/shape.ts";
import type { OpSource } from "../../graph/source.ts";
import type { Graph } from "../../graph/walk.ts";
import type { Kernel } from "../../kernels/kernel.ts";
import { isSame } from "./tail.ts";

interface Ends {
  readonly graph: Graph;
  readonly tail: readonly OpSource[];
  readonly donated: readonly number[];
}

/** The output, by the position of the argument in whose place the tail writes it. */
export function pairInPlace(
  { graph, tail, donated }: Ends,
  kernels: ReadonlyMap<OpSource, Pick<Kernel, "inPlace">>,
): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  tail.forEach((source, at) => {
    const later = new Set(tail.slice(at + 1).flatMap(({ inputs }) => inputs.map((input) => input.source)));
    kernels.get(source)!.inPlace.forEach((allowed, index) => {
      const place = graph.outputs.findIndex((output) => isSame(output, { source, index } as never));
      const candidates = allowed
        .map((position) => graph.inputs.indexOf(source.inputs[position]!))
        .filter(
          (each) => donated.includes(each) && !pairs.has(each) && !later.has(graph.inputs[each]!.source),
        );
      // A state usually returns in the order in which it came.
      const chosen = candidates.includes(place) ? place : candidates[0];
      if (place >= 0 && chosen !== undefined) pairs.set(chosen, place);
    });
  });
  return pairs;
}

/** The outputs whose memory goes round: those in place, and for each other argument that is given up one like it. */
export function roundPlaces(
  { inputs, outputs }: Graph,
  donated: readonly number[],
  pairs: ReadonlyMap<number, number>,
): ReadonlySet<number> {
  const round = new Set(pairs.values());
  for (const position of donated) {
    if (pairs.has(position)) continue;
    const fits = (place: number) =>
      place < outputs.length && !round.has(place) && isAlike(outputs[place]!.type, inputs[position]!.type);
    const place = fits(position) ? position : outputs.findIndex((_, each) => fits(each));
    if (place >= 0) round.add(place);
  }
  return round;
}

const isAlike = (x: TensorType, y: TensorType): boolean => x.dtype === y.dtype && sameShape(x.shape, y.shape);
