/** @file Reconstructions as PLY files, for viewers such as MeshLab: http://paulbourke.net/dataformats/ply */

import { type BundleProblem, checkBundleProblem } from "../../data/bundles/bundle-problem.ts";
import { centresOf } from "./geometry.ts";

/** Green, as in Ceres' and Bundler's files. */
const CAMERA_COLOUR = "0 255 0";
const POINT_COLOUR = "255 255 255";

/**
 * Text of a PLY file: a vertex for each camera, in green, then one for each point, in white.
 *
 * @example
 * const one = parseBal("1 1 1 \n 0 0 -3 4 \n 0 0 0 0 0 0 500 0 0 \n 0 0 -2", { where: "one.txt" });
 * solve.formatPly(one).split("\n").slice(-3, -1); // ["0 0 0 0 255 0", "0 0 -2 255 255 255"]
 */
export function formatPly(problem: BundleProblem): string {
  const { points } = checkBundleProblem(problem, "formatPly");
  const cameras = centresOf(problem).map((centre) => `${centre.join(" ")} ${CAMERA_COLOUR}`);
  const vertices = Array.from(
    { length: points.length / 3 },
    (_, point) => `${points.subarray(3 * point, 3 * point + 3).join(" ")} ${POINT_COLOUR}`,
  );
  const lines = [...header(cameras.length + vertices.length), ...cameras, ...vertices];
  return `${lines.join("\n")}\n`;
}

const header = (count: number): string[] => [
  "ply",
  "format ascii 1.0",
  `element vertex ${count}`,
  ...["x", "y", "z"].map((axis) => `property double ${axis}`),
  ...["red", "green", "blue"].map((colour) => `property uchar ${colour}`),
  "end_header",
];
