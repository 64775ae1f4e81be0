import { describe, expect, test } from "vitest";
import { algorithms } from "../../../glissade/src/optim/text/algorithms.ts";
import { armStyles } from "./arm-style.ts";
import { PALETTE } from "./theme.ts";

const color = (names: readonly string[], name: string) => armStyles(names).get(name)!.color;
const looks = (styles: ReturnType<typeof armStyles>) =>
  [...styles.values()].map(({ color, dash, symbol }) => JSON.stringify([color, dash, symbol]));

describe("arms", () => {
  const optimizers = algorithms.map(({ name }) => name);
  const own = ["mine", "baseline", "plain", "book", "η = 0.1", "η = 0.2"];
  const names = [...optimizers, ...own];

  test.each(optimizers)("%s has the same colour alone, among others, and first or last of them", (name) => {
    const alone = color([name], name);
    expect(color([`${name}(0.1)`], `${name}(0.1)`)).toBe(alone);
    const others = names.filter((each) => each !== name);
    expect(color([...others, name], name)).toBe(alone);
    expect(color([name, ...others], name)).toBe(alone);
  });

  test("adding an optimizer changes no earlier one's look", () => {
    for (let count = 1; count < optimizers.length; count++) {
      const [before, after] = [
        armStyles(optimizers.slice(0, count)),
        armStyles(optimizers.slice(0, count + 1)),
      ];
      for (const name of before.keys()) expect(after.get(name)).toEqual(before.get(name));
    }
  });

  test("a name is the same however it is written", () => {
    expect(color(["Adam"], "Adam")).toBe(color(["adam(0.1)"], "adam(0.1)"));
    const written = ["scheduleFreeAdamw", "schedule-free AdamW", "Schedule-Free AdamW (0.1)"];
    expect(new Set(written.map((name) => color([name], name))).size).toBe(1);
  });

  test("all optimizers of the framework differ", () => {
    expect(new Set(looks(armStyles(optimizers))).size).toBe(optimizers.length);
  });

  test("no two of many names look alike", () => {
    const many = Array.from({ length: 3 * PALETTE.length }, (_, index) => `sgd(${index})`);
    expect(new Set(looks(armStyles(many))).size).toBe(many.length);
  });
});

describe("other names", () => {
  test.each([
    [["adam_lr0.001", "sgd_lr0.001"]],
    [["relu", "tanh", "gelu"]],
    [["batch 32", "batch 64", "batch 128", "batch 256"]],
    [["sgd(0.1)", "sgd(0.2)", "sgd(0.3)", "adam(0.1)"]],
  ])("%j differ in colour, with solid lines", (names) => {
    const styles = [...armStyles(names).values()];
    expect(new Set(styles.map((style) => style.color)).size).toBe(names.length);
    expect(new Set(styles.map((style) => style.dash))).toEqual(new Set(["solid"]));
  });

  test("differ in colour as long as there are colours, and then in look", () => {
    const names = Array.from({ length: 3 * PALETTE.length }, (_, index) => `class ${index}`);
    const few = [...armStyles(names.slice(0, PALETTE.length)).values()];
    expect(new Set(few.map((style) => style.color)).size).toBe(PALETTE.length);
    expect(new Set(looks(armStyles(names))).size).toBe(names.length);
  });

  test("take the palette's colours in turn", () => {
    const styles = armStyles(["training", "adam", "validation", "training"]);
    const [blue, orange] = PALETTE;
    expect(styles.get("training")!.color).toBe(blue);
    expect(styles.get("validation")!.color).toBe(orange);
  });

  test("yield to optimizers, which keep their colours", () => {
    const styles = armStyles(["left", "right", "sgd(0.1)", "sgd(0.2)", "nadam", "adam"]);
    expect(styles.get("sgd(0.1)")!.color).toBe(color(["sgd"], "sgd"));
    expect(styles.get("adam")!.color).toBe(color(["adam"], "adam"));
    expect(styles.get("nadam")!.color).toBe(color(["nadam"], "nadam"));
    const others = ["left", "right", "sgd(0.2)"].map((name) => styles.get(name)!.color);
    expect(new Set([...others, styles.get("sgd(0.1)")!.color, styles.get("adam")!.color]).size).toBe(5);
  });
});
