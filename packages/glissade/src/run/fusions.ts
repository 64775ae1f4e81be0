/** @file Rewrites of ONNX Runtime that are switched off: they change values, have no kernels for float64, or take memory. */

/** These round otherwise: one keeps factors of products as float32, the other turns 1/x·y into y/x. */
const changing = ["MatMulScaleFusion", "DivMulFusion"];

/** These put kernels in the place of compositions, without asking whether the kernels take float64. */
const forFloat32 = [
  "FuseReluClip",
  "GeluFusionL1",
  "GeluFusionL2",
  "FastGeluFusion",
  "QuickGeluFusion",
  "BiasGeluFusion",
  "LayerNormFusionL1",
  "LayerNormFusionL2",
  "SimplifiedLayerNormFusion",
  "SkipLayerNormFusion",
  "BiasSkipLayerNormFusion",
  "EmbedLayerNormFusion",
  "BiasSoftmaxFusion",
  "AttentionFusion",
  "GemmActivationFusion",
  "MatMulActivationFusion",
  "ConvActivationFusion",
];

/** Larger constants, such as zeros to add to, are made anew in each run, and not held for good. */
const LARGEST_FOLDED = 2 ** 20;

/** The entries of a session's configuration. */
export const sessionEntries = ({ usesFloat64 }: { readonly usesFloat64: boolean }) => ({
  "optimization.disable_specified_optimizers": [...changing, ...(usesFloat64 ? forFloat32 : [])].join(";"),
  "optimization.constant_folding_max_output_size_in_bytes": `${LARGEST_FOLDED}`,
});
