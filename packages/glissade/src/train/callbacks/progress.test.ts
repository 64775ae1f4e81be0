import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Event, epochsOf, type Scores } from "../../../../../test/support/epochs.ts";
import { type ProgressOptions, progress } from "../../index.ts";
import { formatDuration } from "./progress-line.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

const scores: readonly Scores[] = [
  { loss: 0.75, accuracy: 0.5, confusion: [1] },
  { loss: 0.5, accuracy: 0.625 },
  { loss: 0.25, accuracy: 0.75 },
];

/** The lines of a training whose events come every so many milliseconds. */
async function linesOf(
  every: number,
  options: ProgressOptions,
  stream = epochsOf(scores).events,
): Promise<string[]> {
  const lines: string[] = [];
  const seen: Event[] = [];
  for await (const event of progress(stream, { write: (line) => lines.push(line), ...options })) {
    seen.push(event);
    vi.advanceTimersByTime(every);
  }
  expect(seen.at(-1)?.type).toBe("done");
  return lines;
}

test("a training of two seconds needs no lines", async () => {
  expect(await linesOf(200, { interval: 0.001 })).toEqual([]);
});

test("epoch, step, loss, scores and speed are told", async () => {
  expect(await linesOf(1000, { interval: 0.001 })).toEqual([
    "epoch 1, step 2, loss 1, validation loss 0.75, accuracy 0.5, 1 steps/s",
    "epoch 2, step 3, loss 0.5, validation loss 0.75, accuracy 0.5, 1 steps/s",
    "epoch 2, step 4, loss 0.5, validation loss 0.75, accuracy 0.5, 1 steps/s",
    "epoch 2, step 4, loss 0.5, validation loss 0.5, accuracy 0.625, 0.8 steps/s",
    "epoch 3, step 5, loss 0.3333, validation loss 0.5, accuracy 0.625, 0.8333 steps/s",
    "epoch 3, step 6, loss 0.3333, validation loss 0.5, accuracy 0.625, 0.8571 steps/s",
    "epoch 3, step 6, loss 0.3333, validation loss 0.25, accuracy 0.75, 0.75 steps/s",
  ]);
});

test.each<[string, ProgressOptions, string]>([
  [
    "epochs",
    { epochs: 3 },
    "epoch 2 of 3, step 3 of 6, loss 0.5, validation loss 0.75, accuracy 0.5, 1 steps/s, 3 s left",
  ],
  [
    "steps",
    { steps: 200 },
    "epoch 2, step 3 of 200, loss 0.5, validation loss 0.75, accuracy 0.5, 1 steps/s, 3:17 left",
  ],
  [
    "both",
    { epochs: 9, steps: 5 },
    "epoch 2 of 9, step 3 of 5, loss 0.5, validation loss 0.75, accuracy 0.5, 1 steps/s, 2 s left",
  ],
])("the time left is told where %s are known", async (_, options, line) => {
  expect((await linesOf(1000, { interval: 0.001, ...options }))[1]).toBe(line);
});

test("lines come at intervals, and with the end", async () => {
  expect((await linesOf(1000, { interval: 4 })).map((line) => line.slice(0, 15))).toEqual([
    ...["epoch 1, step 2", "epoch 3, step 5", "epoch 3, step 6"],
  ]);
});

test("durations", () => {
  expect([0.2, 59, 60, 3599, 3600, 90061].map(formatDuration)).toEqual([
    ...["1 s", "59 s", "1:00", "59:59", "1:00:00", "25:01:01"],
  ]);
});

describe("where nothing else is said, lines go to", () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const terminal = Object.getOwnPropertyDescriptors(process.stderr);
  afterEach(() => {
    for (const name of ["isTTY", "columns"] as const) {
      if (terminal[name]) Object.defineProperty(process.stderr, name, terminal[name]);
      else delete (process.stderr as { isTTY?: boolean })[name as "isTTY"];
    }
    write.mockClear();
  });

  const run = async () => {
    for await (const _ of progress(epochsOf(scores).events)) vi.advanceTimersByTime(1000);
    return write.mock.calls.map(([text]) => String(text));
  };

  test("the one line of a terminal, cut to its width", async () => {
    Object.defineProperties(process.stderr, {
      isTTY: { value: true, configurable: true },
      columns: { value: 20, configurable: true },
    });
    const texts = await run();
    expect(texts.length).toBe(8);
    expect(texts.slice(0, 1)).toEqual(["\repoch 1, step 2, lo\u001b[K"]);
    expect(texts.at(-1)).toBe("\n");
  });

  test("lines of a file, every ten seconds", async () => {
    Object.defineProperties(process.stderr, { isTTY: { value: false, configurable: true } });
    expect(await run()).toEqual([
      "epoch 1, step 2, loss 1, validation loss 0.75, accuracy 0.5, 1 steps/s\n",
      "epoch 3, step 6, loss 0.3333, validation loss 0.25, accuracy 0.75, 0.6667 steps/s\n",
    ]);
  });
});

test.each<[ProgressOptions, string]>([
  [{ steps: 0 }, "progress({ steps }): must be a positive integer, got 0."],
  [{ epochs: 1.5 }, "progress({ epochs }): must be a positive integer, got 1.5."],
  [{ interval: 0 }, "progress({ interval }): must be positive and finite, got 0."],
  [{ every: 1 } as never, "progress({ every }): is not an option. Known: steps, epochs, write, interval."],
])("%j", (options, message) => {
  expect(() => progress(epochsOf([]).events, options)).toThrow(expect.objectContaining({ message }));
});
