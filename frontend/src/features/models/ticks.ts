const floor10 = (x: number) => 10 ** Math.floor(Math.log10(x));

/** Round numbers from low to high, some four to seven of them: for a linear axis, or one of a logarithm. */
export function ticks(low: number, high: number, log: boolean): number[] {
  if (!(high > low)) return [low];
  return log && low > 0 ? decades(low, high) : evenly(low, high);
}

function evenly(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const unit = floor10(rough);
  const step = ([1, 2, 2.5, 5, 10].find((m) => m * unit >= rough * (1 - 1e-9)) ?? 10) * unit;
  const out: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
    out.push(Number((k * step).toPrecision(12)));
  }
  return out;
}

function decades(low: number, high: number): number[] {
  const within = (list: number[]) => {
    const out: number[] = [];
    for (let unit = floor10(low); unit <= high; unit *= 10) {
      out.push(...list.map((m) => Number((m * unit).toPrecision(12))).filter((x) => x >= low && x <= high));
    }
    return out;
  };
  const some = [[1], [1, 3], [1, 2, 5]].map(within).find((list) => list.length >= 4);
  return some ?? evenly(low, high);
}
