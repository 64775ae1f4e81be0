/** @file The plan of an elimination: the numbers of observations that each block needs, worked out once. */

/** Unknowns, and which of them each observation depends on: on any of those kept, and on one block at most. */
export interface BlockPattern {
  readonly size: number;
  /** How many unknowns, the first ones, are kept. */
  readonly kept: number;
  /** The sizes of the blocks of unknowns that follow. */
  readonly blocks: readonly number[];
  /** The unknowns of each observation, row by row; -1 where held. */
  readonly columns: Int32Array;
  /** How many numbers a row has. */
  readonly width: number;
}

/** Unknowns that are eliminated together, with the observations that depend on them. */
export interface Block {
  /** Its first unknown. */
  readonly start: number;
  readonly size: number;
  readonly observations: readonly number[];
  /** The kept unknowns that these observations depend on, ascending, and last the right side. */
  readonly kept: readonly number[];
  /** Where each number of each observation goes in the block's system, and its residual; -1 where held. */
  readonly positions: Int32Array;
}

export interface Elimination {
  /** How many unknowns are kept; the right side has this number, too. */
  readonly kept: number;
  readonly blocks: readonly Block[];
}

/** A block for each of the pattern, and one without unknowns for the observations that have none to eliminate. */
export function planElimination(pattern: BlockPattern): Elimination {
  const { kept, blocks, columns, width } = pattern;
  const blockOf = new Int32Array(pattern.size).fill(blocks.length);
  let start = kept;
  const parts = [...blocks, 0].map((size, block) => {
    blockOf.fill(block, start, start + size);
    start += size;
    return { start: start - size, size, observations: [] as number[] };
  });
  for (let observation = 0; observation * width < columns.length; observation++) {
    const own = columnsOf(pattern, observation).find((column) => column >= kept);
    parts[own === undefined ? blocks.length : blockOf[own]!]!.observations.push(observation);
  }
  return { kept, blocks: parts.map((part) => planBlock(pattern, part)) };
}

const columnsOf = ({ columns, width }: BlockPattern, observation: number): Int32Array =>
  columns.subarray(observation * width, (observation + 1) * width);

function planBlock(pattern: BlockPattern, part: Pick<Block, "start" | "size" | "observations">): Block {
  const rightSide = pattern.kept;
  const { start, size, observations } = part;
  const columns = observations.map((observation) => columnsOf(pattern, observation));
  const kept = new Set(columns.flatMap((each) => [...each]).filter((column) => column < rightSide));
  kept.delete(-1);
  const ordered = [...kept].sort((a, b) => a - b);
  const positionOf = new Map(ordered.map((column, index) => [column, size + index]));
  const toPosition = (column: number) =>
    column < rightSide ? (positionOf.get(column) ?? -1) : column - start;
  const positions = columns.flatMap((each) => [...Array.from(each, toPosition), size + ordered.length]);
  return { ...part, kept: [...ordered, rightSide], positions: Int32Array.from(positions) };
}
