/** @file The rules of the player's page, besides those of every page. */

export const PLAYER_STYLE = `
.controls { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.8rem;
  margin: 0.8rem 0 1rem; padding: 0.6rem 0; background: var(--paper); border-bottom: 1px solid var(--rule); }
.controls input { flex: 1 1 12rem; min-width: 8rem; }
.controls .now { min-width: 6rem; font-variant-numeric: tabular-nums; }
button, select { min-height: 2.2rem; padding: 0.2rem 0.9rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--muted); border-radius: 6px; }
select option { color: var(--ink); background: var(--paper); }
#toggle { min-width: 5.5rem; }
:focus-visible { outline: 3px solid #0072b2; outline-offset: 2px; }
.player { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr)); gap: 1rem 1.5rem; align-items: start; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, var(--card)), 1fr)); gap: 1rem 1.5rem; align-items: start; }
.stage { position: relative; }
.player > .stage { position: sticky; top: 4.5rem; }
.overlay { position: absolute; inset: 0; width: 100%; height: 100%; }
.card label { display: flex; align-items: center; gap: 0.5rem; overflow-wrap: anywhere; }
.card th { font-weight: 400; color: var(--muted); }
.card th, .card td { padding: 0.15rem 0.4rem 0.15rem 0; font-size: 0.8rem; }
.card td { min-width: 5em; }
.card td:last-child { padding-right: 0; }
.swatch { flex: none; width: 24px; height: 8px; }
.over { margin: 0.3rem 0; font-weight: 600; }
`;
