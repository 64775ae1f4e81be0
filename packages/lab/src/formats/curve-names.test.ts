import { expect, test } from "vitest";
import { betterByName, curveName } from "./curve-names.ts";

test.each([
  ["loss", "train/loss"],
  ["Loss", "train/loss"],
  ["train_loss", "train/loss"],
  ["trainLoss", "train/loss"],
  ["Loss/train", "train/loss"],
  ["train/loss", "train/loss"],
  ["training loss", "train/loss"],
  ["val_acc", "validation/accuracy"],
  ["Accuracy/val", "validation/accuracy"],
  ["eval/top_5", "validation/top_5"],
  ["dev-ppl", "validation/perplexity"],
  ["test.mcc", "test/mcc"],
  ["valLoss", "validation/loss"],
  ["accuracy", "accuracy"],
  ["lr", "lr"],
  ["train", "train"],
  ["latest_loss", "latest_loss"],
  ["epoch/loss", "epoch/loss"],
  ["constructor_x", "constructor_x"],
])("%s is %s", (key, name) => expect(curveName(key)).toBe(name));

test.each(["loss", "mse", "top1_error", "perplexity", "val loss", "seconds"])("%s is better lower", (name) =>
  expect(betterByName(name)).toBe("lower"),
);
test.each(["accuracy", "mcc", "glossary", "bleu", "errata"])("%s is better higher", (name) =>
  expect(betterByName(name)).toBe("higher"),
);
