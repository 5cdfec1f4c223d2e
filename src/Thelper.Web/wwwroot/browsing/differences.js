// How configurations differ, and why two sessions do.
import { get } from '/static/common/api.js';
import { html, useEffect, useState, Choice, Check } from '/static/common/ui.js';

export function Configurations({ runs, stamp, view, change, onError }) {
  const [details, setDetails] = useState({});
  useEffect(() => {
    for (const run of runs) {
      get(`/api/runs/${run.id}`).then(answer => setDetails(old => ({ ...old, [run.id]: answer.settings }))).catch(onError);
    }
  }, [JSON.stringify(runs.map(run => [run.id, stamp[run.id]]))]);
  const known = runs.filter(run => details[run.id]);
  const keys = [...new Set(known.flatMap(run => Object.keys(details[run.id])))].sort();
  const differs = key => new Set(known.map(run => details[run.id][key])).size > 1;
  const shown = view.allKeys || known.length < 2 ? keys : keys.filter(differs);
  return html`<div class="rows">
    <div class="bar group"><${Check} id="all-keys" label="Keys that are the same, too" checked=${view.allKeys ?? false} onInput=${allKeys => change({ allKeys })} />
      <span class="faint" role="status">${keys.filter(differs).length} of ${keys.length} keys differ</span></div>
    ${known.length === 0 ? html`<p class="faint">Choose sessions on the left.</p>` : html`<div class="scroll" tabindex="0" role="region" aria-label="Keys of configurations"><table>
      <thead><tr><th scope="col">key</th>${known.map(run => html`<th scope="col" key=${run.id}>${run.path}</th>`)}</tr></thead>
      <tbody>${shown.map(key => html`<tr key=${key}><th scope="row">${key}</th>${known.map(run => html`<td key=${run.id} class=${differs(key) ? 'differs' : ''}>${details[run.id][key] ?? html`<span class="faint">none</span>`}</td>`)}</tr>`)}</tbody>
    </table></div>`}
  </div>`;
}

export function Differences({ list, runs, view, change, onError }) {
  const [diff, setDiff] = useState(null);
  const [a, b] = [view.a ?? runs[0]?.path, view.b ?? runs[1]?.path].map(path => list.runs.find(run => run.path === path));
  useEffect(() => {
    setDiff(null);
    if (a && b && a !== b) {
      const abort = new AbortController();
      get('/api/diff', { a: a.id, b: b.id }, abort.signal).then(setDiff).catch(problem => problem.name !== 'AbortError' && onError(problem));
      return () => abort.abort();
    }
    return undefined;
  }, [a?.id, b?.id]);
  const options = [['', 'none'], ...list.runs.map(run => run.path)];
  const kinds = diff ? [...new Set(diff.differences.map(difference => difference.kind))] : [];
  return html`<div class="rows">
    <div class="bar group"><${Choice} id="diff-a" label="a" value=${a?.path ?? ''} options=${options} onInput=${path => change({ a: path })} />
      <${Choice} id="diff-b" label="b" value=${b?.path ?? ''} options=${options} onInput=${path => change({ b: path })} /></div>
    ${!a || !b || a === b ? html`<p class="faint">Choose two sessions.</p>` : !diff ? html`<p role="status">Comparing…</p>` : html`
      <p role="status"><strong>${diff.firstLoss ? `The first loss that differs is that of iteration ${diff.firstLoss.iteration}: ${diff.firstLoss.first} in a, ${diff.firstLoss.second} in b.`
        : diff.compared > 0 ? `The losses of all ${diff.compared} iterations that both have are the same.` : 'The two have no losses of iterations to compare.'}</strong></p>
      ${diff.firstLoss && html`<p><button type="button" onClick=${() => change({ tab: 'Batch', batch: { run: a.path, step: diff.firstLoss.iteration } })}>The batch of a</button> <button type="button" onClick=${() => change({ tab: 'Batch', batch: { run: b.path, step: diff.firstLoss.iteration } })}>The batch of b</button></p>`}
      ${kinds.length === 0 && html`<p>Nothing else differs that sessions write down.</p>`}
      ${kinds.map(kind => html`<section key=${kind} class="panel"><h2>${kind}</h2><div class="scroll" tabindex="0" role="region" aria-label=${kind}><table><thead><tr><th scope="col">what</th><th scope="col">a</th><th scope="col">b</th></tr></thead>
        <tbody>${diff.differences.filter(difference => difference.kind === kind).slice(0, 200).map(difference => html`<tr><th scope="row">${difference.name}</th><td>${difference.first || html`<span class="faint">nothing</span>`}</td><td>${difference.second || html`<span class="faint">nothing</span>`}</td></tr>`)}</tbody></table></div></section>`)}`}
  </div>`;
}
