import { describe, expect, test } from "vitest";
import { optim, tensor } from "../../index.ts";
import { algorithms } from "./algorithms.ts";

describe("canonical text and options", () => {
  test.each([
    ["sgd(1.0)", "sgd(1)", { learningRate: 1 }],
    ["sgd( .2,momentum=0.9 )", "sgd(0.2, momentum=0.9)", { learningRate: 0.2, momentum: 0.9 }],
    [
      "sgd(0.2, 0.9, true)",
      "sgd(0.2, momentum=0.9, nesterov=true)",
      { learningRate: 0.2, momentum: 0.9, nesterov: true },
    ],
    ["sgd(nesterov=false, learningRate=2)", "sgd(2, nesterov=false)", { learningRate: 2, nesterov: false }],
    [" adam ( 1e-3 , b1 = 0.8)\n", "adam(0.001, b1=0.8)", { learningRate: 0.001, b1: 0.8 }],
    ["adam(b2=0.99, eps=1e-6)", "adam(b2=0.99, eps=0.000001)", { b2: 0.99, eps: 1e-6 }],
    ["adam()", "adam()", {}],
    ["adam", "adam()", {}],
  ])("%s", (written, text, options) => {
    const parsed = optim.parse(written);
    expect(parsed).toMatchObject({ name: text.split("(")[0], text, options });
    expect(optim.parse(parsed.text)).toMatchObject({ text, options });
  });

  test.each(["textbook", '"textbook"', "'textbook'"])("nesterov=%s", (value) => {
    const { text, options, optimizer } = optim.parse(`sgd(0.1, momentum=0.9, nesterov=${value})`);
    expect(text).toBe("sgd(0.1, momentum=0.9, nesterov=textbook)");
    expect(options.nesterov).toBe("textbook");
    expect(optimizer.gradientPoint).toBeDefined();
  });
});

test.each(algorithms.map(({ name }) => name))("%s can be written with its rate alone", (name) => {
  const { text, optimizer } = optim.parse(`${name}(0.1)`);
  expect(text).toBe(`${name}(0.1)`);
  expect(optimizer.init(tensor([1, 2]))).toBeDefined();
});

test("a key of randomness is written as a seed", async () => {
  const [first, again, other] = ["seed=3", "seed=3", "seed=4"].map((seed) => {
    const { optimizer } = optim.parse(`noisySgd(0.1, eta=1, ${seed})`);
    const params = tensor([1, 2]);
    return optimizer.update(params, optimizer.init(params), { params })[0].data();
  });
  expect(await again).toEqual(await first);
  expect(await other).not.toEqual(await first);
});

const syntax =
  "syntax: must be a name with arguments in parentheses. Write for example sgd(0.2, momentum=0.9).";
const knownSgd = "Known: learningRate, momentum, nesterov, momentumOf, average, dampening, weightDecay.";
const known = algorithms.map(({ name }) => name).join(", ");

describe("errors", () => {
  test.each([
    ["", syntax],
    ["sgd(0.1", syntax],
    ["sgd 0.1)", syntax],
    ["sgd(0.1) adam", syntax],
    ["sgd((0.1))", syntax],
    ["sdg(0.1)", "sdg: is not an optimizer. The nearest is sgd."],
    ["adamW(0.1)", "adamW: is not an optimizer. The nearest is adamw."],
    ["descent(0.1)", `descent: is not an optimizer. Known: ${known}.`],
    [
      "sgd(0.1, momenum=0.9)",
      `sgd({ momenum }): is not an option. The nearest is momentum (k${knownSgd.slice(1, -1)}).`,
    ],
    ["sgd(0.1, toString=1)", `sgd({ toString }): is not an option. ${knownSgd}`],
    ["sgd(0.1, 0.9, true, steps, false, 0, 0, 4)", `sgd({ 4 }): is not an option. ${knownSgd}`],
    [
      "adam(1e-3, momentum=0.9)",
      "adam({ momentum }): is not an option. Known: learningRate, b1, b2, eps, epsRoot, epsHat, nesterov, biasCorrection.",
    ],
    ["sgd(0.1, learningRate=0.2)", "sgd({ learningRate }): is given twice."],
    ["sgd(momentum=0.9, 0.1)", "sgd: arguments without a name come first, got 0.1 behind momentum=0.9."],
    ["sgd(fast)", "sgd({ learningRate }): must be a number, got fast."],
    ["sgd(0.1, momentum=)", "sgd({ momentum }): must be a number, got nothing."],
    ["sgd(0.1,, nesterov=true)", "sgd({ momentum }): must be a number, got nothing."],
    ["sgd(0.1, )", "sgd({ momentum }): must be a number, got nothing."],
    ["sgd(0.1, momentum==0.9)", "sgd({ momentum }): must be a number, got =0.9."],
    ["sgd(0.1, nesterov=maybe)", 'sgd({ nesterov }): must be false, true or "textbook", got maybe.'],
    ["sgd(0.1, nesterov='true\")", `sgd({ nesterov }): must be false, true or "textbook", got 'true".`],
    ["sgd(0.1, nesterov=true)", "sgd({ nesterov }): needs momentum above 0, got 0."],
    ["sgd", "sgd({ learningRate }): must be positive and finite, got undefined."],
    ["sgd()", "sgd({ learningRate }): must be positive and finite, got undefined."],
    ["sgd(-1)", "sgd({ learningRate }): must be positive and finite, got -1."],
    ["sgd(0)", "sgd({ learningRate }): must be positive and finite, got 0."],
    ["sgd(Infinity)", "sgd({ learningRate }): must be positive and finite, got Infinity."],
    ["sgd(0.1, momentum=1)", "sgd({ momentum }): must be in [0, 1), got 1."],
    ["adam(b1=1)", "adam({ b1 }): must be in [0, 1), got 1."],
    ["adam(b2=-0.1)", "adam({ b2 }): must be in [0, 1), got -0.1."],
    ["adam(eps=0)", "adam({ eps }): must be positive and finite, got 0."],
  ])("%s", (text, message) => {
    expect(() => optim.parse(text)).toThrow(`optimizer "${text}": ${message}`);
  });
});
