const namespace = "http://www.w3.org/2000/svg";
const styled = [
  "fill",
  "stroke",
  "stroke-width",
  "font-size",
  "font-weight",
  "font-family",
  "text-anchor",
  "paint-order",
];

/** A copy that keeps its looks without the page's style sheet. */
function frozen(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) return svg;
  const copies = copy.querySelectorAll<SVGElement>("path, circle, text");
  svg.querySelectorAll<SVGElement>("path, circle, text").forEach((from, i) => {
    const style = getComputedStyle(from);
    for (const name of styled) copies[i]?.setAttribute(name, style.getPropertyValue(name));
  });
  return copy;
}

/**
 * World, frames, their names and the legend as one picture: each where it stands on the page. Texts are the
 * box's captions and spans, swatches its `i` elements.
 */
export function pictureOf(box: HTMLElement): SVGSVGElement {
  const origin = box.getBoundingClientRect();
  const out = document.createElementNS(namespace, "svg");
  out.setAttribute("width", String(Math.round(origin.width)));
  out.setAttribute("height", String(Math.round(origin.height)));
  const put = (element: SVGElement, from: Element) => {
    const at = from.getBoundingClientRect();
    element.setAttribute("x", (at.left - origin.left).toFixed(1));
    element.setAttribute("y", (at.top - origin.top).toFixed(1));
    element.setAttribute("width", at.width.toFixed(1));
    element.setAttribute("height", at.height.toFixed(1));
    out.append(element);
  };
  const ground = (from: Element, fill: string) => {
    const rect = document.createElementNS(namespace, "rect");
    rect.setAttribute("fill", fill);
    put(rect, from);
  };
  for (const svg of box.querySelectorAll("svg")) {
    ground(svg, "#f3f6f9");
    put(frozen(svg), svg);
  }
  for (const swatch of box.querySelectorAll("i")) ground(swatch, getComputedStyle(swatch).backgroundColor);
  for (const words of box.querySelectorAll<HTMLElement>("figcaption, span")) {
    const at = words.getBoundingClientRect();
    const style = getComputedStyle(words);
    const text = document.createElementNS(namespace, "text");
    text.setAttribute("font-family", style.fontFamily);
    text.setAttribute("font-size", style.fontSize);
    text.setAttribute("fill", style.color);
    text.textContent = words.textContent;
    put(text, words);
    text.setAttribute("x", (at.left - origin.left + parseFloat(style.paddingLeft)).toFixed(1));
    text.setAttribute("y", (at.top - origin.top + at.height / 2 + 4).toFixed(1));
  }
  return out;
}
