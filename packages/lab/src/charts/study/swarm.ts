/** @file Points along a line, moved aside so that none hides another. */

/**
 * How far each point is moved aside, in pixels: as little as keeps it apart from those before it, to one side and the
 * other in turn; where there is no room left, it lies over others.
 *
 * @param at positions along the line
 * @param size the distance that points keep
 * @param room the largest move
 */
export function swarm(
  at: readonly number[],
  { size, room }: { readonly size: number; readonly room: number },
): readonly number[] {
  const order = at.map((_, index) => index).sort((a, b) => at[a]! - at[b]! || a - b);
  const aside = new Array<number>(at.length).fill(0);
  const steps = Math.floor((2 * room) / size);
  const moves = Array.from(
    { length: 2 * steps + 1 },
    (_, k) => (k % 2 ? 1 : -1) * Math.ceil(k / 2) * (size / 2),
  );
  for (const [rank, index] of order.entries()) {
    const near: number[] = [];
    for (let k = rank - 1; k >= 0 && at[index]! - at[order[k]!]! < size; k--) near.push(order[k]!);
    const isFree = (move: number) =>
      near.every((other) => Math.hypot(at[index]! - at[other]!, move - aside[other]!) >= size - 1e-9);
    aside[index] = moves.find(isFree) ?? moves[rank % moves.length]!;
  }
  return aside;
}
