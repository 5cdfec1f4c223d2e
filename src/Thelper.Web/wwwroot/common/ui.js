// The parts of preact that pages use, bound to htm's templates, and small elements that all pages share.
import { h, render, createRef, Fragment } from '/static/lib/preact/preact.mjs';
import { useEffect, useState } from '/static/lib/preact/hooks.mjs';
import htm from '/static/lib/htm/htm.mjs';

export { render, createRef, Fragment };
export { useState, useEffect, useLayoutEffect, useMemo, useCallback, useRef, useReducer } from '/static/lib/preact/hooks.mjs';
export const html = htm.bind(h);

// The token of the address has been used; what is bookmarked or copied from here on has none.
if (new URLSearchParams(location.search).has('token')) {
  history.replaceState(null, '', location.pathname + location.hash);
}

/** Whether the page is dark: what draws with colours of its own draws again when that changes, as it does on many desks in the evening. */
export function useDark() {
  const [query] = useState(() => matchMedia('(prefers-color-scheme: dark)'));
  const [isDark, setDark] = useState(query.matches);
  useEffect(() => {
    const see = () => setDark(query.matches);
    query.addEventListener('change', see);
    return () => query.removeEventListener('change', see);
  }, []);
  return isDark;
}

/** A labelled slider: value as text beside it. `onInput` gets a number. */
export function Slider({ label, value, min, max, step = 1, unit = '', onInput, id, disabled }) {
  return html`<label class="field" for=${id}>${label}
    <input type="range" id=${id} min=${min} max=${max} step=${step} value=${value} disabled=${disabled}
      onInput=${event => onInput(Number(event.target.value))} />
    <output for=${id}>${value}${unit}</output></label>`;
}

/** A labelled choice: `options` are texts or [value, text]. `onInput` gets the value. */
export function Choice({ label, value, options, onInput, id }) {
  return html`<label class="field" for=${id}>${label}
    <select id=${id} value=${value} onInput=${event => onInput(event.target.value)}>
      ${options.map(option => {
        const [key, text] = Array.isArray(option) ? option : [option, option];
        return html`<option key=${key} value=${key} selected=${String(key) === String(value)}>${text}</option>`;
      })}
    </select></label>`;
}

/** A field whose text is the user's while it is being typed, whatever the page draws meanwhile. `onEnd` gets it; `field` is a reference to the element, other properties are the element's. */
export function Typed({ value, onEnd, field, ...others }) {
  const [text, setText] = useState(null);
  return html`<input ...${others} ref=${field} value=${text ?? value} onInput=${event => setText(event.target.value)} onBlur=${() => setText(null)}
    onChange=${event => (setText(null), onEnd(event.target.value))} />`;
}

/** A switch that looks like a check box. */
export function Check({ label, checked, onInput, id }) {
  return html`<label class="field" for=${id}><input type="checkbox" id=${id} checked=${checked} onInput=${event => onInput(event.target.checked)} />${label}</label>`;
}

/** What went wrong, for eyes and for screen readers; nothing where all is well. */
export function Problem({ error, onClose }) {
  return html`<div role="alert" class=${error ? 'problem' : ''}>${error && html`<span>${error.message ?? String(error)}</span>
    ${onClose && html`<button type="button" onClick=${onClose}>Close</button>`}`}</div>`;
}
