// Numbers of curves, without a page: what a chart draws and exports.
import { number } from '/static/common/api.js';
import { quoted } from './saving.js';

const numbers = segment => ({ steps: segment.steps.map(number), values: segment.values.map(number) });

/** What the server sends, with numbers: NaN and infinities come as texts. */
export const readCurves = answer => answer.map(curve => ({
  ...curve,
  segments: curve.segments.map(numbers),
  smooth: curve.smooth?.map(numbers) ?? null,
}));

const shown = (value, log) => (Number.isFinite(value) && (!log || value > 0) ? value : null);

/**
 * The lines of a chart: for each segment of each run the raw values and, where something is smoothed, the smoothed ones over them.
 * Returns { data, lines, marks }: uPlot's columns, what each is, and the steps at which a value is no number.
 */
export function chartOf(runs, log) {
  const tables = [];
  const lines = [];
  const marks = [];
  for (const run of runs) {
    run.segments.forEach((segment, index) => {
      const name = run.segments.length > 1 ? `${run.label} (part ${index + 1})` : run.label;
      const add = (part, isFaint) => {
        tables.push([part.steps, part.values.map(value => shown(value, log))]);
        lines.push({ name: isFaint ? `${name}, raw` : name, color: run.color, isFaint, run: run.id, dashed: index % 2 === 1 });
      };
      add(segment, run.smooth !== null);
      if (run.smooth !== null) {
        add(run.smooth[index], false);
      }
      segment.values.forEach((value, i) => {
        if (!Number.isFinite(value)) {
          marks.push({ step: segment.steps[i], color: run.color, text: String(value) });
        }
      });
    });
  }
  return { tables, lines, marks };
}

/** The values as a table: run, part, step, value. */
export function csvOf(runs) {
  const rows = ['run,part,step,value'];
  for (const run of runs) {
    run.segments.forEach((segment, part) => segment.steps.forEach((step, i) => rows.push(`${quoted(run.label)},${part + 1},${step},${segment.values[i]}`)));
  }
  return rows.join('\n') + '\n';
}

const escaped = text => text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const short = value => (Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-3) ? value.toExponential(1) : String(Number(value.toPrecision(4))));

/** The chart as a drawing, from what is shown: `scales` are { x: [min, max], y: [min, max] }. */
export function svgOf({ title, tables, lines, marks, scales, log, width = 800, height = 480 }) {
  const [left, right, top, bottom] = [70, width - 20, 40, height - 45];
  const bend = value => (log ? Math.log10(value) : value);
  const [lowX, highX] = scales.x;
  const [lowY, highY] = scales.y.map(bend);
  const placeX = x => left + ((x - lowX) / (highX - lowX || 1)) * (right - left);
  const placeY = y => bottom - ((bend(y) - lowY) / (highY - lowY || 1)) * (bottom - top);
  const parts = [`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`, `<text x="${left}" y="22" font-size="15">${escaped(title)}</text>`];
  for (let i = 0; i <= 5; i++) {
    const x = lowX + ((highX - lowX) * i) / 5;
    const y = lowY + ((highY - lowY) * i) / 5;
    const at = bottom - ((bottom - top) * i) / 5;
    parts.push(`<path d="M${placeX(x).toFixed(1)} ${top}V${bottom}" stroke="#dddddd"/><text x="${placeX(x).toFixed(1)}" y="${bottom + 18}" text-anchor="middle">${short(x)}</text>`);
    parts.push(`<path d="M${left} ${at.toFixed(1)}H${right}" stroke="#dddddd"/><text x="${left - 6}" y="${(at + 4).toFixed(1)}" text-anchor="end">${short(log ? 10 ** y : y)}</text>`);
  }
  parts.push(`<clipPath id="area"><rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/></clipPath><g clip-path="url(#area)" fill="none">`);
  tables.forEach(([steps, values], i) => {
    let path = '';
    let isDown = false;
    values.forEach((value, j) => {
      if (value === null) {
        isDown = false;
        return;
      }
      path += `${isDown ? 'L' : 'M'}${placeX(steps[j]).toFixed(1)} ${placeY(value).toFixed(1)}`;
      isDown = true;
    });
    parts.push(`<path d="${path}" stroke="${escaped(lines[i].color)}" stroke-width="1.6"${lines[i].isFaint ? ' stroke-opacity="0.35"' : ''}${lines[i].dashed ? ' stroke-dasharray="6 3"' : ''}><title>${escaped(lines[i].name)}</title></path>`);
  });
  marks.forEach(mark => parts.push(`<path d="M${placeX(mark.step).toFixed(1)} ${top}v10" stroke="${escaped(mark.color)}" stroke-width="2"><title>${escaped(mark.text)} at ${mark.step}</title></path>`));
  parts.push('</g></svg>');
  return parts.join('\n') + '\n';
}
