/** How much text came over the time of a run: a bar for each span, drawn as one path. */

const WIDTH = 60;
const HEIGHT = 16;
const BARS = 12;

export function Pace({ pace }: { pace: readonly number[] }) {
  if (pace.length === 0) return null;
  const most = Math.max(1, ...pace);
  const step = WIDTH / BARS;
  const bars = pace.slice(-BARS).map((amount, at) => {
    const height = amount > 0 ? Math.max(1.5, Math.sqrt(amount / most) * HEIGHT) : 0.75;
    return `M${at * step} ${HEIGHT}v${-height.toFixed(2)}h${step - 1.2}v${height.toFixed(2)}z`;
  });
  return (
    <svg class="agw-pace" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={bars.join("")} />
    </svg>
  );
}
