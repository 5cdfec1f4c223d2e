// Correcting the labels of a data set: what differs from them, and what that makes of loss and metrics.
import { html, useEffect, useRef, useState, Check } from '/static/common/ui.js';
import { get, number } from '/static/common/api.js';
import { same } from '/static/annotating/sample.js';

const short = value => value === null ? 'none' : String(Number(number(value).toPrecision(5)));

/** How many pixels differ from the data set's label, by label before and now. */
function differences(state) {
  const counts = new Map();
  const { truth: { pixels: before }, mask: { pixels: now } } = state;
  let total = 0;
  for (let i = 0; i < now.length; i++) {
    if (before[i] !== now[i]) {
      const key = before[i] * 256 + now[i];
      counts.set(key, (counts.get(key) ?? 0) + 1);
      total++;
    }
  }
  return { total, counts: [...counts].sort((a, b) => b[1] - a[1]).map(([key, count]) => [Math.floor(key / 256), key % 256, count]) };
}

export function Correction({ state, session, step, changes, onChanges, guard, save }) {
  const [score, setScore] = useState(null);
  const [busy, setBusy] = useState(false);
  const shown = useRef(null);
  shown.current = state?.number;
  useEffect(() => setScore(null), [state?.number]);
  if (!state?.truth || !state.mask) {
    return null;
  }
  const nameOf = id => session.labels.find(label => label.id === id)?.name ?? (id === session.background ? 'background' : `id ${id}`);
  const { total, counts } = differences(state);
  const { boxes: before, class: classBefore } = state.truth.objects;
  const { boxes: now, class: classNow } = state.objects;
  const [gone, come] = [before.filter(box => !now.some(other => same(box, other))).length, now.filter(box => !before.some(other => same(box, other))).length];
  const again = () => guard(async () => {
    setBusy(true);
    try {
      await save();
      const found = await get(`/api/score/${state.number}`, { step });
      if (shown.current === state.number) {
        setScore(found);
      }
    } finally {
      setBusy(false);
    }
  });
  return html`<section aria-label="Correction"><h2>Correction</h2>
    <p id="changed">${total} of ${state.mask.pixels.length} pixels differ from the data set's label${gone + come > 0 ? `; boxes: ${gone} gone, ${come} new` : ''}${classNow !== classBefore ? `; the class was ${classBefore === null ? 'none' : nameOf(classBefore)}` : ''}</p>
    ${counts.length > 0 && html`<ul class="changes">${counts.slice(0, 8).map(([from, to, count]) => html`<li key=${`${from} ${to}`}>${nameOf(from)} → ${nameOf(to)}: <span class="number">${count}</span></li>`)}</ul>`}
    <${Check} id="changes" label="Show the changed pixels alone" checked=${changes} onInput=${onChanges} />
    ${step !== null && html`<div class="actions"><button type="button" onClick=${again} disabled=${busy}>Score again</button></div>`}
    ${score && html`<table class="scores"><caption>Step ${score.iteration}, by the weights ${score.weights}, with ${score.corrected} corrected ${score.corrected === 1 ? 'sample' : 'samples'}</caption>
      <thead><tr><th scope="col">value</th><th scope="col">before</th><th scope="col">now</th></tr></thead>
      <tbody>${score.values.map(value => html`<tr key=${value.name}><th scope="row">${value.name}</th><td class="number">${short(value.before)}</td><td class="number">${short(value.after)}</td></tr>`)}</tbody></table>`}
  </section>`;
}
