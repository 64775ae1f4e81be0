import { describe, expect, test } from "vitest";
import { textWidth } from "./render.ts";
import { wrap } from "./wrap.ts";

const line = { width: 200, fontSize: 13 };

describe("wrap", () => {
  test.each([
    ["", []],
    ["sgd(0.1)", ["sgd(0.1)"]],
    ["adamw(0.1, b1=0.9, b2=0.999, weightDecay=0.01)", ["adamw(0.1, b1=0.9, b2=0.999,", "weightDecay=0.01)"]],
  ])("%j", (text, lines) => {
    expect(wrap(text, line)).toEqual(lines);
  });

  test.each([
    "x1^2+x2^2+x3^2+x4^2+x5^2+x6^2+x7^2+x8^2+x9^2+x10^2",
    "(1.5 - x + x * y)^2 + (2.25 - x + x * y^2)^2 + (2.625 - x + x * y^3)^2",
    "n".repeat(100),
  ])("loses no letter of %s, and no line is too wide", (text) => {
    const lines = wrap(text, { width: 300, fontSize: 13 });
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    for (const each of lines) expect(textWidth(each, 13)).toBeLessThanOrEqual(300);
  });
});
