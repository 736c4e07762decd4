/** A dot and the name it may carry, in the frame's units. */
export interface Labelled {
  id: string;
  x: number;
  y: number;
  r: number;
  text: string;
  /** Dots without a wish to be named only keep their place free. */
  named: boolean;
}

export interface Label {
  id: string;
  x: number;
  y: number;
  anchor: "start" | "middle" | "end";
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const apart = (a: Box, b: Box) =>
  a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

/** Width of a text in ems: a Chinese character takes one, a Latin letter about half. */
function ems(text: string): number {
  let sum = 0;
  for (const c of text) sum += c.charCodeAt(0) > 0x2e80 ? 1 : 0.56;
  return sum;
}

/**
 * Places names right, left, above or below their dots, in the order given, so that none covers a dot or
 * another name. A name without room is left out: the dot still carries its rank and its title.
 */
export function placeLabels(
  dots: Labelled[],
  frame: { width: number; height: number },
  size: number,
): Label[] {
  const taken: Box[] = dots.map((d) => ({
    left: d.x - d.r,
    top: d.y - d.r,
    right: d.x + d.r,
    bottom: d.y + d.r,
  }));
  const out: Label[] = [];
  for (const d of dots) {
    if (!d.named) continue;
    const width = ems(d.text) * size;
    const gap = d.r + 3;
    const half = size * 0.55;
    const choices: [Label["anchor"], number, number][] = [
      ["start", d.x + gap, d.y],
      ["end", d.x - gap, d.y],
      ["middle", d.x, d.y - gap - half],
      ["middle", d.x, d.y + gap + half],
    ];
    for (const [anchor, x, y] of choices) {
      const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
      const box = { left, top: y - half, right: left + width, bottom: y + half };
      const inside = box.left >= 0 && box.right <= frame.width && box.top >= 0 && box.bottom <= frame.height;
      if (!inside || !taken.every((b) => apart(box, b))) continue;
      taken.push(box);
      out.push({ id: d.id, x, y, anchor });
      break;
    }
  }
  return out;
}
