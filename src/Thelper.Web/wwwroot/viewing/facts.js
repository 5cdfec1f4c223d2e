// What is known of a sample: fields, values, where it is from, what its transforms drew.
import { html, useDark, useEffect, useRef, useState } from '/static/common/ui.js';
import { get } from '/static/common/api.js';
import { Ground } from '/static/common/ground.js';
import uPlot from '/static/lib/uplot/uPlot.esm.js';

const short = value => value === null ? '' : typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : Number(value.toPrecision(5)).toString();
// 12,000 as 12K: an axis has little room.
const few = new Intl.NumberFormat('en', { notation: 'compact' });
const ink = ['#d1342f', '#12894a', '#1e6fd9', '#a03fc0', '#b07300', '#008b94', '#777777'];

/** Lines have the colours of their channels. */
export const inksOf = (colors, count) => colors === 'Bgr' && count === 3 ? [ink[2], ink[1], ink[0]] : count === 1 ? [ink[6]] : ink;

function Histogram({ histogram, label, colors }) {
  const inks = inksOf(colors, histogram.counts.length);
  const place = useRef(null);
  const isDark = useDark();
  useEffect(() => {
    const bins = histogram.counts[0].length;
    const step = (histogram.most - histogram.least) / bins || 1;
    const values = Array.from({ length: bins }, (_, i) => histogram.least + (i + 0.5) * step);
    const text = getComputedStyle(document.body).color;
    const axis = { stroke: text, grid: { stroke: 'rgb(128 128 128 / 0.25)' }, ticks: { stroke: 'rgb(128 128 128 / 0.5)' }, font: '11px sans-serif', size: 46 };
    const chart = new uPlot({
      width: place.current.clientWidth, height: 140, legend: { show: false }, cursor: { show: false }, scales: { x: { time: false } }, axes: [{ ...axis, size: 26 }, { ...axis, values: (_, ticks) => ticks.map(tick => few.format(tick)) }],
      series: [{}, ...histogram.counts.map((_, i) => ({ stroke: inks[i % inks.length], width: 1.5, points: { show: false }, paths: uPlot.paths.stepped({ align: 0 }) }))],
    }, [values, ...histogram.counts], place.current);
    return () => chart.destroy();
  }, [histogram, isDark]);
  return html`<div class="chart" ref=${place} role="img" aria-label=${`Histogram of ${label}: from ${short(histogram.least)} to ${short(histogram.most)}, ${histogram.counts.length} channels`}></div>`;
}

const Fields = ({ stage }) => html`<table>
  <thead><tr><th scope="col">field</th><th scope="col">type, shape</th><th scope="col">range, mean</th></tr></thead>
  <tbody>${stage.fields.map(field => html`<tr><th scope="row">${field.key}</th><td>${field.type}${field.shape.length > 0 ? ` [${field.shape.join(', ')}]` : ''}</td>
    <td>${field.text !== null ? html`<span class="path">${field.text}</span>` : html`<span class="number">${short(field.least)} to ${short(field.most)}, ${short(field.mean)}${field.notFinite > 0 ? `, ${field.notFinite} not finite` : ''}</span>`}</td></tr>`)}</tbody></table>`;

function Draws({ set, position, epoch }) {
  const [record, setRecord] = useState(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    setRecord(null);
    if (open) {
      get(`/api/draws/${set}/${position}`, { epoch }, abort.signal).then(setRecord).catch(error => error.name !== 'AbortError' && setRecord({ error: error.message }));
    }
    return () => abort.abort();
  }, [set, position, epoch, open]);
  return html`<details onToggle=${event => setOpen(event.target.open)}><summary>Transforms and what they drew</summary>
    ${record?.error && html`<p class="faint">${record.error}</p>`}
    ${record?.steps && html`<ol>${record.steps.map(step => html`<li><strong>${step.operation}</strong>${step.place && html` <span class="faint">${step.place}</span>`}
      <div class="number path">${step.drawn.length > 0 ? step.drawn.map(short).join(', ') : 'nothing drawn'}${step.drawn_more > 0 ? `, ${step.drawn_more} more` : ''}</div></li>`)}</ol>
      <p><a href=${`/api/draws/${set}/${position}?epoch=${epoch}&download=1`} download>Save this record</a>: <code>thelper audit --replay</code> makes these draws again.</p>`}
  </details>`;
}

export function Facts({ sample, set, isLoader, onHide }) {
  const legends = sample.stages.flatMap(stage => stage.panes.flatMap(pane => pane.legend));
  const values = [...new Map(legends.map(value => [value.value, value])).values()];
  const total = pane => pane.width * pane.height;
  const first = sample.stages.find(stage => stage.panes.some(pane => pane.legend.length > 0))?.panes.find(pane => pane.legend.length > 0);
  return html`<aside class="side rows" aria-label="What is known of the sample">
    <div><h2>Where it is from</h2><p class="path">${sample.name}</p>
      <p class="faint">${sample.dataset}, number ${sample.index}${sample.files.map(file => html`<br />${file.path === sample.name ? '' : `${file.path} `}${file.bytes !== null && `${file.bytes} bytes`}`)}</p>
      ${sample.ground && html`<${Ground} ground=${sample.ground} />`}</div>
    ${sample.label !== null && html`<p>Label: <strong>${sample.label}</strong></p>`}
    ${sample.score && html`<p>Model: ${sample.score.answer && html`<strong>${sample.score.answer}</strong>, `}loss ${short(sample.score.loss) || 'none'}, confidence ${short(sample.score.confidence) || 'none'}</p>`}
    ${first && html`<div><h2>Classes of pixels</h2><ul class="legend">${values.map(value => html`<li key=${value.value}><button type="button" aria-pressed=${!value.hidden} onClick=${() => onHide(value.value, values)}>
      <span class="swatch" style=${{ background: value.color }}></span>${value.name} <span class="faint number">${(100 * value.pixels / total(first)).toFixed(2)} %</span></button></li>`)}</ul></div>`}
    ${sample.stages.filter(stage => stage.error === null).map(stage => html`<details open key=${stage.name}><summary>${stage.name === 'raw' ? 'As read' : 'As the model gets it'}</summary>
      <${Fields} stage=${stage} />
      ${stage.panes.slice(0, 1).map(pane => pane.histogram && html`<${Histogram} histogram=${pane.histogram} label=${pane.title} colors=${stage.colors} />`)}</details>`)}
    ${isLoader && html`<${Draws} set=${set} position=${sample.position} epoch=${sample.epoch} />`}
  </aside>`;
}
