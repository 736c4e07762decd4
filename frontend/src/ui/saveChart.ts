import dayjs from "dayjs";
import { saveFile } from "./saveFile";
import { fontFamily } from "./theme";

const namespace = "http://www.w3.org/2000/svg";
const head = 34;
const foot = 22;

function line(text: string, y: number, size: number, weight: string): SVGTextElement {
  const e = document.createElementNS(namespace, "text");
  e.setAttribute("x", "8");
  e.setAttribute("y", String(y));
  e.setAttribute("font-family", fontFamily);
  e.setAttribute("font-size", String(size));
  e.setAttribute("font-weight", weight);
  e.setAttribute("fill", "#1b2733");
  e.textContent = text;
  return e;
}

/** Its size on the screen, or the one it states where it is on none. */
function sizeOf(svg: SVGSVGElement): [width: number, height: number] {
  return [
    svg.clientWidth || Number(svg.getAttribute("width")),
    svg.clientHeight || Number(svg.getAttribute("height")),
  ];
}

/** The picture with its title above and source and date below, so that a copy never loses them. */
function framed(svg: SVGSVGElement, title: string, source: string): SVGSVGElement {
  const [width, height] = sizeOf(svg);
  const out = document.createElementNS(namespace, "svg");
  out.setAttribute("xmlns", namespace);
  out.setAttribute("width", String(width));
  out.setAttribute("height", String(height + head + foot));
  const ground = document.createElementNS(namespace, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", "#fff");
  const picture = document.createElementNS(namespace, "g");
  picture.setAttribute("transform", `translate(0 ${head})`);
  for (const child of svg.childNodes) picture.append(child.cloneNode(true));
  const stamp = `${source} · ${dayjs().format("YYYY-MM-DD")}`;
  out.append(ground, line(title, 22, 14, "600"), picture, line(stamp, height + head + 14, 11, "400"));
  return out;
}

export function saveChart(svg: SVGSVGElement, kind: "svg" | "png", title: string, source: string) {
  const picture = framed(svg, title, source);
  const name = `${title.replace(/[^\p{L}\p{N}]+/gu, "-")}.${kind}`;
  const blob = new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" });
  if (kind === "svg") {
    saveFile(blob, name);
    return;
  }
  const url = URL.createObjectURL(blob);
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    const ratio = 2; // sharp enough for a slide
    const [width, height] = sizeOf(svg);
    canvas.width = width * ratio;
    canvas.height = (height + head + foot) * ratio;
    const context = canvas.getContext("2d");
    if (!context) return;
    context.scale(ratio, ratio);
    context.drawImage(image, 0, 0);
    canvas.toBlob((png) => {
      if (png) saveFile(png, name);
    });
    URL.revokeObjectURL(url);
  };
  image.src = url;
}
