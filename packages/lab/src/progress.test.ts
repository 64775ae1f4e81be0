import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createProgress } from "./progress.ts";

const arms = [
  { name: "SGD", runs: 2, steps: 1000 },
  { name: "momentum", runs: 2, steps: 1000 },
];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(isTTY: boolean) {
  const stream = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY, columns: 100 });
  return { progress: createProgress(arms, stream), read: () => (stream.read() as string | null) ?? "" };
}

describe("without a terminal", () => {
  test("a line per arm every five seconds, and one when it finishes", () => {
    const { progress, read } = open(false);
    for (let steps = 0; steps <= 1000; steps += 50) {
      progress.update(0, { runs: Math.floor(steps / 500), steps, loss: 1 / (1 + steps) });
      vi.advanceTimersByTime(600);
    }
    expect(read().split("\n")).toEqual([
      "SGD: 45%  0/2 runs  loss 0.002217  ETA 7 s  83 steps/s",
      "SGD: 90%  1/2 runs  loss 0.001110  ETA 2 s  83 steps/s",
      "SGD: 100%  2/2 runs  loss 0.0009990  took 12 s",
      "",
    ]);
  });

  test("the last line comes once, full even where a run ended early", () => {
    const { progress, read } = open(false);
    progress.update(1, { runs: 2, steps: 730 });
    vi.advanceTimersByTime(60_000);
    progress.update(1, { runs: 2, steps: 730 });
    progress.stop();
    expect(read()).toBe("momentum: 100%  2/2 runs  took 0 s\n");
  });

  test.each([
    [10_000, "ETA 1 min 30 s  10 steps/s"],
    [30 * 60_000, "ETA 4 h 30 min  0.056 steps/s"],
  ])("after a tenth in %d ms: %s", (elapsed, eta) => {
    const { progress, read } = open(false);
    progress.update(0, { runs: 0, steps: 0 });
    vi.advanceTimersByTime(elapsed);
    progress.update(0, { runs: 0, steps: 100 });
    expect(read()).toBe(`SGD: 10%  0/2 runs  ${eta}\n`);
  });

  test("the time left is told after three seconds of training, which begins when workers have started", () => {
    const { progress, read } = open(false);
    progress.update(0, { runs: 0, steps: 0 });
    vi.advanceTimersByTime(4000);
    progress.update(0, { runs: 0, steps: 0 });
    vi.advanceTimersByTime(2000);
    progress.update(0, { runs: 0, steps: 10 });
    vi.advanceTimersByTime(5000);
    progress.update(0, { runs: 0, steps: 700 });
    expect(read()).toBe("SGD: 1%  0/2 runs\nSGD: 70%  0/2 runs  ETA 3 s  100 steps/s\n");
  });

  test("an arm that stands still has no second line", () => {
    const { progress, read } = open(false);
    for (let i = 0; i < 4; i++) {
      progress.update(0, { runs: 0, steps: 0 });
      vi.advanceTimersByTime(6000);
    }
    expect(read()).toBe("SGD: 0%  0/2 runs\n");
  });

  test("logged text is printed at once", () => {
    const { progress, read } = open(false);
    progress.log("worker ended\n");
    expect(read()).toBe("worker ended\n");
  });
});

describe("on a terminal", () => {
  test("one bar per arm, redrawn, full at the end", () => {
    const { progress, read } = open(true);
    progress.update(0, { runs: 0, steps: 250, loss: 0.5 });
    vi.advanceTimersByTime(1000);
    const drawn = stripVTControlCharacters(read());
    expect(drawn).toContain("SGD      [======------------------]  25%  0/2 runs  loss 0.5000");
    expect(drawn).toContain("momentum [------------------------]   0%");
    progress.update(0, { runs: 2, steps: 400, loss: 0.25 });
    progress.stop();
    expect(stripVTControlCharacters(read())).toContain(
      "SGD      [========================] 100%  2/2 runs  loss 0.2500  took 1 s",
    );
  });

  test("logged lines stay above the bars", () => {
    const { progress, read } = open(true);
    progress.log("first\nsecond\n");
    progress.stop();
    expect(stripVTControlCharacters(read())).toMatch(/first\n.*second\n.*SGD .*\n.*momentum .*\n$/s);
  });

  test("stopping gives the cursor and the line wrapping back", () => {
    const { progress, read } = open(true);
    progress.stop();
    const written = read();
    expect(written.lastIndexOf("\x1b[?25h")).toBeGreaterThan(written.lastIndexOf("\x1b[?25l"));
    expect(written.lastIndexOf("\x1b[?7h")).toBeGreaterThan(written.lastIndexOf("\x1b[?7l"));
  });

  test("a long name leaves room for its bar", () => {
    const stream = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY: true, columns: 80 });
    const progress = createProgress([{ name: "adamw(0.1, weightDecay=0.01)", runs: 1, steps: 10 }], stream);
    progress.update(0, { runs: 0, steps: 5 });
    progress.stop();
    const text = stripVTControlCharacters(stream.read() as string);
    expect(text).toContain("adamw(0.1, weig… [============------------]  50%");
  });
});
