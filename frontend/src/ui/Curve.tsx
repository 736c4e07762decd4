interface Props {
  /** Corners of the curve, x ascending, y in 0..1; flat outside. */
  points: { x: number; y: number }[];
  /** x on a logarithmic scale. */
  log?: boolean;
  /** A point on it to mark. */
  mark?: { x: number; y: number };
  label: string;
  axis: (x: number) => string;
  width?: number;
  height?: number;
}

/** A function from an amount to 0..1, drawn small. */
export function Curve({ points, log = false, mark, label, axis, width = 150, height = 64 }: Props) {
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last) return null;
  const scale = (x: number) => (log ? Math.log(x) : x);
  const span = scale(last.x) - scale(first.x) || 1;
  // A tenth on each side shows that the curve goes on flat.
  const from = scale(first.x) - span * 0.1;
  const to = scale(last.x) + span * 0.1;
  const bottom = height - 15;
  const px = (x: number) => 3 + ((Math.min(to, Math.max(from, scale(x))) - from) / (to - from)) * (width - 6);
  const py = (y: number) => 4 + (1 - y) * (bottom - 8);
  const path =
    `M3 ${py(first.y)}` +
    points.map((p) => `L${px(p.x).toFixed(1)} ${py(p.y).toFixed(1)}`).join("") +
    `L${width - 3} ${py(last.y)}`;
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      <title>{label}</title>
      <path d={`M3 ${bottom}H${width - 3}`} stroke="#c9d0d8" />
      <path d={path} fill="none" stroke="#0b5cad" strokeWidth="1.6" />
      {mark && (
        <>
          <path d={`M${px(mark.x)} ${bottom}V${py(mark.y)}`} stroke="#d55e00" strokeDasharray="2 2" />
          <circle cx={px(mark.x)} cy={py(mark.y)} r="3.5" fill="#d55e00" />
        </>
      )}
      <text x={Math.max(3, px(first.x) - 8)} y={height - 3} fontSize="10" fill="#5a6774">
        {axis(first.x)}
      </text>
      <text
        x={Math.min(width - 3, px(last.x) + 8)}
        y={height - 3}
        fontSize="10"
        fill="#5a6774"
        textAnchor="end"
      >
        {axis(last.x)}
      </text>
    </svg>
  );
}
