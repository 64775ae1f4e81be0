/** @file Where PyTorch keeps the parameters of a layer, and how it lays them out. */

/** A leaf of ours, and the tensor of PyTorch that holds it. */
export interface PyTorchSlot {
  /** Of the leaf in parameters or state of the layer, such as `weight`, or `0/forward/input/weight`. */
  readonly leaf: string;
  /** Behind the name of the module: `weight_ih_l0`. */
  readonly name: string;
  /** Whether PyTorch has rows in the place of columns. */
  readonly transposed?: boolean;
  /** The part of the rows that is the leaf's, where PyTorch packs several into one tensor. */
  readonly part?: { readonly index: number; readonly of: number };
}

/** What a layer says of PyTorch's layer of its kind. */
export interface PyTorchLayout {
  /** A slot for each leaf; by default each has its own name, with dots, and its own layout. */
  readonly slots?: (leaves: readonly string[]) => readonly PyTorchSlot[];
  /** What PyTorch calls the parts of the layer, where it has other names for them. */
  readonly parts?: { readonly [part: string]: string };
}

const each =
  (slot: (leaf: string) => PyTorchSlot) =>
  (leaves: readonly string[]): readonly PyTorchSlot[] =>
    leaves.map(slot);

const dotted = (leaf: string): string => leaf.replaceAll("/", ".");

/** The last name of a path. */
const lastOf = (leaf: string): string => leaf.slice(leaf.lastIndexOf("/") + 1);

/** As PyTorch has it, name for name. */
export const asInPyTorch: PyTorchLayout & Required<Pick<PyTorchLayout, "slots">> = {
  slots: each((leaf) => ({ leaf, name: dotted(leaf) })),
};

/** Dense weights, which PyTorch keeps as (outputs, inputs). */
export const denseLayout: PyTorchLayout = {
  slots: each((leaf) => ({ leaf, name: dotted(leaf), transposed: lastOf(leaf) === "weight" })),
};

const statistics: { readonly [leaf: string]: string } = { mean: "running_mean", variance: "running_var" };

export const batchNormLayout: PyTorchLayout = {
  slots: each((leaf) => ({ leaf, name: statistics[leaf] ?? leaf })),
};

/** `0/forward/input/weight` is `weight_ih_l0`, `1/backward/recurrent/bias` is `bias_hh_l1_reverse`. */
export const recurrentLayout: PyTorchLayout = {
  slots: each((leaf) => {
    const [layer, direction, map, which] = leaf.split("/");
    const name = `${which}_${map === "input" ? "ih" : "hh"}_l${layer}${direction === "backward" ? "_reverse" : ""}`;
    return { leaf, name, transposed: which === "weight" };
  }),
};

const packed = ["query", "key", "value"];

/** Of attention with as many heads for keys as for queries; PyTorch has no other. */
export const attentionLayout: PyTorchLayout = {
  slots: each((leaf) => {
    const [map, which] = leaf.split("/") as [string, string];
    const transposed = which === "weight";
    if (map === "output") return { leaf, name: `out_proj.${which}`, transposed };
    const part = { index: packed.indexOf(map), of: packed.length };
    return { leaf, name: `in_proj_${which}`, transposed, part };
  }),
};

export const encoderBlockLayout: PyTorchLayout = {
  parts: {
    attention: "self_attn",
    attentionNorm: "norm1",
    expand: "linear1",
    contract: "linear2",
    feedForwardNorm: "norm2",
  },
};

export const decoderBlockLayout: PyTorchLayout = {
  parts: {
    attention: "self_attn",
    attentionNorm: "norm1",
    crossAttention: "multihead_attn",
    crossAttentionNorm: "norm2",
    expand: "linear1",
    contract: "linear2",
    feedForwardNorm: "norm3",
  },
};
