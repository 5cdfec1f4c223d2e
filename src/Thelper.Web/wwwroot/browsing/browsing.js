// All sessions of a folder: which are shown and how stands in the address, so that a reload and a link keep the view.
import { get, events } from '/static/common/api.js';
import { html, render, useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, Slider, Check, Problem } from '/static/common/ui.js';
import { Chart } from './chart.js';
import { readCurves } from './curves.js';
import { Table } from './table.js';
import { Configurations, Differences } from './differences.js';
import { Outputs, Files } from './outputs.js';
import { Projector } from './projector.js';
import { Batch } from './batch.js';

const TABS = ['Curves', 'Table', 'Configuration', 'Outputs', 'Files', 'Projector', 'Why', 'Batch'];
const COLORS = ['#2f7ed8', '#d9480f', '#2b8a3e', '#9c36b5', '#c2255c', '#0c8599', '#a07000', '#5f3dc4', '#7a5230', '#6b7280'];
const ROW = 46;

const readHash = () => {
  try {
    return JSON.parse(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return {};
  }
};

function RunList({ runs, isKnown, chosen, colorOf, onToggle, filter, onFilter, onAll }) {
  const list = useRef(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  useEffect(() => {
    const watch = new ResizeObserver(() => setHeight(list.current.clientHeight));
    watch.observe(list.current);
    return () => watch.disconnect();
  }, []);
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = runs.filter(run => words.every(word => `${run.path} ${Object.entries(run.settings).map(([key, value]) => `${key}=${value}`).join(' ')}`.toLowerCase().includes(word)));
  const first = Math.max(0, Math.floor(top / ROW) - 4);
  const last = Math.min(shown.length, Math.ceil((top + height) / ROW) + 4);
  return html`<nav class="runs" aria-label="Sessions">
    <div class="runs-head">
      <h1>Sessions</h1>
      <input type="search" aria-label="Filter sessions by path and settings" placeholder="Filter: path, key=value" value=${filter} onInput=${event => onFilter(event.target.value)} />
      <div class="group"><span class="faint grow" role="status">${isKnown ? `${shown.length} of ${runs.length}, ${runs.filter(run => chosen.includes(run.path)).length} shown` : 'looking…'}</span>
        <button type="button" class="small" onClick=${() => onAll(shown.map(run => run.path))}>All</button><button type="button" class="small" onClick=${() => onAll([])}>None</button></div>
    </div>
    <div class="run-list" ref=${list} onScroll=${event => setTop(event.target.scrollTop)} tabindex="0" role="group" aria-label="List of sessions">
      <div class="run-space" style=${{ height: `${shown.length * ROW}px` }}></div>
      ${shown.slice(first, last).map((run, i) => html`<label class="run-row" key=${run.id} style=${{ top: `${(first + i) * ROW}px` }}>
        <input type="checkbox" checked=${chosen.includes(run.path)} onInput=${() => onToggle(run.path)} />
        <span class="swatch" style=${{ background: chosen.includes(run.path) ? colorOf(run.path) : 'transparent' }}></span>
        <span class="grow"><div title=${run.path}>${run.path}</div><div class="faint">${run.isRunning ? html`<strong class="good">running</strong>` : new Date(run.changed).toLocaleString()}</div></span>
      </label>`)}
    </div>
  </nav>`;
}

function Curves({ curves, runs, list, colorOf, view, change, onPoint }) {
  const names = useMemo(() => [...new Set(runs.flatMap(run => (curves[run.id] ?? []).map(curve => curve.name)))].sort(), [curves, runs]);
  const words = (view.metric ?? '').toLowerCase();
  const shown = names.filter(name => name.toLowerCase().includes(words));
  const weight = view.smooth ?? 0;
  return html`<div class="rows">
    <div class="group bar">
      <label class="field">Metric <input type="search" value=${view.metric ?? ''} placeholder="part of a name" onInput=${event => change({ metric: event.target.value })} /></label>
      <${Slider} id="smooth" label="Smoothing" min=${0} max=${0.99} step=${0.01} value=${weight} onInput=${value => change({ smooth: value })} />
      <${Check} id="log" label="Log scale" checked=${view.log ?? false} onInput=${value => change({ log: value })} />
      <span class="faint" role="status">${shown.length} of ${names.length} metrics</span>
    </div>
    ${runs.length === 0 ? html`<p class="faint">${list.root === '' ? 'Looking for sessions.' : list.runs.length === 0 ? `There is no session below ${list.root} yet. One that begins is shown by itself.` : 'Choose sessions on the left.'}</p>` : html`<div class="charts">${shown.map(name => html`<${Chart} key=${name} name=${name} log=${view.log ?? false}
      range=${view.ranges?.[name] ?? null} onRange=${range => change({ ranges: { ...view.ranges, [name]: range } })}
      onPoint=${name.startsWith('train/iter/') ? onPoint : null}
      runs=${runs.flatMap(run => (curves[run.id] ?? []).filter(curve => curve.name === name).map(curve => ({ id: run.id, label: run.path, color: colorOf(run.path), segments: curve.segments, smooth: curve.smooth })))} />`)}</div>`}
  </div>`;
}

function App() {
  const [view, setView] = useState(readHash);
  const [list, setList] = useState({ runs: [], keys: [], root: '' });
  const [curves, setCurves] = useState({});
  const [stamp, setStamp] = useState({});
  const [error, setError] = useState(null);
  const change = useCallback(part => setView(old => ({ ...old, ...part })), []);
  const chosen = view.runs ?? [];
  const tab = TABS.includes(view.tab) ? view.tab : 'Curves';
  const colorOf = path => COLORS[Math.max(0, chosen.indexOf(path)) % COLORS.length];
  const shown = useMemo(() => chosen.map(path => list.runs.find(run => run.path === path)).filter(Boolean), [list, JSON.stringify(chosen)]);

  useLayoutEffect(() => history.replaceState(null, '', `#${encodeURIComponent(JSON.stringify(view))}`), [view]);

  const look = useCallback(async () => {
    try {
      const answer = await get('/api/runs');
      setList(answer);
      setView(old => (old.runs ? old : { ...old, runs: answer.runs.slice(-3).map(run => run.path) }));
      setError(null);
      return answer.runs;
    } catch (problem) {
      setError(problem);
      return [];
    }
  }, []);
  useEffect(() => {
    look();
    const renew = runs => setStamp(old => ({ ...old, ...Object.fromEntries(runs.map(id => [id, (old[id] ?? 0) + 1])) }));
    return events('/api/live', {
      changed: ({ runs }) => look().then(() => renew(runs)),
    }, () => look().then(runs => renew(runs.map(run => run.id))));
  }, []);

  // A slider that moves asks once, when it rests.
  const [weight, setWeight] = useState(view.smooth ?? 0);
  useEffect(() => {
    const timer = setTimeout(() => setWeight(view.smooth ?? 0), 100);
    return () => clearTimeout(timer);
  }, [view.smooth]);

  // A session that is gone is no fault: the list will say so.
  const tell = problem => problem.name !== 'AbortError' && problem.status !== 404 && setError(problem);

  // Curves of what is shown, again when something was written.
  const wanted = JSON.stringify(shown.map(run => [run.id, stamp[run.id] ?? 0, weight]));
  const known = useRef({});
  const ranges = useRef({});
  ranges.current = view.ranges ?? {};
  useEffect(() => {
    const abort = new AbortController();
    for (const run of shown) {
      const mark = `${stamp[run.id] ?? 0} ${weight}`;
      if (known.current[run.id] === mark) {
        continue;
      }
      get(`/api/runs/${run.id}/curves`, { columns: 800, smooth: weight }, abort.signal).then(answer => {
        known.current[run.id] = mark;
        // What is zoomed into by now is asked for by itself.
        setCurves(old => ({ ...old, [run.id]: readCurves(answer).map(curve => (ranges.current[curve.name] && old[run.id]?.find(other => other.name === curve.name)) || curve) }));
      }).catch(tell);
    }
    return () => abort.abort();
  }, [wanted]);

  // What is zoomed into is asked for again, with a point for each pixel of it.
  useEffect(() => {
    const abort = new AbortController();
    for (const [name, range] of Object.entries(view.ranges ?? {})) {
      for (const run of shown) {
        get(`/api/runs/${run.id}/curves`, { columns: 800, smooth: weight, name, ...(range ? { from: range[0], to: range[1] } : {}) }, abort.signal)
          .then(answer => setCurves(old => ({ ...old, [run.id]: [...(old[run.id] ?? []).filter(curve => curve.name !== name), ...readCurves(answer)] })))
          .catch(tell);
      }
    }
    return () => abort.abort();
  }, [JSON.stringify(view.ranges ?? {}), wanted]);

  const parts = { runs: shown, list, colorOf, view, change, stamp, onError: setError };
  return html`<div class="browse">
    <${RunList} runs=${list.runs} isKnown=${list.root !== ''} chosen=${chosen} colorOf=${colorOf} filter=${view.filter ?? ''} onFilter=${filter => change({ filter })}
      onToggle=${path => change({ runs: chosen.includes(path) ? chosen.filter(other => other !== path) : [...chosen, path] })} onAll=${runs => change({ runs })} />
    <main>
      <div class="bar" role="tablist" aria-label="Views">${TABS.map(name => html`<button type="button" role="tab" key=${name} id=${`tab-${name}`} aria-selected=${tab === name} aria-controls="content" tabindex=${tab === name ? 0 : -1}
        onClick=${() => change({ tab: name })}
        onKeyDown=${event => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (step) {
            const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length];
            change({ tab: next });
            document.getElementById(`tab-${next}`).focus();
          }
        }}>${name}</button>`)}</div>
      <${Problem} error=${error} onClose=${() => setError(null)} />
      <div class="content" role="tabpanel" id="content" aria-labelledby=${`tab-${tab}`} tabindex="0">
        ${tab === 'Curves' && html`<${Curves} ...${parts} curves=${curves} onPoint=${(step, run) => change({ tab: 'Batch', batch: { run: shown.find(other => other.id === run)?.path, step } })} />`}
        ${tab === 'Table' && html`<${Table} ...${parts} />`}
        ${tab === 'Configuration' && html`<${Configurations} ...${parts} />`}
        ${tab === 'Outputs' && html`<${Outputs} ...${parts} />`}
        ${tab === 'Files' && html`<${Files} ...${parts} />`}
        ${tab === 'Projector' && html`<${Projector} ...${parts} />`}
        ${tab === 'Why' && html`<${Differences} ...${parts} />`}
        ${tab === 'Batch' && html`<${Batch} ...${parts} />`}
      </div>
    </main>
  </div>`;
}

render(html`<${App} />`, document.getElementById('app'));
