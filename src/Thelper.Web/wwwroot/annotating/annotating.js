// The annotator's page.
import { html, render, useState, useEffect, useRef, useCallback, useMemo, Slider, Choice, Problem, Typed } from '/static/common/ui.js';
import { get, post } from '/static/common/api.js';
import { useKeys, KeyHelp } from '/static/common/keys.js';
import { SampleState, discOf, hasEnded, notStored } from '/static/annotating/sample.js';
import { View } from '/static/annotating/view.js';
import { Correction } from '/static/annotating/correction.js';
import { Progress } from '/static/annotating/progress.js';

const tools = [['brush', 'Brush', 'b'], ['eraser', 'Eraser', 'e'], ['flood', 'Fill', 'f'], ['polygon', 'Polygon', 'p'], ['box', 'Box', 'x'], ['pan', 'Move', 'h']];
const keyList = [
  ['Left button', 'paint with the label along the stroke'], ['Right button', 'paint the background along the stroke'], ['Wheel', 'larger or smaller brush'],
  [', .', 'brush smaller or larger by 1 (1 is one pixel)'], ['Ctrl+Wheel, + −', 'zoom'], ['0', 'see all of the image'], ['o', 'one pixel of the image for one of the page'],
  ['Middle button, Space', 'move the image'], ['↓ or s, ↑ or w', 'save, next or previous sample'], ['→ ←', 'next or previous label'], ['1 … 9', 'label by its place'],
  ['Page up, Page down', 'mask less or more opaque'], ['F12', 'fill the mask with its first label'], ['Enter', 'save; close the polygon'], ['Esc', 'give up polygon or box; else save and quit'],
  ['Ctrl+Z', 'undo: one stroke, fill, box or prediction'], ['Ctrl+Y, Ctrl+Shift+Z', 'redo'], ['n', 'next sample that is not saved'], ['?', 'this list'],
  ...tools.map(([, name, key]) => [key, `tool: ${name}`]),
];
// Who comes from a batch wants its sample: by data set and number there.
function fromBatch(session) {
  const asked = new URLSearchParams(location.hash.slice(1));
  const place = session.datasets.findIndex(dataset => dataset.name === asked.get('dataset'));
  const number = session.datasets.slice(0, Math.max(0, place)).reduce((total, dataset) => total + dataset.count, Number(asked.get('number')));
  return { sample: place >= 0 && number < session.count ? number : null, step: asked.get('step') };
}

const wheelUp = size => Math.min(100, Math.max(size + 1, Math.trunc(size * 1.1)));
const wheelDown = size => Math.max(3, Math.min(size - 1, Math.trunc(size * 0.9)));

function Dialog({ open, title, children, onClose }) {
  const dialog = useRef(null);
  useEffect(() => {
    if (open && !dialog.current.open) {
      dialog.current.showModal();
    } else if (!open && dialog.current.open) {
      dialog.current.close();
    }
  }, [open]);
  // A browser closes a dialog at the second Esc, whatever it is told; one that needs an answer comes back.
  return html`<dialog ref=${dialog} onClose=${onClose ?? (() => { if (open) { dialog.current.showModal(); } })} onCancel=${event => { if (!onClose) { event.preventDefault(); } }} aria-labelledby="dialog-title"><h2 id="dialog-title">${title}</h2>${children}</dialog>`;
}

const isNotStored = problem => problem?.status === notStored;

