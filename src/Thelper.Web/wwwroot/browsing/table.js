// Settings and results of all sessions: a table to sort by, and parallel coordinates of what differs.
import { number } from '/static/common/api.js';
import { html, useMemo, useRef } from '/static/common/ui.js';
import { drawingOf, pictureOf, Saves, tableOf } from './saving.js';

const MOST_AXES = 8;
const asNumber = text => (text !== undefined && text !== '' && Number.isFinite(Number(text)) ? Number(text) : null);

/** Sorts by a column; what is missing comes last, numbers by size, texts by letters. */
export function sorted(rows, value, isDown) {
  const order = (a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === undefined || y === undefined || x === '' || y === '') {
      return (x === undefined || x === '') - (y === undefined || y === '');
    }
    const [m, n] = [asNumber(x), asNumber(y)];
    const found = m !== null && n !== null ? m - n : String(x).localeCompare(String(y));
    return isDown ? -found : found;
  };
  return [...rows].sort(order);
}

function Parallel({ rows, axes, colorOf, chosen, drawing }) {
  const [width, height, top, bottom, margin] = [1000, 300, 40, 260, 95];
  // As many letters as there is room for between two axes, and at the edges: the end of a name tells most.
  const room = Math.min(28, Math.floor(Math.min(2 * margin, axes.length > 1 ? (width - 2 * margin) / (axes.length - 1) : width) / 6.6) - 1);
  const places = axes.map((axis, i) => {
    const values = rows.map(axis.value);
    const numbers = values.map(asNumber).filter(value => value !== null);
    const isNumber = numbers.length > 0 && values.every(value => value === undefined || value === '' || asNumber(value) !== null);
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const names = isNumber ? [] : [...new Set(values.filter(value => value !== undefined && value !== ''))].sort();
    const x = axes.length === 1 ? width / 2 : margin + (i * (width - 2 * margin)) / (axes.length - 1);
    const share = value => (value === undefined || value === '' ? null : isNumber ? (high > low ? (asNumber(value) - low) / (high - low) : 0.5) : names.length > 1 ? names.indexOf(value) / (names.length - 1) : 0.5);
    return { ...axis, x, y: row => (share(axis.value(row)) === null ? null : bottom - share(axis.value(row)) * (bottom - top)), ends: isNumber ? [low, high].map(value => String(Number(value.toPrecision(4)))) : [names[0], names.at(-1)] };
  });
  return html`<svg ref=${drawing} class="parallel" viewBox="0 0 ${width} ${height}" role="img" aria-label=${`Parallel coordinates of ${rows.length} sessions over ${axes.map(axis => axis.name).join(', ')}`}>
    ${rows.map(row => {
      const points = places.map(place => [place.x, place.y(row)]).filter(([, y]) => y !== null).map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`);
      const isChosen = chosen.includes(row.path);
      return html`<polyline key=${row.id} points=${points.join(' ')} fill="none" stroke=${isChosen ? colorOf(row.path) : '#8a94a0'} stroke-opacity=${isChosen ? 1 : 0.35} stroke-width=${isChosen ? 2.5 : 1}><title>${row.path}</title></polyline>`;
    })}
    ${places.map(place => html`<g key=${place.name}><line x1=${place.x} x2=${place.x} y1=${top} y2=${bottom} /><text x=${place.x} y="16" text-anchor="middle">${place.name.length > room ? `…${place.name.slice(1 - room)}` : place.name}<title>${place.name}</title></text>
      <text x=${place.x} y=${top - 6} text-anchor="middle">${place.ends[1]}</text><text x=${place.x} y=${bottom + 14} text-anchor="middle">${place.ends[0]}</text></g>`)}
  </svg>`;
}

export function Table({ list, runs: shown, colorOf, view, change }) {
  const chosen = view.runs ?? [];
  const values = useMemo(() => [...new Set(list.runs.flatMap(run => Object.keys(run.values)))].sort(), [list]);
  const columns = [{ name: 'session', value: run => run.path }, ...list.keys.map(name => ({ name, value: run => run.settings[name] })), ...values.map(name => ({ name, value: run => (run.values[name] === undefined ? undefined : number(run.values[name])), isNumber: true }))];
  const { column = 'session', isDown = false } = view.sort ?? {};
  const by = columns.find(other => other.name === column) ?? columns[0];
  const rows = sorted(view.onlyShown ? shown : list.runs, by.value, isDown);
  const most = 200;
  const axes = columns.slice(1).filter(other => !/(^|\.)(name|root)$/.test(other.name) && new Set(rows.map(other.value)).size > 1);
  const picked = view.axes ?? axes.slice(0, MOST_AXES).map(axis => axis.name);
  const drawing = useRef(null);
  const isDrawn = rows.length > 1 && picked.length > 0;
  const parts = {
    ...(isDrawn ? { svg: () => drawingOf(drawing.current), png: () => pictureOf(drawingOf(drawing.current)) } : {}),
    csv: () => tableOf([columns.map(other => other.name), ...rows.map(run => columns.map(other => other.value(run)))]),
  };
  return html`<div class="rows">
    <div class="bar group"><label class="field"><input type="checkbox" checked=${view.onlyShown ?? false} onInput=${event => change({ onlyShown: event.target.checked })} />Only what is shown</label>
      <details><summary>Axes</summary><div class="legend">${axes.map(axis => html`<label class="field" key=${axis.name}><input type="checkbox" checked=${picked.includes(axis.name)}
        onInput=${() => change({ axes: picked.includes(axis.name) ? picked.filter(name => name !== axis.name) : [...picked, axis.name] })} />${axis.name}</label>`)}</div></details><${Saves} name="sessions" parts=${parts} /></div>
    ${isDrawn && html`<${Parallel} rows=${rows} axes=${axes.filter(axis => picked.includes(axis.name))} colorOf=${colorOf} chosen=${chosen} drawing=${drawing} />`}
    <div class="scroll" tabindex="0" role="region" aria-label="Table of sessions"><table class="wide">
      <thead><tr>${columns.map(other => html`<th key=${other.name} scope="col" class=${other.isNumber ? 'number' : ''} aria-sort=${other.name === by.name ? (isDown ? 'descending' : 'ascending') : 'none'}>
        <button type="button" onClick=${() => change({ sort: { column: other.name, isDown: other.name === by.name && !isDown } })}>${other.name}${other.name === by.name ? (isDown ? ' ▼' : ' ▲') : ''}</button></th>`)}</tr></thead>
      <tbody>${rows.slice(0, most).map(run => html`<tr key=${run.id}>${columns.map(other => html`<td key=${other.name} class=${other.isNumber ? 'number' : ''}>${other.isNumber && other.value(run) !== undefined ? Number(other.value(run).toPrecision(6)) : other.value(run)}</td>`)}</tr>`)}</tbody>
    </table></div>
    ${rows.length > most && html`<p class="faint">The first ${most} of ${rows.length} in this order.</p>`}
  </div>`;
}
