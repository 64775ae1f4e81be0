/** @file Where PyTorch keeps the parameters of each kind of layer, and how it lays them out. */

/** A leaf of ours, and the tensor of PyTorch that holds it. */
export interface Slot {
  /** Of the leaf in parameters or state of the layer, such as `weight`, or `0/forward/input/weight`. */
  readonly leaf: string;
  /** Behind the name of the module: `weight_ih_l0`. */
  readonly name: string;
  /** Whether rows and columns are the other way round. */
  readonly isTurned?: boolean;
  /** The part of the rows that is the leaf's, where PyTorch packs several into one tensor. */
  readonly part?: { readonly index: number; readonly of: number };
}

/** The leaves of a layer by their paths, relative to it. */
type Leaves = readonly string[];

type Kind = (leaves: Leaves) => readonly Slot[];

/** As PyTorch has it, name for name. */
const same: Kind = (leaves) => leaves.map((leaf) => ({ leaf, name: leaf.replaceAll("/", ".") }));

const linear: Kind = (leaves) => leaves.map((leaf) => ({ leaf, name: leaf, isTurned: leaf === "weight" }));

const batchNorm: Kind = (leaves) => {
  const names: Readonly<Record<string, string>> = { mean: "running_mean", variance: "running_var" };
  return leaves.map((leaf) => ({ leaf, name: names[leaf] ?? leaf }));
};

/** `0/forward/input/weight` is `weight_ih_l0`, `1/backward/recurrent/bias` is `bias_hh_l1_reverse`. */
const recurrent: Kind = (leaves) =>
  leaves.map((leaf) => {
    const [layer, direction, map, which] = leaf.split("/");
    const name = `${which}_${map === "input" ? "ih" : "hh"}_l${layer}${direction === "backward" ? "_reverse" : ""}`;
    return { leaf, name, isTurned: which === "weight" };
  });

const packed = ["query", "key", "value"];

const attention: Kind = (leaves) =>
  leaves.map((leaf) => {
    const [map, which] = leaf.split("/") as [string, string];
    const isTurned = which === "weight";
    if (map === "output") return { leaf, name: `out_proj.${which}`, isTurned };
    const part = { index: packed.indexOf(map), of: packed.length };
    return { leaf, name: `in_proj_${which}`, isTurned, part };
  });

/** By the name of the layer without its arguments. */
const kinds: Readonly<Record<string, Kind>> = {
  linear,
  batchNorm,
  rnn: recurrent,
  gru: recurrent,
  lstm: recurrent,
  multiHeadAttention: attention,
};

/** The slots of a layer, `linear(50)`, with these leaves; layers that are not known are as in PyTorch. */
export const slotsOf = (layer: string, leaves: Leaves): readonly Slot[] =>
  (kinds[/^\w*/.exec(layer)![0]] ?? same)(leaves);

/** What PyTorch calls the parts of layers that have some. */
const parts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  transformerEncoderBlock: {
    attention: "self_attn",
    attentionNorm: "norm1",
    expand: "linear1",
    contract: "linear2",
    feedForwardNorm: "norm2",
  },
  transformerDecoderBlock: {
    attention: "self_attn",
    attentionNorm: "norm1",
    crossAttention: "multihead_attn",
    crossAttentionNorm: "norm2",
    expand: "linear1",
    contract: "linear2",
    feedForwardNorm: "norm3",
  },
};

/** What PyTorch calls a part of a layer. */
export const partName = (layer: string, part: string): string =>
  parts[/^\w*/.exec(layer)![0]]?.[part] ?? part;
