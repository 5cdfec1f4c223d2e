// The page of thelper viz: steps through samples, as they are read beside as the model gets them.
import { html, render, useEffect, useMemo, useRef, useState, Choice, Problem, Slider, Typed } from '/static/common/ui.js';
import { get } from '/static/common/api.js';
import { Channels, Range } from '/static/common/look.js';
import { KeyHelp, useKeys } from '/static/common/keys.js';
import { Pane, Zoom, blob } from './pane.js';
import { Facts } from './facts.js';

const keys = [
  ['Right, d', 'next sample'], ['Left, a', 'previous sample'], ['Home', 'first sample'], ['End', 'last sample'], ['Page Down', '100 samples on'], ['Page Up', '100 samples back'],
  ['g', 'jump to an index'], ['/', 'search by path'], ['r', 'draw the transforms again (next epoch)'], ['Shift+r', 'the epoch before'], ['x', 'show the sample augmented 16 times, and back'],
  ['+', 'more of the layer'], ['-', 'less of the layer'], ['z', 'zoom'], ['?', 'this list'],
];

const choose = field => { field.current.focus(); field.current.select(); };

/** What is shown of a sample, and how: asked of the server whenever it changes. */
function useSample(look, place, report) {
  const [sample, setSample] = useState(null);
  useEffect(() => {
    if (place === null) {
      setSample(null);
      return undefined;
    }
    const abort = new AbortController();
    const { set, position, epoch, augmented, from } = place;
    const load = augmented
      ? Promise.all([get(`/api/sample/${set}/${position}`, { epoch, ...look }, abort.signal), get(`/api/augmented/${set}/${position}`, { from, count: 16, ...look }, abort.signal)]).then(([one, copies]) => ({ ...one, copies }))
      : get(`/api/sample/${set}/${position}`, { epoch, ...look }, abort.signal);
    load.then(setSample).catch(error => error.name !== 'AbortError' && report(error));
    return () => abort.abort();
  }, [JSON.stringify(look), JSON.stringify(place)]);
  return sample;
}

/**
 * Asks for the neighbours of the sample that is shown while nobody waits, the one in the direction of the last step first: the server has then made them, and the browser has their pictures.
 * What is shown in the end is asked for all the same, so that a file that has changed meanwhile is seen.
 */
function useNeighbours(sample, look, place, found, query, direction) {
  const pictures = useRef(new Map());
  useEffect(() => {
    if (sample === null || place === null || place.augmented || sample.position !== place.position || found.rank === null) {
      return undefined;
    }
    const abort = new AbortController();
    const ask = async () => {
      const old = pictures.current;
      pictures.current = new Map();
      for (const rank of [found.rank + direction, found.rank - direction].filter(other => other >= 0 && other < found.count)) {
        const { position } = await get(`/api/find/${place.set}`, { ...query, rank }, abort.signal);
        const other = await get(`/api/sample/${place.set}/${position}`, { epoch: place.epoch, ...look }, abort.signal);
        for (const number of other.stages.flatMap(stage => stage.panes.flatMap(pane => [pane.picture, pane.layer])).filter(number => number !== null)) {
          const image = old.get(number) ?? new Image();
          image.src = blob(number);
          pictures.current.set(number, image);
        }
      }
      document.querySelector('main').dataset.ahead = [...pictures.current.keys()].join(' ');
    };
    ask().catch(() => {});
    return () => abort.abort();
  }, [sample]);
}

