/** @file The ten shapes behind the data set `glyphs`, as strokes in the square from -1 to 1, y downwards. */

export type Point = readonly [number, number];
export type Stroke = readonly Point[];

const SEGMENTS_PER_HALF_TURN = 8;

/** One entry per class: the strokes that draw it. */
export const glyphShapes: Readonly<Record<string, readonly Stroke[]>> = {
  ring: [arc({ radius: 0.8, from: 0, to: 2 })],
  triangle: [closed([0, -0.85], [0.85, 0.7], [-0.85, 0.7])],
  square: [closed([-0.75, -0.75], [0.75, -0.75], [0.75, 0.75], [-0.75, 0.75])],
  cross: [line([-0.85, 0], [0.85, 0]), line([0, -0.85], [0, 0.85])],
  arrow: [line([-0.9, 0], [0.85, 0]), line([0.25, -0.65], [0.85, 0], [0.25, 0.65])],
  zigzag: [line([-0.9, -0.6], [-0.45, 0.6], [0, -0.6], [0.45, 0.6], [0.9, -0.6])],
  spiral: [arc({ radius: 0.15, endRadius: 0.9, from: 0, to: 3.5 })],
  fork: [line([-0.7, -0.85], [-0.7, -0.05], [0.7, -0.05], [0.7, -0.85]), line([0, -0.85], [0, 0.9])],
  hourglass: [closed([-0.7, -0.85], [0.7, -0.85], [-0.7, 0.85], [0.7, 0.85])],
  moon: [arc({ radius: 0.85, from: 0.35, to: 1.65 }), arc({ x: 0.55, radius: 0.77, from: 0.57, to: 1.43 })],
};

function line(...points: readonly Point[]): Stroke {
  return points;
}

function closed(first: Point, ...rest: readonly Point[]): Stroke {
  return [first, ...rest, first];
}

interface Arc {
  /** Centre; 0 by default. */
  readonly x?: number;
  readonly radius: number;
  readonly endRadius?: number;
  /** Angles in half turns, clockwise from the right. */
  readonly from: number;
  readonly to: number;
}

function arc({ x = 0, radius, endRadius = radius, from, to }: Arc): Stroke {
  const segments = Math.ceil((to - from) * SEGMENTS_PER_HALF_TURN);
  return Array.from({ length: segments + 1 }, (_, i): Point => {
    const part = i / segments;
    const angle = Math.PI * (from + part * (to - from));
    const r = radius + part * (endRadius - radius);
    return [x + r * Math.cos(angle), r * Math.sin(angle)];
  });
}
