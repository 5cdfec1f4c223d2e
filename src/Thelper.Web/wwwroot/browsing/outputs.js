// Pictures and reports by epoch, checkpoints, logs.
import { get, url } from '/static/common/api.js';
import { html, useEffect, useState, Choice, Slider } from '/static/common/ui.js';

/** What each session's folder holds, read again when something was written. */
export function useFiles(runs, stamp, onError) {
  const [files, setFiles] = useState({});
  useEffect(() => {
    for (const run of runs) {
      get(`/api/runs/${run.id}`).then(answer => setFiles(old => ({ ...old, [run.id]: answer.files }))).catch(onError);
    }
  }, [JSON.stringify(runs.map(run => [run.id, stamp[run.id]]))]);
  return files;
}

/** A text of a session; long ones from their end. */
export function Text({ run, file, className }) {
  const [text, setText] = useState('');
  useEffect(() => {
    const abort = new AbortController();
    fetch(url(`/api/runs/${run.id}/file`, { path: file.path }), { signal: abort.signal }).then(answer => answer.text()).then(setText, () => {});
    return () => abort.abort();
  }, [run.id, file.path, file.changed]);
  return html`<pre class=${className} tabindex="0">${text}</pre>`;
}

export function Outputs({ runs, stamp, view, change, onError }) {
  const files = useFiles(runs, stamp, onError);
  const all = runs.flatMap(run => (files[run.id] ?? []).filter(file => file.output && (file.isPicture || /\.(txt|json|csv)$/.test(file.path)) && !/-(points|thumbs)$/.test(file.output)).map(file => ({ ...file, run, kind: `${file.set}: ${file.output}${file.isPicture ? '' : ` (${file.path.split('.').pop()})`}` })));
  const kinds = [...new Set(all.map(file => file.kind))].sort();
  const kind = kinds.includes(view.output) ? view.output : kinds.find(name => name.includes('confmat') && !name.includes('(')) ?? kinds[0];
  const chosen = all.filter(file => file.kind === kind);
  const epochs = [...new Set(chosen.map(file => file.epoch))].sort((a, b) => a - b);
  const at = epochs.includes(view.epoch) ? epochs.indexOf(view.epoch) : epochs.length - 1;
  // Of several runs of a session the last one that wrote this epoch.
  const latest = runs.map(run => chosen.filter(file => file.run === run && file.epoch === epochs[at]).at(-1)).filter(Boolean);
  return html`<div class="rows">
    <div class="bar group">
      <${Choice} id="output" label="Output" value=${kind ?? ''} options=${kinds} onInput=${output => change({ output })} />
      ${epochs.length > 1 && html`<${Slider} id="epoch" label="Epoch" min=${0} max=${epochs.length - 1} value=${at} onInput=${index => change({ epoch: epochs[index] })} />`}
      <span role="status">${epochs.length === 0 ? 'nothing was written' : epochs[at] < 0 ? 'at the end' : `epoch ${epochs[at]}`}</span>
    </div>
    <div class="outputs">${latest.map(file => html`<figure class="panel" key=${file.run.id}><figcaption>${file.run.path}</figcaption>
      ${file.isPicture ? html`<img src=${url(`/api/runs/${file.run.id}/file`, { path: file.path, changed: file.changed })} alt=${`${file.kind} of ${file.run.path}, epoch ${file.epoch}`} />` : html`<${Text} run=${file.run} file=${file} />`}</figure>`)}</div>
  </div>`;
}

const size = bytes => (bytes >= 1 << 20 ? `${(bytes / (1 << 20)).toFixed(1)} MiB` : bytes >= 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : `${bytes} B`);

export function Files({ runs, stamp, view, change, onError }) {
  const files = useFiles(runs, stamp, onError);
  return html`<div class="rows">${runs.map(run => {
    const own = files[run.id] ?? [];
    const checkpoints = own.filter(file => file.path.startsWith('checkpoints/'));
    const logs = own.filter(file => /^logs\/.*\.(log|json|txt)$/.test(file.path));
    const open = logs.find(file => file.path === view.log_file) ?? logs.find(file => file.path === 'logs/trainer.log');
    return html`<section class="panel" key=${run.id}><h2>${run.path}</h2>
      <h3>Checkpoints: ${checkpoints.length}, ${size(checkpoints.reduce((sum, file) => sum + file.size, 0))}</h3>
      <table><thead><tr><th scope="col">file</th><th scope="col" class="number">size</th><th scope="col">written</th></tr></thead>
        <tbody>${checkpoints.slice(-50).map(file => html`<tr key=${file.path}><th scope="row">${file.path.slice('checkpoints/'.length)}</th><td class="number">${size(file.size)}</td><td>${new Date(file.changed).toLocaleString()}</td></tr>`)}</tbody></table>
      <h3>Logs</h3>
      <${Choice} id=${`log-${run.id}`} label="Log" value=${open?.path ?? ''} options=${logs.map(file => file.path)} onInput=${path => change({ log_file: path })} />
      ${open && html`<${Text} run=${run} file=${open} className="log" />`}
    </section>`;
  })}</div>`;
}
