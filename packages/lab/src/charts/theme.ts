/** @file The colours of every picture, in a light and a dark scheme, and the look of axes and legends. */

/** Pairs of light and dark: pictures are drawn in light colours, which a style sheet swaps in dark schemes. */
const SCHEMES = [
  ["#1b1f24", "#e8eaed"],
  ["#59616b", "#a3abb5"],
  ["#e3e6ea", "#33383f"],
  ["#ffffff", "#16191d"],
  ["#0072b2", "#56b4e9"],
  ["#d55e00", "#f0883e"],
  ["#009e73", "#2fc99a"],
  ["#91297c", "#c16eb4"],
  ["#6c4f00", "#fad359"],
  ["#4e48b9", "#8995fe"],
  ["#680348", "#c05985"],
  ["#5b564f", "#c0c8d3"],
] as const;

const [[ink], [muted], [rule], [paper], ...series] = SCHEMES;

/** Of words. */
export const INK: string = ink;
/** Of what stands back: numbers on axes, contours. */
export const MUTED: string = muted;
/** Of the background. */
export const PAPER: string = paper;

/** Distinct to colour-blind readers (Okabe and Ito's hues, then Tol's, moved apart), dark enough for thin lines on paper. */
export const PALETTE: readonly string[] = series.map(([light]) => light);

/** Swaps the colours of pictures in a dark scheme; a rule of style beats the attributes of a shape. */
export const DARK_STYLE = `@media screen and (prefers-color-scheme: dark) {${SCHEMES.map(
  ([light, dark]) => `[fill="${light}"]{fill:${dark}}[stroke="${light}"]{stroke:${dark}}`,
).join("")}}`;

/** The widths that echarts lays out by are those of Arial. */
export const FONT = "Arial, Helvetica, Liberation Sans, sans-serif";

const axis = {
  nameLocation: "middle",
  nameGap: 34,
  nameTextStyle: { color: INK, fontSize: 13 },
  axisLine: { show: true, onZero: false, lineStyle: { color: MUTED } },
  axisTick: { show: true, lineStyle: { color: MUTED } },
  axisLabel: { color: MUTED, fontSize: 12, hideOverlap: true },
  splitLine: { show: true, lineStyle: { color: rule } },
};

/** Of a heading, and of the smaller one below it. */
export const TITLE = { fontSize: 15, lineHeight: 18 } as const;
export const SUBTITLE = { fontSize: 12, lineHeight: 18 } as const;

export const LEGEND = { itemGap: 16, textStyle: { color: INK, fontSize: 13, lineHeight: 15 } } as const;

/** The theme that echarts applies under the options of a chart. */
export const THEME = {
  textStyle: { fontFamily: FONT },
  title: {
    left: "center",
    top: 8,
    itemGap: 3,
    textStyle: { color: INK, fontWeight: 600, ...TITLE },
    subtextStyle: { color: MUTED, ...SUBTITLE },
  },
  legend: LEGEND,
  valueAxis: axis,
  logAxis: axis,
  categoryAxis: { ...axis, splitLine: { show: false } },
};
