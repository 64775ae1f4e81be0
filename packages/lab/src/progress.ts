/** @file The progress of the arms: bars on a terminal, an occasional line elsewhere. */

import { MultiBar } from "cli-progress";
import { formatDuration } from "./report/durations.ts";

interface ArmTotal {
  readonly name: string;
  readonly runs: number;
  /** Training steps of all the arm's runs together. */
  readonly steps: number;
}

interface ArmProgress {
  /** Runs that have ended, in whatever way. */
  readonly runs: number;
  readonly steps: number;
  readonly loss?: number;
}

/** Where progress goes; the display can be swapped behind it. */
export interface Progress {
  update(arm: number, progress: ArmProgress): void;
  /** Prints a line without disturbing the bars. */
  log(text: string): void;
  stop(): void;
}

type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/**
 * Shows progress on a stream: one bar per arm where it is a terminal, plain lines where it is not.
 *
 * @example
 * const progress = createProgress([{ name: "Adam", runs: 5, steps: 10_000 }]);
 * progress.update(0, { runs: 1, steps: 2500, loss: 0.31 });
 * progress.stop();
 */
export function createProgress(arms: readonly ArmTotal[], stream: ProgressStream = process.stderr): Progress {
  return stream.isTTY ? createBars(arms, stream) : createLines(arms, stream);
}

/** Columns that a bar and its detail need, and that a name has in any case. */
const BAR_COLUMNS = 64;
const LEAST_NAME = 16;

function createBars(arms: readonly ArmTotal[], stream: ProgressStream): Progress {
  const multibar = new MultiBar({
    stream,
    format: "{name} [{bar}] {percentage}%  {detail}",
    barsize: 24,
    hideCursor: true,
    gracefulExit: false, // the command decides what Ctrl-C does
    forceRedraw: true, // a logged line overwrites the first bar
    autopadding: true,
  });
  const room = Math.max(LEAST_NAME, (stream.columns ?? 80) - BAR_COLUMNS);
  const names = arms.map(({ name }) => (name.length > room ? `${name.slice(0, room - 1)}…` : name));
  const width = Math.max(...names.map(({ length }) => length));
  const bars = arms.map(({ steps }, index) =>
    multibar.create(steps, 0, { name: names[index]!.padEnd(width), detail: "" }),
  );
  const trackers = arms.map(createTracker);
  return {
    update(arm, progress) {
      const { done, detail } = trackers[arm]!(progress);
      bars[arm]!.update(done, { detail });
    },
    log(text) {
      for (const line of text.trimEnd().split("\n")) {
        multibar.log(`${line}\n`);
        multibar.update(); // one line at a time: only one is cleared of the bar beneath
      }
    },
    stop: () => multibar.stop(),
  };
}

const LINE_INTERVAL_MILLISECONDS = 5000;

function createLines(arms: readonly ArmTotal[], stream: ProgressStream): Progress {
  const trackers = arms.map(createTracker);
  const nextLine = arms.map(() => Date.now() + LINE_INTERVAL_MILLISECONDS);
  const lastLine = arms.map(() => "");
  const write = (line: string) => stream.write(`${line}\n`);
  return {
    update(arm, progress) {
      const { name, steps } = arms[arm]!;
      const { done, finished, detail } = trackers[arm]!(progress);
      if (nextLine[arm] === Infinity || (!finished && Date.now() < nextLine[arm]!)) return;
      nextLine[arm] = finished ? Infinity : Date.now() + LINE_INTERVAL_MILLISECONDS;
      const line = `${name}: ${Math.floor((100 * done) / steps)}%  ${detail}`;
      if (line !== lastLine[arm]) write(line);
      lastLine[arm] = line;
    },
    log: (text) => write(text.trimEnd()),
    stop() {},
  };
}

interface Shown {
  readonly done: number;
  readonly finished: boolean;
  readonly detail: string;
}

/** Seconds of training before which the time left is not told: it would be far off. */
export const LEAST_SECONDS = 3;

/** Follows one arm: the steps to show as done, and the rest in words. */
function createTracker({ runs, steps }: ArmTotal): (progress: ArmProgress) => Shown {
  let first: { readonly time: number; readonly steps: number } | undefined;
  let started = 0;
  return (progress) => {
    const now = Date.now();
    first ??= { time: now, steps: progress.steps };
    // Until the first steps, workers are about to start.
    if (progress.steps === first.steps) started = now;
    const finished = progress.runs === runs;
    const trained = (now - started) / 1000;
    const rate = (progress.steps - first.steps) / trained;
    const parts = [`${progress.runs}/${runs} runs`];
    if (progress.loss !== undefined) parts.push(`loss ${progress.loss.toPrecision(4)}`);
    if (finished) parts.push(`took ${formatDuration((now - first.time) / 1000)}`);
    // The rate comes last: a narrow terminal cuts the end off
    else if (trained >= LEAST_SECONDS && rate > 0)
      parts.push(`ETA ${formatDuration((steps - progress.steps) / rate)}`, formatRate(rate));
    // A run that diverged stops early, so the last one may leave steps undone.
    return { done: finished ? steps : progress.steps, finished, detail: parts.join("  ") };
  };
}

/** Steps of an arm, by all its workers together. */
const formatRate = (rate: number): string => `${rate < 10 ? rate.toPrecision(2) : Math.round(rate)} steps/s`;
