/** @file The callback that shows the progress of a training. */

import { kind, optionsReader } from "../../options/kinds.ts";
import { positives } from "../../options/ranges.ts";
import { createMeter, type Totals } from "./progress-line.ts";
import { type AnyTrainEvent, stream } from "./stream.ts";

export interface ProgressOptions extends Totals {
  /** The steps of the whole training, where they are limited: then the line says how much time is left. */
  readonly steps?: number;
  /** The epochs of the whole training, where they are limited. */
  readonly epochs?: number;
  /** Gets one line at a time; by default a terminal, whose line is written again and again, or else the console. */
  readonly write?: (line: string) => void;
  /** Seconds between lines: 0.1 in a terminal and 10 elsewhere by default. */
  readonly interval?: number;
}

const readProgress = optionsReader<ProgressOptions>({
  steps: kind.count,
  epochs: kind.count,
  write: kind.callable(),
  interval: kind.within(positives),
});

/** Training that is over sooner needs no lines. */
const QUIET_SECONDS = 2;

/**
 * Writes how far a training is, once it takes longer than two seconds: epoch, step, loss, scores of the validation,
 * speed, and the time that is left where the steps or epochs of the whole are given.
 *
 * @example
 * const { train } = glyphs({ train: 500, test: 100 });
 * const events = fit(nn.sequential(nn.flatten(), nn.linear(10)), {
 *   data: batches(train, { size: 50 }), epochs: 2,
 *   loss: losses.softmaxCrossEntropy, optimizer: optim.sgd({ learningRate: 0.1 }),
 * });
 * for await (const event of progress(events, { epochs: 2 })) {
 *   // epoch 2 of 2, step 12 of 20, loss 1.532, 410.2 steps/s, 1 s left
 * }
 *
 * @throws ArgumentError for options out of range.
 */
export function progress<Event extends AnyTrainEvent>(
  events: AsyncIterable<Event>,
  options?: ProgressOptions,
): AsyncGenerator<Event, void> {
  const { steps, epochs, write, interval } = readProgress("progress", options);
  const lines = write ? plain(write) : defaultLines();
  const meter = createMeter({ steps, epochs });
  const run = async function* (): AsyncGenerator<Event, void> {
    const start = performance.now();
    let due = start + 1000 * QUIET_SECONDS;
    let shown: string | undefined;
    const show = (now: number): void => {
      const { text, facts } = meter.line((now - start) / 1000);
      if (facts !== shown) lines.show(text);
      shown = facts;
    };
    try {
      for await (const event of events) {
        meter.note(event);
        const now = performance.now();
        const isEnd = event.type === "done" || event.type === "diverged";
        if (now >= due || (isEnd && now >= start + 1000 * QUIET_SECONDS)) {
          show(now);
          due = now + 1000 * (interval ?? lines.interval);
        }
        yield event;
      }
    } finally {
      lines.end();
    }
  };
  return stream({ where: "progress", events, run });
}

interface Lines {
  readonly interval: number;
  show(line: string): void;
  end(): void;
}

const plain = (write: (line: string) => void): Lines => ({ interval: 10, show: write, end: () => undefined });

/** What is read of Node's process, which pages lack. */
interface Host {
  readonly process?: {
    readonly stderr?: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  };
}

function defaultLines(): Lines {
  const output = (globalThis as Host).process?.stderr;
  if (!output) return plain(console.info);
  if (!output.isTTY) return plain((line) => output.write(`${line}\n`));
  let written = false;
  return {
    interval: 0.1,
    show(line) {
      written = true;
      // Back to the start of the line, and what the longer one before left of it erased.
      output.write(`\r${line.slice(0, (output.columns ?? 80) - 1)}\u001b[K`);
    },
    end: () => {
      if (written) output.write("\n");
    },
  };
}
