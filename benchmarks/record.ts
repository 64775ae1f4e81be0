/** @file The command `npm run record`: a small GPT learns a text by character, timed from the start of the process. */

import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { batches, configure, fit, losses, optim, progress, windows } from "glissade";
import { characters } from "glissade/data";
import { shakespeare } from "../examples/support/data.ts";
import { gpt } from "./support/gpt.ts";
import { countOf, fail, readOptions } from "./support/options.ts";
import { NO_TORCH } from "./support/torch.ts";

const HELP = `Trains a GPT of 4 layers and 128 features on a text, character by character, for 2000 steps of 12 × 64, and scores it on
the last tenth of the text. The time is that of the whole process: its start, compilation, training, evaluation.

npm run record                                on tiny Shakespeare: the file that SHAKESPEARE names, or else downloaded
npm run record -- --text plays.txt            on another text
npm run record -- --beside                    and the same training in PyTorch, of the interpreter that PYTHON names
npm run record -- --threads 1 --steps 200     one thread; a short form
npm run -s record -- --json                   losses, seconds and ratio as one object on stdout`;

const word = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const { values: options } = readOptions("record", {
  ...{ text: word, threads: word, steps: word },
  ...{ beside: flag, json: flag, help: flag },
});

const threads = countOf("record --threads", options.threads ?? "2");
const steps = countOf("record --steps", options.steps ?? "2000");
const CONTEXT = 64;

interface Result {
  /** Of the held-out text, in nats per character. */
  readonly loss: number;
  readonly seconds: number;
}

const readText = (): Promise<string> =>
  options.text === undefined
    ? shakespeare()
    : readFile(options.text, "utf8").catch((error) => fail(`record --text: ${error.message}`));

function optimizerOf() {
  const warmUp = Math.floor(steps / 20);
  const fall = optim.schedules.cosine({ start: 1e-3, end: 0.1, steps: steps - warmUp });
  const adamw = optim.adamw({
    learningRate: optim.schedules.warmUp(fall, { steps: warmUp }),
    b2: 0.99,
    weightDecay: 0.1,
    mask: (_, leaf) => leaf.rank > 1,
  });
  return optim.chain(optim.clipByGlobalNorm(1), adamw);
}

/** Trains on nine tenths of the text. */
async function train(text: string): Promise<Result> {
  configure({ threads });
  const vocabulary = characters(text);
  const tokens = vocabulary.encode(text);
  const cut = Math.floor(0.9 * tokens.length);
  const training = windows(tokens.subarray(0, cut), { size: CONTEXT, target: "shifted" });
  const held = windows(tokens.subarray(cut), { size: CONTEXT, target: "shifted", stride: CONTEXT });
  const model = gpt({ vocabulary: vocabulary.size, context: CONTEXT, width: 128, heads: 4, layers: 4 });
  const events = fit(model, {
    data: batches(training, { size: 12, seed: 1, order: "fresh", stepsPerEpoch: steps }),
    validation: batches(held, { size: Math.min(128, held.length), order: "sequential" }),
    loss: losses.softmaxCrossEntropy,
    metrics: {},
    optimizer: optimizerOf(),
    seed: 1,
  });
  let loss = Number.NaN;
  for await (const event of progress(events, { steps, write: (line) => console.error(line) })) {
    if (event.type === "epoch") loss = event.validation!.loss;
  }
  return { loss, seconds: performance.now() / 1000 };
}

/** The same in PyTorch, which reads the text from its stdin; `undefined` where there is none. */
function trainInPython(text: string): (Result & { readonly version: string }) | undefined {
  const script = fileURLToPath(new URL("contestants/record.py", import.meta.url));
  const begin = performance.now();
  const { status, stdout } = spawnSync(process.env.PYTHON ?? "python3", [script, `${threads}`, `${steps}`], {
    ...{ input: text, encoding: "utf8", stdio: ["pipe", "pipe", "inherit"] },
  });
  if (status !== 0) return undefined;
  return { ...JSON.parse(stdout), seconds: (performance.now() - begin) / 1000 };
}

async function run(): Promise<void> {
  const text = await readText();
  const ours = await train(text);
  if (!options.json) console.log(`Glissade: ${resultText(ours)}`);
  const theirs = options.beside ? trainInPython(text) : undefined;
  const ratio = theirs && ours.seconds / theirs.seconds;
  if (options.json) console.log(JSON.stringify({ threads, steps, glissade: ours, other: theirs, ratio }));
  else if (theirs)
    console.log(
      `PyTorch ${theirs.version}: ${resultText(theirs)}\nGlissade took ${ratio!.toFixed(2)} of PyTorch's time`,
    );
  if (options.beside && !theirs) console.error(NO_TORCH);
}

const resultText = ({ loss, seconds }: Result): string =>
  `${seconds.toFixed(1)} s for ${steps} steps at ${threads} thread(s), loss of held-out text ${loss.toFixed(3)}`;

if (options.help) console.log(HELP);
else await run();
