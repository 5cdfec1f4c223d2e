// Which samples are saved, begun or untouched.
import { html, useState } from '/static/common/ui.js';

const kinds = [['2', 'Saved'], ['1', 'Begun, not saved'], ['0', 'Untouched']];
const most = 200;

/** Neighbours in one state: [first, last], ... */
export function stretches(states, wanted) {
  const found = [];
  for (let i = 0; i < states.length; i++) {
    if (states[i] === wanted) {
      if (i > 0 && states[i - 1] === wanted) {
        found.at(-1)[1] = i;
      } else {
        found.push([i, i]);
      }
    }
  }
  return found;
}

export function Progress({ states, count, onOpen, onNext }) {
  const [isOpen, setOpen] = useState(false);
  const done = stretches(states, '2').reduce((sum, [first, last]) => sum + last - first + 1, 0);
  return html`<section aria-label="Progress"><h2>Progress</h2><p><label for="done">${done} of ${count} samples are saved</label></p><progress id="done" max=${count} value=${done}></progress>
    <div class="actions"><button type="button" onClick=${onNext}>Next unsaved</button></div>
    <details onToggle=${event => setOpen(event.target.open)}><summary>Which</summary>${isOpen && kinds.map(([state, name]) => {
      const found = stretches(states, state);
      return found.length > 0 && html`<h3>${name}</h3><div class="actions">${found.slice(0, most).map(([first, last]) => html`<button type="button" class="number" key=${first} onClick=${() => onOpen(first)}>${first === last ? first : `${first} – ${last}`}</button>`)}
        ${found.length > most && html`<span class="faint">and ${found.length - most} more</span>`}</div>`;
    })}</details></section>`;
}
