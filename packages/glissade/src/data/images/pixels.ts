/** @file Pixels as decoders give them, and as networks take them: planes of numbers from 0 to 1. */

/** Pixels row by row, the channels of each side by side: grey, or three colours, and perhaps opacity behind them. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray | Uint16Array;
  /** The value of white. */
  readonly most: number;
}

/** Grey, three colours, or three colours and opacity. */
export const channelCounts = [1, 3, 4] as const;

export type Channels = (typeof channelCounts)[number];

/** Shares of red, green and blue in the brightness of ITU-R BT.601. */
const BRIGHTNESS = [0.299, 0.587, 0.114] as const;

/** One plane for each channel, in [0, 1]. */
export function toPlanes(pixels: Pixels, channels: Channels): Float32Array<ArrayBuffer> {
  const { width, height, channels: stride } = pixels;
  const area = width * height;
  const planes = new Float32Array(channels * area);
  if (channels === 1 && stride > 2) return brightness(pixels, planes);
  for (let channel = 0; channel < channels; channel++) {
    const from = channelFrom(channel, stride);
    const plane = planes.subarray(channel * area, (channel + 1) * area);
    if (from === undefined) plane.fill(1);
    else copyPlane(pixels, from, plane);
  }
  return planes;
}

/** Which channel of the pixels a plane takes; none where there is no opacity. */
function channelFrom(channel: number, stride: number): number | undefined {
  const opacity = stride % 2 === 0 ? stride - 1 : undefined;
  if (channel === 3) return opacity;
  return stride < 3 ? 0 : channel;
}

function copyPlane({ data, channels, most }: Pixels, from: number, plane: Float32Array): void {
  for (let i = 0; i < plane.length; i++) plane[i] = data[i * channels + from]! / most;
}

function brightness(
  { data, channels, most }: Pixels,
  plane: Float32Array<ArrayBuffer>,
): Float32Array<ArrayBuffer> {
  const [red, green, blue] = BRIGHTNESS;
  for (let i = 0; i < plane.length; i++) {
    const at = i * channels;
    plane[i] = (red * data[at]! + green * data[at + 1]! + blue * data[at + 2]!) / most;
  }
  return plane;
}
