/** @file Operations that a device lacks although `infer` allows them; suites fail where it has them after all. */

/** Operations by the dtype in which ONNX Runtime has no kernel for them, or a wrong one. */
export interface Lacking {
  readonly [dtype: string]: readonly string[];
}

/** On a device in Node, where other dtypes than float32 mostly fall back on the processor. */
export const lackingOnWebgpu: Lacking = {
  // Wrong for groups and refused for three dimensions; indices, which the gradient needs, are not there.
  float32: ["ConvTranspose", "MaxPool"],
};

/** Of several updates that replace one element, the threads of a graphics card let any stay. */
export const freeOnWebgpu: Lacking = { float32: ["ScatterElements", "ScatterND"] };
