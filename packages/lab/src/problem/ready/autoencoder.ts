/** @file An autoencoder of digits. */

import { batches, losses, nn, type Tensor, tensor } from "glissade";
import type { Examples } from "glissade/data";
import type { ProblemOptions } from "../problem.ts";
import { type Problem, problem } from "../problem.ts";
import { imageParts } from "./images.ts";

const PIXELS = 784;
const CODE = 16;
const BATCH = 100;

/** 784-256-16-256-784 by the cross-entropy of grey pixels: Reducing the Dimensionality of Data with Neural Networks (Hinton
 * and Salakhutdinov 2006). Its metric is `loss`. */
export async function autoencoder(options: ProblemOptions): Promise<Problem> {
  const { train, validation, test, about } = await imageParts({ ...options, usual: "mnist", size: 28 });
  const x = imagesOf(train);
  const encoder = nn.sequential(nn.linear(256), nn.relu(), nn.linear(CODE));
  const decoder = nn.sequential(nn.linear(256), nn.relu(), nn.linear(PIXELS));
  return problem({
    ...{ name: "autoencoder", about, batchSize: BATCH, steps: 3000 },
    model: nn.block({ encoder, decoder }),
    loss: losses.binaryCrossEntropy,
    batches: (seed) => batches({ x, y: x }, { size: BATCH, seed, last: "drop" }),
    ...(validation && { validation: withItself(imagesOf(validation)) }),
    test: withItself(imagesOf(test)),
  });
}

const imagesOf = ({ inputs, size }: Examples): Tensor => tensor(inputs, { shape: [size, PIXELS] });

const withItself = (x: Tensor) => ({ x, y: x });
