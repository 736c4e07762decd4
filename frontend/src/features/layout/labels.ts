export interface Label {
  x: number;
  y: number;
  anchor: "start" | "end";
}

const letter = 13; // width of a Han character at the size of labels; a Latin letter takes about half

/** Where the names stand: each beside its point, where it covers neither a point nor a name before it. */
export function placed(points: { at: [number, number]; text: string }[], width: number): Label[] {
  const boxes = points.map(({ at: [x, y] }) => [x - 9, y - 9, x + 9, y + 9] as const);
  return points.map(({ at: [x, y], text }) => {
    const w = [...text].reduce((sum, c) => sum + (c > "\u2e80" ? letter : letter * 0.56), 0);
    const tries: Label[] = [-8, 9, -21, 22, -34, 35, -47, 48].flatMap((dy) => [
      { x: x + 11, y: y + dy, anchor: "start" as const },
      { x: x - 11, y: y + dy, anchor: "end" as const },
    ]);
    const box = (l: Label) => {
      const left = l.anchor === "start" ? l.x : l.x - w;
      return [left, l.y - 8, left + w, l.y + 8] as const;
    };
    // The fewer points and names are covered the better; outside the map nothing can be read.
    const cost = (l: Label) => {
      const [a, b, c, d] = box(l);
      const covered = boxes.filter(([p, q, r, s]) => c > p && a < r && d > q && b < s).length;
      return covered + (a >= 0 && c <= width ? 0 : 10);
    };
    const found = tries.reduce((best, l) => (cost(l) < cost(best) ? l : best));
    boxes.push(box(found));
    return found;
  });
}
