/** @file Points of a run on their way to the store: kept in memory, and written a second or a thousand at a time. */

import type { Point } from "./store.ts";

export interface PointLog {
  add(points: readonly Point[]): void;
  /** All that is not written yet, in the order of keys and steps, each once; nothing is written meanwhile. */
  take(): Promise<readonly Point[]>;
  /** What was taken could not be written after all. */
  giveBack(points: readonly Point[]): void;
  /** Nothing is written from now on. */
  stop(): void;
}

const most = 1000;
const intervalMilliseconds = 1000;

/**
 * A log that hands over points when it is time.
 *
 * @param write - resolves when they are written, or rejects, and they are tried again
 */
export function createPointLog(write: (points: readonly Point[]) => Promise<void>): PointLog {
  let waiting: Point[] = [];
  let last = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let [hasFailed, isStopped] = [false, false];

  const giveBack = (points: readonly Point[]): void => {
    waiting = [...points, ...waiting];
  };
  const flush = async (): Promise<void> => {
    const points = inOrder(waiting.splice(0));
    try {
      await write(points);
      hasFailed = false;
    } catch {
      giveBack(points); // who finishes the run, or keeps a checkpoint, is told why
      hasFailed = true;
    }
    last = performance.now();
    writing = undefined;
    wait();
  };
  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (writing === undefined && !isStopped && waiting.length > 0) writing = flush();
  };
  const wait = (): void => {
    if (waiting.length > 0 && !isStopped) timer ??= setTimeout(start, intervalMilliseconds).unref();
  };
  return {
    add(points) {
      if (isStopped) return;
      for (const point of points) waiting.push(point);
      const isFull = waiting.length >= most && !hasFailed;
      // by the clock too: a training may never let timers run
      if (isFull || performance.now() - last > intervalMilliseconds) start();
      else wait();
    },
    async take() {
      while (writing !== undefined) await writing;
      return inOrder(waiting.splice(0));
    },
    giveBack,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      waiting = [];
    },
  };
}

/** By key, then step; of two points of one key and step the later one. */
export function inOrder(points: readonly Point[]): readonly Point[] {
  const byKey = groupByKey(points);
  const keys = [...byKey.keys()].sort();
  return keys.flatMap((key) => bySteps(byKey.get(key)!));
}

function bySteps(points: readonly Point[]): readonly Point[] {
  const isIncreasing = points.every(({ step }, index) => index === 0 || points[index - 1]!.step < step);
  if (isIncreasing) return points;
  const newest = new Map(points.map((point) => [point.step, point]));
  return [...newest.values()].sort((a, b) => a.step - b.step);
}

function groupByKey(points: readonly Point[]): Map<string, Point[]> {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const group = groups.get(point.key);
    if (group === undefined) groups.set(point.key, [point]);
    else group.push(point);
  }
  return groups;
}
