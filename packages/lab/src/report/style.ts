/** @file The style sheet of a report: system fonts, light and dark, screen and paper. */

export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --muted: #59616b; --rule: #d5d9de; --paper: #ffffff;
  --note: #fff4d6; --note-ink: #5c4300; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --muted: #a3abb5; --rule: #3a4048; --paper: #16191d; --note: #3a3013; --note-ink: #f4dca0; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1200px; padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 3rem;
  font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 2.2rem 0 0.6rem; font-size: 1.15rem; }
p { max-width: 75ch; }
.muted, figcaption, dt { color: var(--muted); }
.verdict { margin: 1.2rem 0; font-size: 1.15rem; }
.warnings { margin: 1rem 0; padding: 0.7rem 1rem 0.7rem 2rem; border-radius: 6px;
  color: var(--note-ink); background: var(--note); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.92rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.35rem 1.6rem 0.35rem 0; border-bottom: 1px solid var(--rule); white-space: pre; vertical-align: top; }
th { font-weight: 600; vertical-align: bottom; }
.start { text-align: start; }
.end { text-align: end; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 440px), 1fr)); gap: 1.5rem; }
figure { margin: 0; break-inside: avoid; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { font-size: 0.88rem; }
.notes { max-width: 85ch; margin: 0.6rem 0 0; padding-left: 1.1rem; font-size: 0.92rem; }
details { margin: 0.8rem 0 0; }
summary { cursor: pointer; color: var(--muted); }
details > * + * { margin-top: 0.6rem; }
.axes { display: flex; flex-wrap: wrap; gap: 0.4rem; margin-bottom: 0.4rem; font-size: 0.88rem; }
.axes input { position: absolute; opacity: 0; }
.axes label { padding: 0.1rem 0.7rem; border: 1px solid var(--rule); border-radius: 1rem; cursor: pointer; }
.axes input:checked + label { font-weight: 600; border-color: var(--ink); }
.axes input:focus-visible + label { outline: 2px solid var(--muted); outline-offset: 2px; }
@supports selector(:has(a)) {
  .curves:has(.axes) > figure { display: none; }
  .curves:has(.axes input:nth-of-type(1):checked) > figure:nth-of-type(1),
  .curves:has(.axes input:nth-of-type(2):checked) > figure:nth-of-type(2),
  .curves:has(.axes input:nth-of-type(3):checked) > figure:nth-of-type(3) { display: block; }
}
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.2rem; margin: 0.8rem 0 0; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 0; padding: 0.8rem 1rem; border: 1px solid var(--rule); border-radius: 6px;
  white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { body { max-width: none; padding: 0; font-size: 12px; } .figures { grid-template-columns: 1fr 1fr; }
  th, td { white-space: pre-line; padding-right: 0.8em; } h2 { break-after: avoid; } }
`;