function Viewer({ view }) {
  const [set, setSet] = useState(0);
  const [filter, setFilter] = useState({ class: null, text: '', order: 'index' });
  const [found, setFound] = useState({ count: 0, rank: null, position: null });
  const [epoch, setEpoch] = useState(0);
  const [augmented, setAugmented] = useState(false);
  const [from, setFrom] = useState(0);
  const [look, setLook] = useState({ range: 'auto' });
  const [opacity, setOpacity] = useState(0.5);
  const [zoomed, setZoomed] = useState(null);
  const [problem, setProblem] = useState(null);
  const [help, setHelp] = useState(false);
  const [progress, setProgress] = useState(null);
  const jump = useRef(null);
  const search = useRef(null);
  const latest = useRef(0);
  const waiting = useRef(null);
  const direction = useRef(1);
  const atFirst = useRef(false);
  const now = useRef(found);
  now.current = found;
  const isLoader = view.sets[set].isLoader;

  // The latest question counts, whatever comes back first.
  const find = (where, what = filter, which = set) => {
    const asked = ++latest.current;
    waiting.current = where;
    const end = act => value => {
      if (asked === latest.current) {
        waiting.current = null;
        act(value);
      }
    };
    get(`/api/find/${which}`, { class: what.class, text: what.text || null, order: what.order, ...where })
      .then(end(answer => { setFound(answer); setProblem(null); })).catch(end(setProblem));
  };
  useEffect(() => find({ rank: 0 }), [set]);

  // What needs every sample to be looked at goes on in the background: the list grows meanwhile.
  const isGrowing = filter.class !== null || filter.order !== 'index';
  useEffect(() => {
    if (!isGrowing) {
      setProgress(null);
      return undefined;
    }
    let over = false;
    const look = async () => {
      const state = await get(`/api/progress/${set}`).catch(() => null);
      if (over) {
        return;
      }
      if (state === null) {
        timer = setTimeout(look, 1000);
        return;
      }
      const wanted = filter.class !== null && state.classes.done < state.total ? state.classes : filter.order !== 'index' ? state.scores : state.classes;
      setProgress({ done: wanted.done, total: state.total, fault: (filter.class !== null && state.classes.fault) || (filter.order !== 'index' && state.scores.fault) });
      if (waiting.current !== null) {
        // What was asked for meanwhile, a step perhaps, is not to be forgotten over this.
        timer = setTimeout(look, 300);
        return;
      }
      find(atFirst.current || now.current.position === null ? { rank: 0 } : { position: now.current.position });
      if (wanted.done < state.total) {
        timer = setTimeout(look, 1000);
      }
    };
    let timer = setTimeout(look, 150);
    return () => { over = true; clearTimeout(timer); };
  }, [set, filter.class, filter.order, filter.text]);

  const place = useMemo(() => found.position === null ? null : { set, position: found.position, epoch, augmented, from }, [set, found.position, epoch, augmented, from]);
  const sample = useSample(look, place, setProblem);
  useNeighbours(sample, look, place, found, { class: filter.class, text: filter.text || null, order: filter.order }, direction.current);
  const channels = Math.max(1, ...(sample?.stages ?? []).flatMap(stage => stage.panes.map(pane => pane.channels)));

  const step = by => {
    atFirst.current = false;
    if (found.rank !== null) {
      direction.current = Math.sign(by) || 1;
      // A step goes on from the one before it, answered or not.
      find({ rank: Math.max(0, Math.min(found.count - 1, (waiting.current?.rank ?? found.rank) + by)) });
    }
  };
  const refine = change => {
    const next = { ...filter, ...change };

    // Who sorts sees the first one, whichever that becomes, until they step away from it.
    atFirst.current = next.order !== 'index';
    setFilter(next);
    find(next.order === 'index' && found.position !== null ? { position: found.position } : { rank: 0 }, next);
  };
  const redraw = by => augmented ? setFrom(Math.max(0, from + 16 * by)) : setEpoch(Math.max(0, epoch + by));
  const hide = (value, values) => {
    const hidden = new Set(values.filter(entry => entry.hidden).map(entry => entry.value));
    hidden.has(value) ? hidden.delete(value) : hidden.add(value);
    setLook({ ...look, hide: [...hidden].join(',') });
  };
  const firstPane = sample?.stages.findLast(stage => stage.panes.length > 0)?.panes[0];
  useKeys({
    ArrowRight: () => step(1), d: () => step(1), ArrowLeft: () => step(-1), a: () => step(-1), PageDown: () => step(100), PageUp: () => step(-100), Home: () => step(-found.count), End: () => step(found.count),
    g: () => choose(jump), '/': () => choose(search), r: () => redraw(1), 'Shift+r': () => redraw(-1), x: () => setAugmented(!augmented && isLoader),
    '+': () => setOpacity(Math.min(1, opacity + 0.1)), '-': () => setOpacity(Math.max(0, opacity - 0.1)), z: () => firstPane && setZoomed(firstPane), '?': () => setHelp(true),
  });

  const title = { raw: 'As read', used: isLoader ? `As the model gets it, epoch ${epoch}` : 'After its own transforms' };
  return html`<main class="viewer" data-position=${sample?.position} data-epoch=${sample?.epoch}>
    <header><div class="bar">
      <h1>${view.name}</h1><span class="faint" title=${view.taskText}>${view.task}</span>
      <${Choice} id="set" label="Set" value=${set} options=${view.sets.map((entry, i) => [i, `${entry.name} (${entry.count})`])} onInput=${value => { setSet(Number(value)); setFound({ count: 0, rank: null, position: null }); setAugmented(false); }} />
      <span class="group"><button type="button" onClick=${() => step(-1)} disabled=${!found.rank}>Previous</button><button type="button" onClick=${() => step(1)} disabled=${found.rank === null || found.rank >= found.count - 1}>Next</button></span>
      <label class="field" for="jump">Index <${Typed} class="index" id="jump" field=${jump} type="number" min="0" max=${view.sets[set].count - 1} value=${found.position ?? ''}
        onKeyDown=${event => event.key === 'Enter' && event.target.blur()} onEnd=${text => { atFirst.current = false; find({ position: Math.max(0, Math.min(view.sets[set].count - 1, Number(text) || 0)) }); }} /></label>
      <span class="number" role="status" id="rank">${found.count === 0 ? 'no sample' : `${found.rank + 1} of ${found.count}`}${progress && progress.done < progress.total ? `, looked at ${progress.done} of ${progress.total}` : ''}</span>
      ${view.classes && html`<${Choice} id="class" label="Class" value=${filter.class ?? ''} options=${[['', 'all'], ...view.classes.map((entry, i) => [i, entry.name])]} onInput=${value => refine({ class: value === '' ? null : Number(value) })} />`}
      <label class="field" for="search">Path <${Typed} id="search" field=${search} type="search" value=${filter.text} placeholder="part of it" onEnd=${text => refine({ text })} /></label>
      ${view.scores && html`<${Choice} id="order" label="Sort" value=${filter.order} options=${[['index', 'as in the set'], ['loss', 'greatest loss'], ['confidence', 'least confidence']]} onInput=${value => refine({ order: value })} />`}
    </div><div class="bar">
      ${isLoader && html`<span class="group"><button type="button" onClick=${() => redraw(-1)} disabled=${augmented ? from === 0 : epoch === 0} aria-label="Previous draw">−</button><button type="button" id="redraw" onClick=${() => redraw(1)}>Draw again</button>
        <button type="button" id="augmented" aria-pressed=${augmented} onClick=${() => setAugmented(!augmented)}>Augmented 16 times</button></span>`}
      <${Slider} id="opacity" label="Layer" value=${Math.round(opacity * 100)} min="0" max="100" unit=" %" onInput=${value => setOpacity(value / 100)} />
      <${Range} look=${look} onLook=${change => setLook({ ...look, ...change })} />
      ${channels > 3 && html`<${Channels} count=${channels} look=${look} onLook=${change => setLook({ ...look, ...change })} />`}
      <button type="button" onClick=${() => setHelp(true)}>Keys</button>
    </div></header>
    <div><${Problem} error=${problem} onClose=${() => setProblem(null)} />${progress?.fault && html`<${Problem} error=${{ message: progress.fault }} />`}</div>
    <div class="body">
      <div class="stages" tabindex="0" role="region" aria-label="Pictures of the sample">
        ${sample?.copies && html`<section class="stage" aria-label="Augmented"><h2>As the model gets it in epochs ${sample.copies.from} to ${sample.copies.from + sample.copies.count - 1}</h2>
          <div class="grid">${sample.copies.panes.map(pane => html`<${Pane} key=${pane.title} pane=${pane} opacity=${opacity} label="augmented" />`)}</div></section>`}
        ${!sample?.copies && sample?.stages.map(stage => html`<section class="stage" key=${stage.name} aria-label=${title[stage.name]}><h2>${title[stage.name]}</h2>
          ${stage.error !== null && html`<${Problem} error=${{ message: stage.error }} />`}
          ${stage.panes.map(pane => html`<${Pane} key=${pane.title} pane=${pane} opacity=${opacity} label=${stage.name} onZoom=${() => setZoomed(pane)} />`)}</section>`)}
      </div>
      ${sample && html`<${Facts} sample=${sample} set=${set} isLoader=${isLoader} onHide=${hide} />`}
    </div>
    ${zoomed && html`<${Zoom} pane=${zoomed} opacity=${opacity} onClose=${() => setZoomed(null)} />`}
    <${KeyHelp} keys=${keys} open=${help} onClose=${() => setHelp(false)} />
  </main>`;
}

const root = document.getElementById('app');
render(html`<main class="panel"><h1>thelper viz</h1><p role="status">The data are being opened.</p></main>`, root);
get('/api/view').then(view => render(html`<${Viewer} view=${view} />`, root)).catch(error => render(html`<main><h1>thelper viz</h1><${Problem} error=${error} /></main>`, root));
