/** @file A ring of eight Gaussians, and how much of it points show. */

import { hostRandom } from "glissade/data";

type Point = readonly [x: number, y: number];

export function ringOfGaussians(count: number): readonly Point[] {
  const chance = hostRandom(1);
  return Array.from({ length: count }, (_, at) => {
    const angle = (at % 8) * (Math.PI / 4);
    return [2 * Math.cos(angle) + 0.1 * chance.normal(), 2 * Math.sin(angle) + 0.1 * chance.normal()];
  });
}

/** The share of points near the ring, and how many of the Gaussians they show. */
export function coverage(points: readonly Point[]) {
  const near = points.filter(([x, y]) => Math.abs(Math.hypot(x, y) - 2) < 0.4);
  const modes = new Set(near.map(([x, y]) => Math.round((Math.atan2(y, x) / Math.PI) * 4 + 8) % 8));
  return { near: near.length / points.length, modes: modes.size };
}
