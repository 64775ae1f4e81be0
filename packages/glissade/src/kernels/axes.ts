/** @file The axes that the tensors of a kernel share: found by matching shapes, split where a reshape splits them. */

/** An axis, which may turn out to be the same as another, or to be made of several. */
class Axis {
  readonly length: number;
  parts: readonly Axis[] | undefined;

  constructor(length: number) {
    this.length = length;
  }
}

export type { Axis };

/** An axis for each length; lengths of 1 have none, since nothing varies along them. */
export const newAxes = (shape: readonly number[]): (readonly Axis[])[] =>
  shape.map((length) => (length === 1 ? [] : [new Axis(length)]));

/** The axes that axes are made of by now. */
export function resolve(axes: readonly Axis[], found: Axis[] = []): Axis[] {
  for (const axis of axes) {
    if (axis.parts) resolve(axis.parts, found);
    else found.push(axis);
  }
  return found;
}

/** Makes two lists of axes one, in row-major order; false where no common split exists. */
export function match(left: readonly Axis[], right: readonly Axis[]): boolean {
  if (left.length === 1 && right.length === 1 && left[0] === right[0]) return true;
  const [a, b] = [resolve(left).reverse(), resolve(right).reverse()];
  while (a.length > 0 && b.length > 0) {
    const [x, y] = [a.pop()!, b.pop()!];
    if (x === y) continue;
    const [short, long] = x.length < y.length ? [x, y] : [y, x];
    if (short.length === long.length) {
      long.parts = [short];
      continue;
    }
    if (long.length % short.length !== 0) return false;
    const rest = new Axis(long.length / short.length);
    long.parts = [short, rest];
    (long === x ? a : b).push(rest);
  }
  return a.length === b.length;
}

/**
 * The axes of all tensors in one order that each of them keeps, as positions; neighbours that always come together are
 * one. Undefined where there is no such order.
 */
export function arrange(
  tensors: readonly (readonly Axis[])[],
): { readonly lengths: number[]; readonly positions: number[][] } | undefined {
  const lists = tensors.map((axes) => resolve(axes));
  const order = sortAxes(lists);
  if (!order) return undefined;
  const members = order.map((axis) => lists.map((list) => list.includes(axis)));
  const starts = order.map(
    (_, at) => at === 0 || members[at]!.some((has, each) => has !== members[at - 1]![each]),
  );
  let group = -1;
  const groups = new Map(order.map((axis, at) => [axis, starts[at] ? ++group : group]));
  const lengths = new Array<number>(group + 1).fill(1);
  for (const axis of order) lengths[groups.get(axis)!]! *= axis.length;
  return { lengths, positions: lists.map((list) => [...new Set(list.map((axis) => groups.get(axis)!))]) };
}

/** Each axis behind those that come before it in any list; undefined where lists contradict each other. */
function sortAxes(lists: readonly (readonly Axis[])[]): Axis[] | undefined {
  if (lists.some((list) => new Set(list).size < list.length)) return undefined;
  const before = new Map<Axis, Set<Axis>>();
  for (const list of lists)
    list.forEach((axis, at) => {
      const known = before.get(axis) ?? new Set();
      for (const other of list.slice(0, at)) known.add(other);
      before.set(axis, known);
    });
  const order: Axis[] = [];
  const left = new Set(before.keys());
  while (left.size > 0) {
    const next = [...left].find((axis) => ![...before.get(axis)!].some((other) => left.has(other)));
    if (!next) return undefined;
    order.push(next);
    left.delete(next);
  }
  return order;
}
