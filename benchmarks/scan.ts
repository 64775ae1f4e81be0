/**
 * @file A hundred training steps per call, as one `scan` over rows of indices into a data set that is an input of the
 * graph, against one step per call.
 */

import {
  compile,
  configure,
  evaluate,
  gather,
  initialState,
  losses,
  nn,
  optim,
  random,
  scan,
  type Tensor,
  tensor,
  trainStep,
  zeros,
} from "glissade";
import { BATCH, LEARNING_RATE, MOMENTUM, SIZES } from "./support/hand-written.ts";
import { compete, median, ratio, timed } from "./support/rounds.ts";
import { type Examples, stepOf } from "./support/step.ts";

const STEPS = 100;
const EXAMPLES = 8000;

const model = nn.sequential(...SIZES.slice(1).flatMap((units) => [nn.linear(units), nn.sigmoid()]));
const optimizer = optim.sgd({ learningRate: LEARNING_RATE, momentum: MOMENTUM });
const training = { model, optimizer, loss: losses.halfSquaredError };
const input = zeros([BATCH, SIZES[0]!]);

const step = stepOf(training);

type State = Parameters<typeof step>[0];
const manySteps = compile((start: State, data: Examples, rows: Tensor) =>
  scan(
    (state: State, row: Tensor) => step(state, { x: gather(data.x, row), y: gather(data.y, row) }),
    start,
    rows,
  ),
);

configure({ threads: 1 });
const x = await evaluate(random.uniform(random.key(2), [EXAMPLES, SIZES[0]!]));
const y = tensor(Int32Array.from({ length: EXAMPLES }, (_, index) => index % 10));
const rows = tensor(
  Int32Array.from({ length: STEPS * BATCH }, (_, index) => (index * 7919) % EXAMPLES),
  { shape: [STEPS, BATCH] },
);
const oneStep = trainStep(training);
const batch = {
  x: tensor(((await x.data()) as Float32Array).slice(0, BATCH * SIZES[0]!), { shape: input.shape }),
  y: tensor(((await y.data()) as Int32Array).slice(0, BATCH)),
};
let single = await initialState(training, random.key(1), input);
let many: State = { params: single.params, optimizer: single.optimizer };

const [alone, together] = await compete(
  [
    timed(async () => {
      for (let index = 0; index < STEPS; index++) [single] = await oneStep(single, batch);
    }),
    timed(async () => {
      [many] = await manySteps(many, { x, y }, rows);
    }),
  ],
  { rounds: 41, steps: 1 },
);
const text = (times: readonly number[]) => ((1000 * median(times)) / STEPS).toFixed(1);
console.log(
  `one step of ${SIZES.join("-")}, 1 thread: ${text(alone!)} us alone, ${text(together!)} us in a scan of ${STEPS}, ratio ${ratio(together!, alone!).toFixed(3)}`,
);
