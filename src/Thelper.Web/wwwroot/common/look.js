// How images are shown: which of their channels, and which values are black and white.
import { html, Choice } from '/static/common/ui.js';

const names = ['red', 'green', 'blue'];

/** Which channels are red, green and blue. `onLook` gets what changes, at once: what is typed would be gone if something else drew the page again. */
export function Channels({ count, look, onLook }) {
  return html`<fieldset class="group"><legend class="hidden">Channels</legend>${names.map((name, i) => html`<label class="field" for=${`channel-${name}`}>${name}
    <input class="index" id=${`channel-${name}`} type="number" min="0" max=${count - 1} value=${look[name] ?? Math.min(i, count - 1)}
      onInput=${event => event.target.value !== '' && onLook({ ...Object.fromEntries(names.map((other, j) => [other, look[other] ?? Math.min(j, count - 1)])), [name]: Math.min(count - 1, Math.max(0, Number(event.target.value) || 0)) })} /></label>`)}</fieldset>`;
}

/** Which values are black and white. */
export const Range = ({ look, onLook }) => html`<${Choice} id="range" label="Values" value=${look.range ?? 'auto'}
  options=${[['auto', 'least to most'], ['robust', '2 to 98 %'], ['unit', '0 to 1'], ['byte', '0 to 255']]} onInput=${range => onLook({ range })} />`;
