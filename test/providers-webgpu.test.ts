/**
 * @file The operations on a device, where there is one. Chromium brings one in software, which Node finds by
 * LD_LIBRARY_PATH=/usr/lib/chromium VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json
 */

import { compile, square, tensor } from "glissade";
import { describe } from "vitest";
import { freeOnWebgpu, lackingOnWebgpu } from "./support/lacking.ts";
import { describeProvider } from "./support/provider-suite.ts";

const reason = await compile(square, { provider: "webgpu" })(tensor(1)).then(
  () => "",
  ({ message }) => message,
);

/** Devices round trigonometry to about eleven bits. */
const TOLERANCE = 5e-4;

describe.skipIf(reason)(reason ? `webgpu: skipped, ${reason}` : "webgpu", () =>
  // Its shading language lets a device assume that there are no NaN and no infinities.
  describeProvider(
    { provider: "webgpu" },
    { missing: lackingOnWebgpu, free: freeOnWebgpu, tolerance: TOLERANCE, finite: true },
  ),
);
