// A chart of one metric over all chosen runs, drawn by uPlot.
import uPlot from '/static/lib/uplot/uPlot.esm.js';
import { get } from '/static/common/api.js';
import { html, useDark, useEffect, useRef, useState } from '/static/common/ui.js';
import { chartOf, csvOf, readCurves, svgOf } from './curves.js';
import { Saves } from './saving.js';

const resolved = name => {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
};

// A value that is no number has no height: a tick hangs at the top where it was.
const markPlugin = marks => ({
  hooks: {
    draw: chart => {
      const context = chart.ctx;
      context.save();
      context.lineWidth = 2 * devicePixelRatio;
      for (const mark of marks.current) {
        const x = chart.valToPos(mark.step, 'x', true);
        if (x >= chart.bbox.left && x <= chart.bbox.left + chart.bbox.width) {
          context.strokeStyle = mark.color;
          context.beginPath();
          context.moveTo(x, chart.bbox.top);
          context.lineTo(x, chart.bbox.top + 10 * devicePixelRatio);
          context.stroke();
        }
      }
      context.restore();
    },
  },
});

/** `onPoint(step, run)` is told of a click on a curve; `range` and `onRange` keep what is zoomed into. */
export function Chart({ name, runs, log, onPoint, range, onRange }) {
  const place = useRef(null);
  const chart = useRef(null);
  const marks = useRef([]);
  const current = useRef({});
  const [isSeen, setSeen] = useState(false);
  const drawn = chartOf(runs, log);
  marks.current = drawn.marks;
  current.current = { runs, drawn, onPoint, onRange, log };
  const isDark = useDark();
  const shape = JSON.stringify([name, log, drawn.lines]);

  // Charts that are not on the screen are not drawn.
  useEffect(() => {
    const watch = new IntersectionObserver(entries => entries.some(entry => entry.isIntersecting) && setSeen(true), { rootMargin: '200px' });
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);

  useEffect(() => {
    if (!isSeen || drawn.tables.length === 0) {
      return undefined;
    }
    const axis = { stroke: resolved('--text'), grid: { stroke: resolved('--line'), width: 1 }, ticks: { stroke: resolved('--line') } };
    const made = new uPlot({
      width: place.current.clientWidth,
      height: 260,
      legend: { show: false },
      cursor: { drag: { x: true, y: false, dist: 6 }, points: { size: 7 } },
      scales: { x: { time: false }, y: log ? { distr: 3 } : {} },
      axes: [axis, { ...axis, size: 62 }],
      series: [{}, ...drawn.lines.map(line => ({
        label: line.name, stroke: line.color, alpha: line.isFaint ? 0.35 : 1, width: line.isFaint ? 1 : 1.6, spanGaps: false, dash: line.dashed ? [6, 3] : undefined, points: { show: drawn.tables[0][0].length < 40, size: 5 },
      }))],
      plugins: [markPlugin(marks)],
      hooks: {
        setSelect: [self => {
          if (self.select.width > 6) {
            current.current.onRange?.([self.posToVal(self.select.left, 'x'), self.posToVal(self.select.left + self.select.width, 'x')]);
          }
        }],
        setCursor: [self => {
          const { idx } = self.cursor;
          const text = place.current?.parentElement.querySelector('.reading');
          if (text) {
            text.textContent = idx == null ? '' : `${self.data[0][idx]}: ${current.current.drawn.lines.map((line, i) => [line, self.data[i + 1][idx]]).filter(([line, value]) => value != null && !line.isFaint).slice(0, 6).map(([line, value]) => `${line.name} ${Number(value.toPrecision(6))}`).join('; ')}`;
          }
        }],
      },
    }, uPlot.join(drawn.tables, drawn.tables.map(() => [0, 1])), place.current);
    chart.current = made;
    place.current.lines = () => made.data.slice(1).map(column => Array.from(column));
    place.current.at = (step, value) => [made.valToPos(step, 'x'), made.valToPos(value, 'y')];
    if (range) {
      made.setScale('x', { min: range[0], max: range[1] });
    }
    made.over.addEventListener('click', () => {
      const { idx } = made.cursor;
      if (idx != null && current.current.onPoint) {
        // The nearest line with a value at this step.
        const near = current.current.drawn.lines.map((line, i) => [line, made.data[i + 1][idx]]).filter(([, value]) => value != null)
          .sort((a, b) => Math.abs(made.valToPos(a[1], 'y') - made.cursor.top) - Math.abs(made.valToPos(b[1], 'y') - made.cursor.top))[0];
        current.current.onPoint(made.data[0][idx], near ? near[0].run : current.current.runs[0].id);
      }
    });
    const resize = new ResizeObserver(() => place.current && made.setSize({ width: place.current.clientWidth, height: 260 }));
    resize.observe(place.current);
    return () => {
      resize.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [isSeen, shape, isDark]);

  // New numbers of the same lines: the chart stays, and what it is zoomed to.
  useEffect(() => {
    if (chart.current && drawn.tables.length > 0) {
      const joined = uPlot.join(drawn.tables, drawn.tables.map(() => [0, 1]));
      const { min, max } = chart.current.scales.x;
      chart.current.setData(joined, !range);
      if (range) {
        chart.current.setScale('x', { min: range[0], max: range[1] });
      } else if (min === undefined || max === undefined) {
        chart.current.redraw();
      }
    }
  });

  const count = runs.reduce((sum, run) => sum + run.segments.reduce((part, segment) => part + segment.steps.length, 0), 0);
  const parts = {
    svg: () => {
      const { x, y } = chart.current.scales;
      return svgOf({ title: name, ...current.current.drawn, scales: { x: [x.min, x.max], y: [y.min, y.max] }, log });
    },
    png: () => new Promise(done => chart.current.ctx.canvas.toBlob(done)),
    // Every step, not only what the screen has room for.
    csv: async () => csvOf(await Promise.all(current.current.runs.map(async run => ({ ...run, segments: readCurves(await get(`/api/runs/${run.id}/curves`, { columns: 1, name, all: true }))[0]?.segments ?? [] })))),
  };

  const finite = runs.flatMap(run => run.segments.flatMap(segment => segment.values)).filter(Number.isFinite);
  const summary = `${name}: ${runs.length} runs, from ${finite.length ? Number(Math.min(...finite.slice(0, 50000)).toPrecision(4)) : 'no'} to ${finite.length ? Number(Math.max(...finite.slice(0, 50000)).toPrecision(4)) : 'number'}`;
  return html`<section class="chart panel" aria-label=${name}>
    <div class="chart-head"><h3 class="grow">${name}</h3>
      ${drawn.marks.length > 0 && html`<span class="bad">${drawn.marks.length} no number</span>`}
      ${range && html`<button type="button" onClick=${() => onRange(null)}>All steps</button>`}
      <${Saves} name=${name} parts=${parts} />
    </div>
    <div class="plot" ref=${place} data-points=${count} role="img" aria-label=${summary}></div>
    <div class="reading faint" aria-hidden="true"></div>
  </section>`;
}
