// The batch of a training step as it was augmented, with what the model says of each sample.
import { get, post, url, number } from '/static/common/api.js';
import { Ground } from '/static/common/ground.js';
import { Channels, Range } from '/static/common/look.js';
import { html, useEffect, useState, Choice, Check, Typed } from '/static/common/ui.js';

export function Batch({ list, runs, view, change, onError }) {
  const [batch, setBatch] = useState(null);
  const path = view.batch?.run ?? runs[0]?.path;
  const run = list.runs.find(other => other.path === path);
  const step = view.batch?.step ?? 0;
  const look = view.look ?? {};
  const onLook = part => change({ look: { ...look, ...part } });
  const set = part => change({ batch: { run: path, step, ...part } });
  useEffect(() => {
    setBatch(null);
    if (!run) {
      return undefined;
    }
    const abort = new AbortController();
    get(`/api/runs/${run.id}/batch`, { step, ...look }, abort.signal).then(answer => setBatch({ ...answer, step, look })).catch(problem => problem.name !== 'AbortError' && onError(problem));
    return () => abort.abort();
  }, [run?.id, step, JSON.stringify(look)]);
  // The annotator's page finds the sample by what stands behind the #.
  const correct = async sample => {
    try {
      const { key } = await post(`/api/runs/${run.id}/correct`);
      location.assign(`/correct/${key}/#${new URLSearchParams({ dataset: sample.dataset, number: sample.number, step: batch.step })}`);
    } catch (problem) {
      onError(problem);
    }
  };
  const samples = (batch?.samples ?? []).map((sample, place) => ({ ...sample, place, loss: sample.loss === null ? null : number(sample.loss) }));
  const shown = view.byLoss ?? true ? [...samples].sort((a, b) => (b.loss ?? -Infinity) - (a.loss ?? -Infinity)) : samples;
  return html`<div class="rows">
    <div class="bar group">
      <${Choice} id="batch-run" label="Session" value=${path ?? ''} options=${list.runs.map(other => other.path)} onInput=${other => set({ run: other })} />
      <label class="field" for="step">Step <${Typed} id="step" type="number" min="0" value=${step} onEnd=${text => set({ step: Math.max(0, Math.round(Number(text))) })} /></label>
      <${Check} id="by-loss" label="Worst first" checked=${view.byLoss ?? true} onInput=${byLoss => change({ byLoss })} />
      <${Range} look=${look} onLook=${onLook} />
      ${batch?.channels > 3 && html`<${Channels} count=${batch.channels} look=${look} onLook=${onLook} />`}
      <span role="status">${batch ? `epoch ${batch.epoch}, batch ${batch.batch}: ${samples.length} samples; predictions and losses by the weights ${batch.weights}${Object.entries(batch.metrics).filter(metric => metric[1] !== null).map(([name, value]) => `; ${name} ${Number(number(value).toPrecision(5))}`).join('')}` : run ? 'making the batch again…' : ''}</span>
    </div>
    <div class="samples">${batch && shown.map(sample => html`<figure class="panel" key=${sample.place}>
      <img src=${url(`/api/runs/${run.id}/batch/${sample.place}`, { step: batch.step, ...batch.look })} alt=${`Sample ${sample.index}, as it was augmented`} />
      <figcaption><div title=${sample.name}>${sample.place + 1}. ${sample.name.split('/').slice(-2).join('/')}</div>
        ${sample.label !== null && html`<div>is ${sample.label}, predicted <span class=${sample.prediction === sample.label ? 'good' : 'bad'}>${sample.prediction}</span></div>`}
        ${sample.loss !== null && html`<div>loss <strong>${Number(sample.loss.toPrecision(5))}</strong></div>`}
        ${sample.ground && html`<${Ground} ground=${sample.ground} label=${`Where sample ${sample.index} lies`} />`}
        <button type="button" class="small" onClick=${() => correct(sample)} aria-label=${`Correct the label of sample ${sample.place + 1}`}>Correct</button></figcaption></figure>`)}</div>
  </div>`;
}
