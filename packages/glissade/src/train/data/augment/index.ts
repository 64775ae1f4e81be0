/** @file Augmentations: what `mapBatches` does to the images of a training. */

export {
  type Augmentation,
  type CropOptions,
  chain,
  crop,
  cutOut,
  flip,
  noise,
  rotate,
  shift,
} from "./images.ts";
export { type Mixed, mixUp } from "./mix-up.ts";
