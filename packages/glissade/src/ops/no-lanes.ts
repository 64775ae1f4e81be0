/** @file Why whole families of operations have no lanes. */

import { noLane } from "../graph/lane.ts";

export const movesElements = noLane("elements come from other positions");
export const multipliesMatrices = noLane("ONNX Runtime has faster kernels for products of matrices");
export const slidesWindows = noLane("windows of elements overlap, or give a position");
export const eliminates = noLane("rows of a matrix are eliminated one after the other");
export const holdsGraphs = noLane("it runs graphs, whose operations may have lanes");
