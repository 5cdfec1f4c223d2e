// Where a sample lies: its outline in that of what it was cut from, north above. Drawn from numbers alone; no map is fetched from anywhere.
import { html } from '/static/common/ui.js';

// As many digits as a place in degrees or metres needs.
const place = value => Math.abs(value) > 1000 ? value.toFixed(1) : String(Number(value.toPrecision(8)));

export function Ground({ ground, label = 'Where the sample lies' }) {
  const points = [...ground.whole.flat(), ...ground.outline];
  const [left, right] = [Math.min(...points.map(p => p[0])), Math.max(...points.map(p => p[0]))];
  const [bottom, top] = [Math.min(...points.map(p => p[1])), Math.max(...points.map(p => p[1]))];
  const unit = 100 / (Math.max(right - left, top - bottom) || 1);
  const [width, height] = [(right - left) * unit, (top - bottom) * unit];
  const path = ring => `M${ring.map(([x, y]) => `${((x - left) * unit).toFixed(3)} ${((top - y) * unit).toFixed(3)}`).join('L')}Z`;
  const [x0, x1] = [Math.min(...ground.outline.map(p => p[0])), Math.max(...ground.outline.map(p => p[0]))];
  const [y0, y1] = [Math.min(...ground.outline.map(p => p[1])), Math.max(...ground.outline.map(p => p[1]))];
  const isSmall = Math.max(x1 - x0, y1 - y0) * unit < 6;
  const text = `${ground.system}: x ${place(x0)} to ${place(x1)}, y ${place(y0)} to ${place(y1)}`;
  return html`<figure class="ground"><svg viewBox=${`-3 -3 ${width + 6} ${height + 6}`} role="img" aria-label=${`${label}: ${text}`}>
      ${ground.whole.map(ring => html`<path class="whole" d=${path(ring)} />`)}
      <path class="outline" d=${path(ground.outline)} />
      ${isSmall && html`<circle class="ring" cx=${((x0 + x1) / 2 - left) * unit} cy=${(top - (y0 + y1) / 2) * unit} r="6" />`}
    </svg><figcaption class="number faint">${text}</figcaption></figure>`;
}
