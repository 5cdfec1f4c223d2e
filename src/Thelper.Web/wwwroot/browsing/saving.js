// Charts and tables as files.
import { html } from '/static/common/ui.js';

const types = { svg: 'image/svg+xml', csv: 'text/csv' };

/** A text as a cell of a table of commas. */
export const quoted = value => (/[",\n\r]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

/** Rows of cells as a table; what is missing is empty. */
export const tableOf = rows => `${rows.map(row => row.map(cell => quoted(cell ?? '')).join(',')).join('\n')}\n`;

/** Hands a file to the browser. */
export function save(name, content, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  link.download = name.replace(/[^\w.-]+/g, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** A drawing of the page with the colours that its sheet gives it, dark on white. */
export function drawingOf(svg) {
  const copy = svg.cloneNode(true);
  const [, , width, height] = svg.getAttribute('viewBox').split(' ');
  const set = (element, values) => Object.entries(values).forEach(([name, value]) => element.setAttribute(name, value));
  set(copy, { xmlns: 'http://www.w3.org/2000/svg', width, height });
  copy.querySelectorAll('text').forEach(text => set(text, { fill: '#16191d', 'font-family': 'sans-serif', 'font-size': 11 }));
  copy.querySelectorAll('line').forEach(line => set(line, { stroke: '#767f89' }));
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  set(ground, { width, height, fill: '#ffffff' });
  copy.prepend(ground);
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}

/** A drawing as a PNG of twice its size. */
export async function pictureOf(drawing) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([drawing], { type: types.svg }));
  try {
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise(done => canvas.toBlob(done));
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** Buttons that save something: `parts` maps svg, png and csv to what makes it, text or Blob. */
export const Saves = ({ name, parts }) => html`<span class="group">${Object.entries(parts).map(([kind, make]) => html`<button type="button" class="small" key=${kind}
  onClick=${async () => save(`${name}.${kind}`, await make(), types[kind])} aria-label=${`Save ${name} as ${kind.toUpperCase()}`}>${kind.toUpperCase()}</button>`)}</span>`;
