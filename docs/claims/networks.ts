/** @file Claims about networks. */

import { digits, percent } from "../words.ts";
import { type Claim, lesson, linkTo, verdictOf } from "./claim.ts";
import { setting } from "./experiments/convexity.ts";
import { results } from "./experiments.ts";

const initialisation: Claim = {
  claim: "Xavier's and Kaiming's initialisations keep the variance of activations from layer to layer.",
  from: "D",
  how: `${linkTo("25-initialisation")}: the deviation behind ten layers, in parts of that before them; one draw of wide layers.`,
  judge() {
    const { kaimingRelu, xavierTanh, xavierRelu, smallTanh } = lesson("initialisation");
    const isKept = (deviation: number) => deviation > 0.5 && deviation < 2;
    const keeps = (deviation: number) => (isKept(deviation) ? "keeps it" : "does not keep it");
    return {
      verdict: verdictOf(isKept(kaimingRelu!), isKept(xavierTanh!)),
      numbers: `Kaiming with ReLU ${digits(kaimingRelu!)}; Xavier with tanh ${digits(xavierTanh!)}, with ReLU ${digits(xavierRelu!)}; N(0, 0.01²) with tanh ${digits(smallTanh!)}.`,
      words: `Kaiming's ${keeps(kaimingRelu!)} for ReLU. Xavier's, which is derived for linear layers, ${keeps(xavierTanh!)} with tanh, which makes every signal smaller, and ${keeps(xavierRelu!)} with ReLU, which halves its square with every layer.`,
    };
  },
};

const vanishing: Claim = {
  claim:
    "ReLU, batch normalisation, auxiliary losses and layer-wise pre-training each mend vanishing gradients.",
  from: "D",
  how: `${linkTo("26-vanishing-remedies")}: training loss of a deep sigmoid network without and with each; ${linkTo("09-vanishing-gradients")}: the gradient of the first layer in parts of the last. One run each.`,
  judge() {
    const { deepSigmoid, slowestRemedy, slowestOfTheFast, auxiliaryHeads } = lesson("vanishing-remedies");
    const { vanishing: gradient, leastOfTheRemedies } = lesson("vanishing-gradients");
    const isEased = slowestRemedy! < 0.9 * deepSigmoid!;
    const isSolved = slowestOfTheFast! < 0.5 * deepSigmoid!;
    return {
      verdict: verdictOf(isEased, leastOfTheRemedies! > 100 * gradient!),
      numbers: `Loss ${digits(deepSigmoid!)} without (guessing has 2.303); with ReLU, batch normalisation or residual connections at most ${digits(slowestOfTheFast!)}, with auxiliary heads ${digits(auxiliaryHeads!)}, with the slowest of all remedies ${digits(slowestRemedy!)}. Gradient ${digits(gradient!, 2)} without, at least ${digits(leastOfTheRemedies!, 2)} with.`,
      words: `${isEased ? "All help, and not alike" : "Not all help"}: ReLU, batch normalisation and residual connections ${isSolved ? "solve" : "do not solve"} the problem, the slowest remedy ${isEased ? "eases" : "does not even ease"} it.`,
    };
  },
};

const clipping: Claim = {
  claim: "Clipping the gradient mends exploding gradients in a recurrent network.",
  from: "D",
  how: `${linkTo("10-exploding-gradients")}: h ← wh forty times, with SGD; ${linkTo("26-vanishing-remedies")}: a deep ReLU network from too large a start.`,
  judge() {
    const { leastLoss, explodesAtStep } = lesson("exploding-gradients");
    const { stepsWithoutClipping, clipped } = lesson("vanishing-remedies");
    return {
      verdict: verdictOf(leastLoss! < 0.01, clipped! < 0.7),
      numbers: `Recurrence: no finite loss at step ${explodesAtStep} without clipping, at most ${digits(leastLoss!, 2)} with it, by value and by norm. Deep network: no finite loss after ${stepsWithoutClipping} steps without, ${digits(clipped!)} with.`,
      words:
        "The recurrence is the simplest there is, a linear one of a single unit: a principle, not a measurement on language.",
    };
  },
};

