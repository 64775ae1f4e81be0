/** @file Checks of a page that only a browser can make; tests evaluate this text there, so it exports nothing. */

/** Words that leave the page or their picture, or run into other words. */
function misplacedWords() {
  const isInside = (inner, outer) =>
    inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.bottom <= outer.bottom + 1;
  const words = [...document.querySelectorAll("svg")].flatMap((svg) => {
    const texts = [...svg.querySelectorAll("text")];
    const box = (element) => element.getBoundingClientRect();
    return texts.filter(
      (text) =>
        !isInside(box(text), box(svg)) || texts.some((other) => other !== text && collide(text, other)),
    );
  });
  const blocks = [...document.querySelectorAll("body *:not(svg, svg *, script, .scroll)")].filter(
    ({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1,
  );
  return [...words, ...blocks].map((element) => `${element.tagName}: ${element.textContent}`);
}

/** Whether two words that are not turned share more than a pixel. */
function collide(one, other) {
  if ([one, other].some((text) => text.getCTM().b !== 0)) return false;
  const [a, b] = [one, other].map((text) => text.getBoundingClientRect());
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 1 && height > 1;
}

/** The colours of the page and its pictures, and of the words on them. */
function colors() {
  const styles = (selector) => [...document.querySelectorAll(selector)].map((each) => getComputedStyle(each));
  return {
    papers: [
      ...styles("body").map((style) => style.backgroundColor),
      ...styles("svg > rect").map(({ fill }) => fill),
    ],
    words: [
      ...styles("h1, h2, p, td, th, li, dd, dt, figcaption, pre").map(({ color }) => color),
      ...styles("figure:not([id^=confusion]) text").map(({ fill }) => fill),
    ],
  };
}

globalThis.pageChecks = { misplacedWords, colors };