function Annotator({ session }) {
  const wanted = useMemo(() => fromBatch(session), [session]);
  const [, redraw] = useState(0);
  const [error, setError] = useState(null);
  const [tool, setTool] = useState('brush');
  const [labelIndex, setLabelIndex] = useState(0);
  const [size, setSize] = useState(session.brush);
  const [opacity, setOpacity] = useState(session.opacity);
  const [zoom, setZoom] = useState(1);
  const [help, setHelp] = useState(false);
  const [quitting, setQuitting] = useState(false);
  const [ended, setEnded] = useState(false);
  const [note, setNote] = useState('');
  const [states, setStates] = useState('');
  const [busy, setBusy] = useState(false);
  const [changes, setChanges] = useState(false);
  const canvas = useRef(null);
  const zoomCanvas = useRef(null);
  const view = useRef(null);
  const sample = useRef(null);
  const opening = useRef(null);
  // The sample that was asked for last, which may be one that cannot be read.
  const target = useRef(wanted.sample ?? session.start);
  const label = session.labels[labelIndex].id;
  const current = useRef(null);
  current.current = { tool, label, size, opacity, changes };

  const tell = useCallback(() => {
    view.current?.refresh();
    redraw(count => count + 1);
  }, []);
  const guard = useCallback(async action => {
    try {
      setError(null);
      return await action();
    } catch (problem) {
      setError(problem);
      return null;
    }
  }, []);
  const progress = useCallback(async () => setStates((await get('/api/progress')).states), []);

  // Ends what is begun and saves it; whether nothing is left to do.
  const settle = async state => {
    do {
      view.current.finish();
      if (!(await state.save())) {
        return false;
      }
    } while (!state.isStored || view.current.action);
    return true;
  };

  const open = useCallback(number => guard(async () => {
    const ticket = {};
    opening.current = ticket;
    target.current = number;
    setBusy(true);
    try {
      const left = sample.current;
      let next = null;
      let made = 0;
      // A sample that is painted on while the next one is loaded is not left before that is saved, too.
      do {
        const settled = !left || await settle(left).catch(problem => { setError(problem); return false; });
        if (opening.current !== ticket) {
          return;
        }
        if (!settled) {
          target.current = left.number;
          return;
        }
        made = left?.made;
        next = await SampleState.open(number, tell, session.corrects);
        if (opening.current !== ticket) {
          return;
        }
      } while (left && (left.made !== made || view.current.action));
      sample.current = next;
      view.current.show(next);
      document.title = `#${number} ${session.title}`;
      await progress();
      tell();
    } finally {
      if (opening.current === ticket) {
        setBusy(false);
      }
    }
  }), []);

  const save = useCallback(() => guard(async () => {
    view.current.finish();
    if (await sample.current.save()) {
      setNote('Saved: what is stored was read back.');
      await progress();
    }
  }), []);
  const step = direction => {
    view.current.finish();
    const number = Math.min(session.count - 1, Math.max(0, target.current + direction));
    return sample.current && number === sample.current.number ? save() : open(number);
  };
  const nextUnsaved = () => {
    const found = [...states].findIndex((state, i) => state !== '2' && i > target.current);
    const number = found >= 0 ? found : [...states].findIndex(state => state !== '2');
    if (number >= 0 && number !== sample.current?.number) {
      open(number);
    }
  };
  const edit = change => { view.current.finish(); sample.current.edit(change); };
  const chooseLabel = index => setLabelIndex((index + session.labels.length) % session.labels.length);
  const quit = () => guard(async () => { await sample.current.save(); await post('/api/quit'); setQuitting(false); setEnded(true); });

  useEffect(() => {
    view.current = new View(canvas.current, zoomCanvas.current, session, { state: () => current.current, onZoom: setZoom, onWheel: up => setSize(up ? wheelUp : wheelDown) });
    open(target.current);
    progress().catch(setError);
    return () => view.current.dispose();
  }, []);
  useEffect(() => view.current?.draw(), [tool, label, size, opacity]);
  useEffect(() => view.current?.redraw(), [changes]);
  useEffect(() => {
    if (sample.current) {
      discOf(sample.current.info.radii[size]).catch(() => {});
    }
  }, [size, sample.current]);
  useEffect(() => {
    const timer = setInterval(() => {
      const state = sample.current;
      if (state && !state.isSaved && state.isStored && !state.branch && !view.current.action) {
        state.save().then(() => {
          setError(problem => (isNotStored(problem) ? null : problem));
          return progress();
        }).catch(problem => { if (isNotStored(problem)) { setError(problem); } });
      }
    }, 5000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    // What is on its way when the page is left may not arrive: the browser asks.
    const leave = event => {
      view.current.finish();
      if (sample.current && !sample.current.isStored) {
        event.preventDefault();
      }
    };
    window.addEventListener('beforeunload', leave);
    return () => window.removeEventListener('beforeunload', leave);
  }, []);
  useEffect(() => {
    const space = event => {
      if (event.key === ' ' && view.current) {
        view.current.spaceDown = event.type === 'keydown' && document.activeElement === canvas.current;
      }
    };
    document.addEventListener('keydown', space);
    document.addEventListener('keyup', space);
    return () => { document.removeEventListener('keydown', space); document.removeEventListener('keyup', space); };
  }, []);

  const ready = work => event => { if (sample.current && !ended) { work(event); } };
  useKeys({
    ...Object.fromEntries(tools.map(([name, , key]) => [key, () => setTool(name)])),
    ...Object.fromEntries(session.labels.slice(0, 9).map((_, index) => [String(index + 1), () => chooseLabel(index)])),
    ArrowDown: () => step(1), s: () => step(1), ArrowUp: () => step(-1), w: () => step(-1),
    ArrowRight: () => chooseLabel(labelIndex + 1), ArrowLeft: () => chooseLabel(labelIndex - 1),
    PageUp: () => setOpacity(value => Math.max(0, Math.round(value * 10 - 1) / 10)), PageDown: () => setOpacity(value => Math.min(1, Math.round(value * 10 + 1) / 10)),
    F12: ready(() => edit({ do: 'fill', label: session.fill })),
    Enter: ready(() => (view.current.ring.length > 0 ? view.current.closeRing() : save())),
    Escape: ready(() => view.current.cancel() || (session.corrects ? save() : setQuitting(true))),
    'Ctrl+z': ready(() => edit({ do: 'undo' })), 'Ctrl+y': ready(() => edit({ do: 'redo' })), 'Ctrl+Shift+z': ready(() => edit({ do: 'redo' })),
    ',': () => setSize(value => Math.max(1, value - 1)), '.': () => setSize(value => Math.min(100, value + 1)),
    '+': ready(() => view.current.zoomBy(1.25)), '=': ready(() => view.current.zoomBy(1.25)), '-': ready(() => view.current.zoomBy(0.8)), 0: ready(() => view.current.fit()),
    o: ready(() => view.current.setZoom(1, null)), n: nextUnsaved, '?': () => setHelp(true), ' ': () => {},
  });

  const state = sample.current;
  const info = state?.info;
  const isAway = Boolean(state?.problem) && !state.isStored;
  const isFull = isAway && isNotStored(state.problem);
  const status = isFull || isNotStored(error) ? 'Cannot be stored' : !state ? 'Loading' : isAway ? 'Not connected' : !state.isStored ? 'Storing' : state.isSaved ? 'Saved' : 'Stored, not saved yet';
  const nameOf = id => session.labels.find(entry => entry.id === id)?.name ?? `id ${id}`;
  if (ended) {
    return html`<main class="panel"><h1>Saved.</h1><p>thelper has ended; this page can be closed.</p></main>`;
  }
  return html`<div class="annotator">
    <header class="bar" style=${{ minHeight: `${session.bar}px` }}>
      <h1>${session.title}</h1>
      <span class="group"><button type="button" onClick=${() => step(-1)} disabled=${busy}>Previous</button><button type="button" onClick=${() => step(1)} disabled=${busy}>Next</button></span>
      <label class="field" for="jump">Sample <${Typed} id="jump" type="number" min="0" max=${session.count - 1} value=${state?.number ?? 0} onEnd=${text => open(Math.min(session.count - 1, Math.max(0, Math.trunc(Number(text)) || 0)))} /> of ${session.count}</label>
      <span class="grow path faint" title=${info?.path}>${info ? `${info.dataset} #${info.index} · ${info.width} × ${info.height} · ${info.path}` : ''}</span>
      <span id="status" role="status" class=${isAway ? 'bad' : state?.isSaved ? 'good' : 'faint'}>${status}</span>
      <span class="group"><button type="button" onClick=${() => edit({ do: 'undo' })} disabled=${!state?.canUndo}>Undo</button><button type="button" onClick=${() => edit({ do: 'redo' })} disabled=${!state?.canRedo}>Redo</button><button type="button" class="main" onClick=${save} disabled=${!state}>Save</button></span>
      <button type="button" onClick=${() => setHelp(true)}>Keys</button>
    </header>
    <main class="stage" aria-label="Image">
      <canvas ref=${canvas} tabIndex="0" role="img" aria-label=${info ? `${info.path}, with its mask` : 'no image yet'} class=${tool === 'pan' ? 'pans' : ''}></canvas>
      <span class="note">${tools.find(([name]) => name === tool)[1]} ${size} · ${session.labels[labelIndex].name} · ${Math.round(zoom * 100)} %</span>
      ${isAway && html`<span class="note away" role="status">Nothing is lost: what you paint waits here, and is sent ${isFull ? 'again until it can be stored' : state.problem.status === hasEnded ? 'when labels of this session are corrected again' : 'when thelper answers'}.</span>`}
    </main>
    <aside class="panel" aria-label="Tools">
      <${Problem} error=${error ?? state?.lost ?? (state?.problem?.status ? state.problem : null)} onClose=${() => { setError(null); if (state) { state.problem = null; state.lost = null; tell(); } }} />
      ${session.corrects && html`<${Correction} state=${state} session=${session} step=${wanted.step} changes=${changes} onChanges=${setChanges} guard=${guard} save=${save} />`}
      <div class="tools" role="group" aria-label="Tool">${tools.map(([name, text, key]) => html`<button type="button" key=${name} aria-pressed=${tool === name} title=${`Key ${key}`} onClick=${() => setTool(name)}>${text}</button>`)}</div>
      <section aria-label="Labels"><h2>Labels</h2><ul class="labels">${session.labels.map((entry, index) => html`<li key=${entry.id}><button type="button" aria-pressed=${index === labelIndex} onClick=${() => setLabelIndex(index)}>
        <i class="swatch" style=${{ background: `rgb(${entry.color.join(' ')})` }}></i>${index < 9 && html`<kbd>${index + 1}</kbd>`}<span>${entry.name}</span><span class="number">${entry.id}</span></button></li>`)}</ul></section>
      <div class="sliders">
        <${Slider} id="size" label="Brush" value=${size} min=${1} max=${100} onInput=${setSize} />
        <${Slider} id="opacity" label="Opacity" value=${Math.round(opacity * 100)} min=${0} max=${100} unit=" %" onInput=${value => setOpacity(value / 100)} />
      </div>
      <div class="actions" role="group" aria-label="Zoom"><button type="button" aria-label="Zoom out" onClick=${() => view.current.zoomBy(0.8)}>−</button><button type="button" aria-label="Zoom in" onClick=${() => view.current.zoomBy(1.25)}>+</button><button type="button" onClick=${() => view.current.fit()}>All</button><button type="button" onClick=${() => view.current.setZoom(1, null)}>1 : 1</button></div>
      <canvas class="zoom" ref=${zoomCanvas} width=${session.zoomWindow[0]} height=${session.zoomWindow[1]} role="img" aria-label="The area around the pointer, enlarged"></canvas>
      <section aria-label="Boxes and class"><h2>Boxes and class</h2>
        <${Choice} id="class" label="Class of the image" value=${state?.objects?.class ?? ''} options=${[['', 'none'], ...session.labels.map(entry => [entry.id, entry.name])]} onInput=${value => { view.current.finish(); state.setClass(value === '' ? null : Number(value)); }} />
        <ul class="boxes">${state?.objects.boxes.map((box, index) => html`<li key=${index}><span class="grow">${nameOf(box.label)} <span class="number">${box.left}, ${box.top} – ${box.right}, ${box.bottom}</span></span>
          <button type="button" aria-label=${`Remove box ${index + 1}`} onClick=${() => { view.current.finish(); state.removeBox(box); }}>Remove</button></li>`)}</ul></section>
      <${Progress} states=${states} count=${session.count} onOpen=${open} onNext=${nextUnsaved} />
      <div class="actions"><button type="button" onClick=${() => edit({ do: 'fill', label: session.fill })} disabled=${!state}>Refill</button>
        ${session.prelabels && html`<button type="button" disabled=${!state || busy} onClick=${() => guard(async () => { setBusy(true); try { await state.prelabel(); } finally { setBusy(false); } })}>Predict</button>`}
        <button type="button" onClick=${() => guard(async () => { await state.save(); const answer = await post('/api/export'); await progress(); setNote(`Exported ${answer.samples} samples to ${answer.folder}`); })} disabled=${!state}>Export</button>
        ${session.corrects ? html`<button type="button" onClick=${() => guard(async () => { await state.save(); history.back(); })} disabled=${!state}>Back</button>`
          : html`<button type="button" onClick=${() => setQuitting(true)} disabled=${!state}>Quit</button>`}</div>
      <p class="faint" role="status">${note}</p>
    </aside>
    <${KeyHelp} keys=${keyList} open=${help} onClose=${() => setHelp(false)} />
    <${Dialog} open=${quitting} title="Save and quit?" onClose=${() => setQuitting(false)}><p>The sample is saved, and thelper ends.</p><div class="choices"><button type="button" class="main" onClick=${quit}>Save and quit</button><button type="button" onClick=${() => setQuitting(false)}>Stay</button></div></${Dialog}>
    <${Dialog} open=${Boolean(state?.branch) && state.isStored} title="This sample was changed in another window">
      <p>Both versions are kept. What this window made is in the file <code>${state?.branch}.png</code>, beside the sample's own.</p>
      <div class="choices"><button type="button" id="mine" class="main" onClick=${() => guard(() => state.resolve(true))}>Take this window's version (can be undone)</button><button type="button" id="theirs" onClick=${() => guard(() => state.resolve(false))}>Go on with the other version</button></div></${Dialog}>
  </div>`;
}

const root = document.getElementById('app');
get('/api/session').then(session => {
  document.title = session.title;
  render(html`<${Annotator} session=${session} />`, root);
}).catch(error => render(html`<main><h1>thelper annot</h1><${Problem} error=${error} /></main>`, root));
