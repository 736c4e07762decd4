interface Props {
  /** Points by x (years), in order. */
  points: { x: number; y: number }[];
  from: number;
  to: number;
  label: string;
  width?: number;
  height?: number;
}

/** A line without axes: shape only; gaps longer than two steps stay gaps. */
export function Sparkline({ points, from, to, label, width = 96, height = 22 }: Props) {
  if (points.length < 2) return <span aria-label={label}>·</span>;
  const ys = points.map((p) => p.y);
  const low = Math.min(...ys);
  const high = Math.max(...ys);
  const px = (x: number) => 2 + ((x - from) / Math.max(1, to - from)) * (width - 5);
  const py = (y: number) =>
    high === low ? height / 2 : height - 3 - ((y - low) / (high - low)) * (height - 6);
  let path = "";
  points.forEach((p, i) => {
    const before = points[i - 1];
    const joined = before !== undefined && p.x - before.x <= 2;
    path += `${joined ? "L" : "M"}${px(p.x).toFixed(1)} ${py(p.y).toFixed(1)}`;
  });
  const last = points[points.length - 1];
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      <title>{label}</title>
      <path d={path} fill="none" stroke="#0b5cad" strokeWidth="1.3" />
      {last && <circle cx={px(last.x)} cy={py(last.y)} r="2" fill="#0b5cad" />}
    </svg>
  );
}

interface StripProps {
  values: number[];
  median: number;
  mark?: number;
  label: string;
  width?: number;
}

/** Every value of a group on one line, the middle one as a tick, one of them marked. */
export function Strip({ values, median, mark, label, width = 110 }: StripProps) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const px = (v: number) => (high === low ? width / 2 : 5 + ((v - low) / (high - low)) * (width - 10));
  return (
    <svg width={width} height={20} role="img" aria-label={label}>
      <title>{label}</title>
      <line x1="5" x2={width - 5} y1="10" y2="10" stroke="#c9d0d8" />
      {values.map((v, i) => (
        <circle key={i} cx={px(v)} cy="10" r="2.2" fill="#9db8d2" />
      ))}
      <line x1={px(median)} x2={px(median)} y1="4" y2="16" stroke="#5a6774" strokeWidth="1.5" />
      {mark !== undefined && (
        <circle cx={px(mark)} cy="10" r="4.2" fill="#d55e00" stroke="#fff" strokeWidth="1" />
      )}
    </svg>
  );
}
