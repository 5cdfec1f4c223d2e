// Keys that work on every keyboard: the letter that is written on the key, and where a layout has no such letter (Cyrillic, Greek, ...) the key at its place on a QWERTY keyboard.
import { html, useEffect, useRef } from './ui.js';

/** The names that a keyboard event may be bound by, best first: 'a', 'Shift+a', 'Ctrl+z', 'Ctrl+Shift+z', 'ArrowLeft', '1', '?'. */
export function namesOf(event) {
  const modifiers = (event.ctrlKey || event.metaKey ? 'Ctrl+' : '') + (event.altKey ? 'Alt+' : '');
  const shift = event.shiftKey ? 'Shift+' : '';
  const names = [];
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  names.push(modifiers + shift + key);
  if (/^[0-9]$/.test(key)) {
    // AZERTY has its digits on Shift.
    names.push(modifiers + key);
  }
  if (event.key.length === 1 && !/[a-z]/i.test(event.key) && !/[0-9]/.test(event.key)) {
    // '?' needs Shift on some layouts and none on others.
    names.push(modifiers + key);
    // A layout without Latin letters, or whose digits need Shift.
    const place = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(event.code);
    if (place && (place[2] || !/[\u0020-\u007e]/.test(event.key))) {
      names.push(modifiers + shift + (place[1] ?? place[2]).toLowerCase());
      names.push(modifiers + (place[2] ?? (shift + place[1]).toLowerCase()));
    }
  }
  return names;
}

const isTyping = target => target.closest('input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]') !== null;
const movesSlider = (event) => event.target.matches('input[type=range], input[type=radio]') && /^(Arrow|Home|End|Page)/.test(event.key);
const presses = (event) => event.target.closest('button, a, summary, input[type=checkbox], input[type=radio]') && (event.key === ' ' || event.key === 'Enter');

/**
 * Binds keys while the component is shown: `bindings` maps names (see namesOf) to functions, which get the event.
 * Keys that belong to the focused element (typing, sliders, buttons) stay with it.
 */
export function useKeys(bindings) {
  const current = useRef(bindings);
  current.current = bindings;
  useEffect(() => {
    const listen = event => {
      if (event.defaultPrevented || event.isComposing || isTyping(event.target) || movesSlider(event) || presses(event) || document.querySelector('dialog[open]')) {
        return;
      }
      const name = namesOf(event).find(candidate => Object.hasOwn(current.current, candidate));
      if (name !== undefined) {
        event.preventDefault();
        current.current[name](event);
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

/** The list of keys, as a dialog: `keys` are [key, what it does]. */
export function KeyHelp({ keys, open, onClose }) {
  const dialog = useRef(null);
  useEffect(() => {
    if (open && !dialog.current.open) {
      dialog.current.showModal();
    } else if (!open && dialog.current.open) {
      dialog.current.close();
    }
  }, [open]);
  return html`<dialog ref=${dialog} onClose=${onClose} aria-labelledby="keys-title">
    <h2 id="keys-title">Keys</h2>
    <dl class="keys">${keys.map(([key, text]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${text}</dd></div>`)}</dl>
    <button type="button" onClick=${onClose}>Close</button>
  </dialog>`;
}
