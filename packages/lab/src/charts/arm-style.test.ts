import { describe, expect, test } from "vitest";
import { algorithms } from "../../../glissade/src/optim/text/algorithms.ts";
import { armStyles, distinctStyles } from "./arm-style.ts";
import { PALETTE } from "./theme.ts";

const color = (names: readonly string[], name: string) => armStyles(names).get(name)!.color;
const looks = (styles: ReturnType<typeof armStyles>) =>
  [...styles.values()].map(({ color, dash, symbol }) => JSON.stringify([color, dash, symbol]));

describe("arms", () => {
  const optimizers = algorithms.map(({ name }) => name);
  const own = ["mine", "baseline", "plain", "book", "η = 0.1", "η = 0.2"];
  const names = [...optimizers, ...own, ...optimizers.map((name) => `${name}(0.1)`)];

  test.each(names)("%s has the same colour alone, among others, and first or last of them", (name) => {
    const alone = color([name], name);
    const others = names.filter((each) => each !== name);
    expect(color([...others, name], name)).toBe(alone);
    expect(color([name, ...others], name)).toBe(alone);
  });

  test("adding an arm changes no other arm's colour, and none of an earlier arm's look", () => {
    for (let count = 1; count < names.length; count++) {
      const [before, after] = [armStyles(names.slice(0, count)), armStyles(names.slice(0, count + 1))];
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
  test("differ in colour as long as there are colours, and then in look", () => {
    const names = Array.from({ length: 3 * PALETTE.length }, (_, index) => `class ${index}`);
    const few = [...distinctStyles(names.slice(0, PALETTE.length)).values()];
    expect(new Set(few.map((style) => style.color)).size).toBe(PALETTE.length);
    expect(new Set(looks(distinctStyles(names))).size).toBe(names.length);
  });

  test("take the palette's colours in turn", () => {
    const styles = distinctStyles(["training", "adam", "validation", "training"]);
    const [blue, orange] = PALETTE;
    expect(styles.get("training")!.color).toBe(blue);
    expect(styles.get("validation")!.color).toBe(orange);
  });

  test("yield to optimizers, which keep their colours", () => {
    const styles = distinctStyles(["left", "right", "sgd(0.1)", "sgd(0.2)", "nadam", "adam"]);
    expect(styles.get("sgd(0.1)")!.color).toBe(color(["sgd"], "sgd"));
    expect(styles.get("adam")!.color).toBe(color(["adam"], "adam"));
    expect(styles.get("nadam")!.color).toBe(color(["nadam"], "nadam"));
    const others = ["left", "right", "sgd(0.2)"].map((name) => styles.get(name)!.color);
    expect(new Set([...others, styles.get("sgd(0.1)")!.color, styles.get("adam")!.color]).size).toBe(5);
  });
});
