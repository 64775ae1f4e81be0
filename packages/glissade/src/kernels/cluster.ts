/** @file The choice of the operations that become kernels, one group of them each. */

import type { OpSource, Source } from "../graph/source.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Graph, topologicalOrder } from "../graph/walk.ts";
import { planOfGraph } from "./kernel.ts";
import { behindViews, elementsOf, isMember, isReduction, isTransparent, membersGraph } from "./members.ts";

/** Operations of one kernel, in topological order. */
export interface Cluster {
  readonly members: readonly OpSource[];
  /** Elements that its loops pass over. */
  readonly elements: number;
  /** Whether all members are elementwise with results of one shape, which always go together. */
  readonly isPlain: boolean;
}

/** Longer kernels take long to plan, and have far more values than there are registers. */
const MOST_MEMBERS = 64;

/** The graph as clusters grow in it. */
export class Clusters {
  readonly order: readonly Source[];
  readonly #positions: ReadonlyMap<Source, number>;
  readonly #users = new Map<Source, OpSource[]>();
  readonly #outputs: ReadonlySet<string>;
  readonly #clusters = new Map<Source, Cluster>();

  constructor(graph: Graph) {
    this.order = topologicalOrder(graph.outputs).map(({ source }) => source);
    this.#positions = new Map(this.order.map((source, position) => [source, position]));
    for (const source of this.order)
      for (const input of source.kind === "op" ? new Set(source.inputs.map((each) => each.source)) : [])
        this.#users.set(input, [...(this.#users.get(input) ?? []), source as OpSource]);
    this.#outputs = new Set(graph.outputs.map((output) => this.#name(output)));
    for (const source of this.order) if (isMember(source)) this.#grow(source);
  }

  /** The cluster of an operation, if it is in one. */
  of(source: Source): Cluster | undefined {
    return this.#clusters.get(source);
  }

  all(): Set<Cluster> {
    return new Set(this.#clusters.values());
  }

  /** Takes a cluster apart. */
  dissolve({ members }: Cluster): void {
    for (const member of members) this.#clusters.delete(member);
  }

  usersOf(source: Source): readonly OpSource[] {
    return this.#users.get(source) ?? [];
  }

  /** Whether a result is used outside of a cluster, or is a result of the whole. */
  isNeeded(tensor: Tensor, members: ReadonlySet<Source>): boolean {
    if (this.#outputs.has(this.#name(tensor))) return true;
    return this.usersOf(tensor.source)
      .filter(({ inputs }) =>
        inputs.some(({ source, index }) => source === tensor.source && index === tensor.index),
      )
      .some((user) => !members.has(user) && !this.#isPassedOn(user, members));
  }

  /** Whether a view is only used inside. */
  #isPassedOn(view: OpSource, members: ReadonlySet<Source>): boolean {
    if (!isTransparent(view) || this.#outputs.has(this.#name({ source: view, index: 0 } as Tensor)))
      return false;
    return this.usersOf(view).every((user) => members.has(user) || this.#isPassedOn(user, members));
  }

  #name({ source, index }: Pick<Tensor, "source" | "index">): string {
    return `${this.#positions.get(source)}.${index}`;
  }

  /** Lets an operation join the clusters that it reads from. */
  #grow(source: OpSource): void {
    let joined: Cluster = { members: [source], elements: elementsOf(source), isPlain: !isReduction(source) };
    const join = (cluster: Cluster): boolean => {
      const union = this.#union(cluster, joined, source);
      joined = union ?? joined;
      return union !== undefined;
    };
    // What joins may be the way around which another could not.
    for (
      let [left, before] = [[...this.#neighbours(source)], Number.POSITIVE_INFINITY];
      left.length < before;
    ) {
      before = left.length;
      left = left.filter((cluster) => !join(cluster));
    }
    for (const member of joined.members) this.#clusters.set(member, joined);
  }

  /** Clusters that make what it reads, then those that read what it reads. */
  #neighbours(source: OpSource): Set<Cluster> {
    const elements = elementsOf(source);
    const read = source.inputs.map(behindViews).filter((input) => input.source.kind !== "literal");
    const makers = read.flatMap((input) => this.#clusters.get(input.source) ?? []);
    const readers = read
      .filter(({ size }) => size === elements)
      .flatMap((input) => this.usersOf(input.source).filter((user) => reads(user, input)))
      .flatMap((user) => (isTransparent(user) ? this.usersOf(user) : [user]));
    return new Set([...makers, ...readers.flatMap((reader) => this.#clusters.get(reader) ?? [])]);
  }

  /** A cluster with what has joined so far, if one kernel can be made of them. */
  #union(cluster: Cluster, joined: Cluster, source: OpSource): Cluster | undefined {
    const { elements } = cluster;
    if (cluster === joined || cluster.members.length + joined.members.length > MOST_MEMBERS) return undefined;
    const isLarger = elements > joined.elements && joined.members.length === 1;
    if (elements !== joined.elements && !(isLarger && this.#reads(source, cluster))) return undefined;
    const isPlain = cluster.isPlain && joined.isPlain && sameShape(cluster.members[0]!, source);
    if (this.#hasDetour(cluster, joined)) return undefined;
    const members = this.#merge(cluster.members, joined.members);
    return isPlain || this.#plan(members) ? { members, elements, isPlain } : undefined;
  }

  /** Two lists in topological order as one. */
  #merge(left: readonly OpSource[], right: readonly OpSource[]): OpSource[] {
    const at = (source: OpSource) => this.#positions.get(source)!;
    return [...left, ...right].sort((a, b) => at(a) - at(b));
  }

  #plan(members: readonly OpSource[]): boolean {
    const set = new Set<Source>(members);
    const { graph } = membersGraph(members, (tensor) => this.isNeeded(tensor, set));
    return planOfGraph(graph) !== undefined;
  }

  /** Whether an operation reads what a cluster makes. */
  #reads({ inputs }: OpSource, cluster: Cluster): boolean {
    return inputs.some((input) => cluster.members.includes(behindViews(input).source as OpSource));
  }

  /** Whether a way leads out of the members and back. */
  #hasDetour(left: Cluster, right: Cluster): boolean {
    const members = new Set<Source>([...left.members, ...right.members]);
    const last = Math.max(...[left, right].map((each) => this.#positions.get(each.members.at(-1)!)!));
    const seen = new Set<object>();
    const stack: Source[] = [];
    const leave = (source: Source): void => {
      for (const user of this.usersOf(source)) {
        if (members.has(user) || this.#isBehind(user, last)) continue;
        // A view is computed inside for those inside.
        if (isTransparent(user)) leave(user);
        else stack.push(user);
      }
    };
    for (const member of members) leave(member);
    for (let source = stack.pop(); source; source = stack.pop()) {
      const cluster = this.#clusters.get(source);
      if (members.has(source)) return true;
      if (seen.has(cluster ?? source)) continue;
      seen.add(cluster ?? source);
      for (const each of cluster?.members ?? [source])
        for (const user of this.usersOf(each)) if (!this.#isBehind(user, last)) stack.push(user);
    }
    return false;
  }

  /** Whether an operation, and all of its cluster, come after a position. */
  #isBehind(source: OpSource, position: number): boolean {
    const first = this.#clusters.get(source)?.members[0] ?? source;
    return this.#positions.get(first)! > position;
  }
}

const reads = ({ inputs }: OpSource, { source, index }: Tensor): boolean =>
  inputs.some((input) => input.source === source && input.index === index);

const sameShape = (a: OpSource, b: OpSource): boolean =>
  String(a.types[0]!.shape) === String(b.types[0]!.shape);
