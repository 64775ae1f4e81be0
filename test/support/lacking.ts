/** @file What providers do not compute, although `infer` allows it; suites fail where one does after all. */

/** Operations for which ONNX Runtime has no kernel of a dtype, natively and in WebAssembly alike. */
export const lacking: { readonly [dtype: string]: readonly string[] } = {
  uint32: ["Neg", "Sum", "Max", "Min", "ArgMax", "ArgMin", "Prod", "CumulativeSum", "TopK"],
  uint8: ["Neg", "Sum", "MatMul", "Prod", "CumulativeSum"],
};

/** The same with a device in Node, where other dtypes than float32 mostly fall back on the processor. */
export const lackingOnWebgpu: typeof lacking = {
  ...lacking,
  // Wrong for groups and refused for three dimensions; indices, which the gradient needs, are not there.
  float32: ["ConvTranspose", "MaxPool"],
  uint32: ["Neg", "TopK"],
};