const regularisation: Claim = {
  claim: "L2, L1 and dropout narrow the gap between training and test.",
  from: "B, D",
  how: `${linkTo("24-overfitting")}: a network that learns 200 images by heart; cross-entropy on 2000 new ones at the end, mean of three seeds.`,
  judge() {
    const { nothing, l2, l1, dropout, earlyStopping } = lesson("overfitting");
    return {
      verdict: verdictOf(l2! < nothing!, l1! < nothing!, dropout! < nothing!),
      numbers: `Nothing ${digits(nothing!)}, L2 ${digits(l2!)}, L1 ${digits(l1!)}, dropout ${digits(dropout!)}, early stopping ${digits(earlyStopping!)}.`,
      words:
        "A network that knows its images by heart has a training loss of about 0, so that its gap is its loss on new images; the gaps of the others are at most their losses. Means of three seeds without intervals: the order among them is not shown.",
    };
  },
};

const shifts: Claim = {
  claim: "A convolutional network survives shifted images where a dense one does not.",
  from: "A, B",
  how: `${linkTo("39-shifted-images")}: accuracy on symbols where they were learned, and moved by three pixels, in percent of 1000 images; one run each.`,
  judge() {
    const { dense, denseShifted, convolutional, convolutionalShifted, denseAugmentedShifted } =
      lesson("shifted-images");
    const [lost, kept] = [dense! - denseShifted!, convolutional! - convolutionalShifted!];
    return {
      verdict: verdictOf(kept < lost / 2, denseShifted! < 0.5),
      numbers: `Dense: ${percent(dense!)} and, shifted, ${percent(denseShifted!)}. Convolutional: ${percent(convolutional!)} and ${percent(convolutionalShifted!)}. Dense, trained on shifted images: ${percent(denseAugmentedShifted!)}.`,
      words: `It loses ${digits(100 * kept)} points of accuracy and the dense network ${digits(100 * lost)}: pooling forgives small shifts, the dense layers behind it do not. Shifted training images give a dense network ${digits(100 * (denseAugmentedShifted! - denseShifted!))} points.`,
    };
  },
};

const receptiveField: Claim = {
  claim: "Two 3×3 convolutions see what one 5×5 sees, with fewer parameters.",
  from: "B",
  how: `${linkTo("21-receptive-field")}: the pixels that a unit's gradient reaches, and the weights for eight channels.`,
  judge() {
    const { twoSee, oneSees, twoWeights, oneWeights } = lesson("receptive-field");
    return {
      verdict: verdictOf(twoSee === oneSees, twoWeights! < oneWeights!),
      numbers: `${twoSee} pixels across against ${oneSees}; ${twoWeights} weights against ${oneWeights}.`,
      words: "Exact. It says what they see, not that they can compute the same.",
    };
  },
};

const convexity: Claim = {
  claim:
    "The losses of linear and softmax regression are convex, and that of a multilayer perceptron is not.",
  from: "B",
  how: `\`solve.checkConvexity\`: ${setting.samples} random chords and directions of negative curvature at ${setting.hessians} points, on ${setting.examples} random examples.`,
  judge() {
    const found = results().convexity;
    if (!found) return undefined;
    const { linear = [], softmax = [], network = [] } = found;
    const word = (value: number | undefined) => (value === 1 ? "a counter-example" : "no counter-example");
    return {
      verdict: verdictOf(linear[0] === 0, softmax[0] === 0, network[0] === 1),
      numbers: `Linear regression: ${word(linear[0])}; softmax regression: ${word(softmax[0])}; a network of ${setting.hidden} tanh units: ${word(network[0])}.`,
      words:
        "A counter-example is a proof; that none was found is none, but the Hessians of the first two are known to be positive semi-definite.",
    };
  },
};

export const networkClaims: readonly Claim[] = [
  ...[initialisation, vanishing, clipping, regularisation, shifts, receptiveField, convexity],
];
