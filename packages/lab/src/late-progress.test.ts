import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLateProgress } from "./late-progress.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const arms = [{ name: "adam(0.1)", runs: 1, steps: 100 }];

test("quick work says nothing", () => {
  const stream = new PassThrough();
  const progress = createLateProgress(arms, stream);
  vi.advanceTimersByTime(1999);
  progress.update(0, { runs: 1, steps: 100 });
  progress.stop();
  expect(stream.read()).toBeNull();
});

test("slow work does", () => {
  const stream = new PassThrough();
  const progress = createLateProgress(arms, stream);
  vi.advanceTimersByTime(2000);
  progress.update(0, { runs: 1, steps: 100 });
  progress.stop();
  expect(String(stream.read())).toBe("adam(0.1): 100%  1/1 runs  took 0 s\n");
});
