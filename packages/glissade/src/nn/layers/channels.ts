/** @file Channels of inputs, (batch, channels, ...). */

import { ShapeError } from "../../errors.ts";
import { formatShape, type Shape } from "../../graph/shape.ts";

/** How many there are. @throws ShapeError where the shape has none */
export function channelsOf(shape: Shape): number {
  if (shape.length > 1) return shape[1]!;
  throw new ShapeError({
    where: "input",
    rule: `needs shape [batch, channels, ...], got ${formatShape(shape)}`,
  });
}

/** Throws unless channels can be shared out to groups. */
export function requireParts(where: string, channels: number, groups: number): void {
  if (channels % groups === 0) return;
  throw new ShapeError({
    where,
    rule: `channels must be a multiple of the groups, got ${channels} and ${groups}`,
  });
}
