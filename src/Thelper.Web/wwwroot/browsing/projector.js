// Points of a projection, with the samples' small pictures: by label, prediction or error.
import { get, url, number } from '/static/common/api.js';
import { html, useEffect, useRef, useState, Choice, Check, Slider } from '/static/common/ui.js';
import { useFiles } from './outputs.js';
import { Saves, tableOf } from './saving.js';

const GREY = '#666666';

export function Projector({ runs, stamp, view, change, onError }) {
  const files = useFiles(runs, stamp, onError);
  const all = runs.flatMap(run => (files[run.id] ?? []).filter(file => /-points(-\d{4})?\.json$/.test(file.path)).map(file => ({ ...file, run, title: `${run.path}: ${file.set} ${file.output.replace('-points', '')}${file.epoch < 0 ? '' : ` epoch ${file.epoch}`}` })));
  const file = all.find(other => other.title === view.projection) ?? all.at(-1);
  const [points, setPoints] = useState(null);
  const [sheet, setSheet] = useState(null);
  const [picked, setPicked] = useState(null);
  const [frame, setFrame] = useState({ scale: 1, x: 0, y: 0 });
  const canvas = useRef(null);
  const [by, most, seed, small] = [view.by ?? 'label', view.most ?? 2000, view.seed ?? 0, view.small ?? true];
  useEffect(() => {
    setPoints(null);
    setPicked(null);
    if (!file) {
      return undefined;
    }
    const abort = new AbortController();
    get(`/api/runs/${file.run.id}/projection`, { path: file.path, most, seed }, abort.signal)
      .then(answer => setPoints({ ...answer, x: answer.x.map(number), y: answer.y.map(number) })).catch(problem => problem.name !== 'AbortError' && onError(problem));
    const image = new Image();
    image.onload = () => setSheet(image);
    setSheet(null);
    image.src = url(`/api/runs/${file.run.id}/file`, { path: file.path.replace(/-points(-\d{4})?\.json$/, (_, epoch) => `-thumbs${epoch ?? ''}.png`), changed: file.changed });
    return () => {
      abort.abort();
      image.onload = null;
    };
  }, [file?.title, file?.changed, most, seed]);

  const colorOf = i => {
    const [label, prediction] = [points.labels[i], points.predictions[i]];
    return by === 'error' ? (label === prediction ? '#2b8a3e' : '#e03131') : points.colors[by === 'label' ? label : prediction] ?? GREY;
  };
  const places = () => {
    const [width, height] = [canvas.current.width, canvas.current.height];
    const [left, right, low, high] = [Math.min(...points.x), Math.max(...points.x), Math.min(...points.y), Math.max(...points.y)];
    const size = Math.min(width, height) * 0.92 * frame.scale;
    return points.x.map((x, i) => [width / 2 + frame.x + ((x - left) / (right - left || 1) - 0.5) * size, height / 2 + frame.y - ((points.y[i] - low) / (high - low || 1) - 0.5) * size]);
  };
  useEffect(() => {
    const node = canvas.current;
    if (!node || !points) {
      return;
    }
    node.width = node.clientWidth * devicePixelRatio;
    node.height = node.clientHeight * devicePixelRatio;
    const context = node.getContext('2d');
    context.imageSmoothingEnabled = true;
    const draws = small && points.hasThumbnails && sheet;
    const side = Math.max(10, Math.min(56, 14 * Math.sqrt(frame.scale))) * devicePixelRatio;
    places().forEach(([x, y], i) => {
      if (draws) {
        const [row, column] = [Math.floor(points.places[i] / points.thumbnailsARow), points.places[i] % points.thumbnailsARow];
        context.fillStyle = colorOf(i);
        context.fillRect(x - side / 2 - 2 * devicePixelRatio, y - side / 2 - 2 * devicePixelRatio, side + 4 * devicePixelRatio, side + 4 * devicePixelRatio);
        context.drawImage(sheet, column * points.thumbnailSize, row * points.thumbnailSize, points.thumbnailSize, points.thumbnailSize, x - side / 2, y - side / 2, side, side);
      } else {
        context.fillStyle = colorOf(i);
        context.beginPath();
        context.arc(x, y, 4 * devicePixelRatio, 0, 7);
        context.fill();
      }
      if (picked === i) {
        context.strokeStyle = '#ffffff';
        context.lineWidth = 3 * devicePixelRatio;
        context.strokeRect(x - side, y - side, 2 * side, 2 * side);
      }
    });
  });
  const near = event => {
    const box = canvas.current.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) * devicePixelRatio, (event.clientY - box.top) * devicePixelRatio];
    const found = places().map(([px, py], i) => [Math.hypot(px - x, py - y), i]).sort((a, b) => a[0] - b[0])[0];
    setPicked(found && found[0] < 30 * devicePixelRatio ? found[1] : null);
  };
  const zoom = factor => setFrame(old => ({ scale: Math.max(0.5, Math.min(40, old.scale * factor)), x: old.x * factor, y: old.y * factor }));
  const move = (x, y) => setFrame(old => ({ ...old, x: old.x + x * devicePixelRatio, y: old.y + y * devicePixelRatio }));
  const name = index => points.classes[index] ?? index;
  const drawing = () => {
    const { width, height } = canvas.current;
    const dots = places().map(([x, y], i) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${4 * devicePixelRatio}" fill="${/^#[0-9a-fA-F]{6}$/.test(colorOf(i)) ? colorOf(i) : GREY}"/>`);
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n<rect width="${width}" height="${height}" fill="#ffffff"/>\n${dots.join('\n')}\n</svg>\n`;
  };
  const parts = {
    svg: drawing,
    png: () => new Promise(done => canvas.current.toBlob(done)),
    csv: () => tableOf([['sample', 'x', 'y', 'label', 'prediction'], ...points.places.map((place, i) => [place, points.x[i], points.y[i], ...[points.labels[i], points.predictions[i]].map(index => (index === undefined ? '' : name(index)))])]),
  };
  const shown = points ? [...new Set(by === 'prediction' ? points.predictions : points.labels)].sort((a, b) => a - b) : [];
  return html`<div class="rows projector">
    <div class="bar group">
      <${Choice} id="projection" label="Projection" value=${file?.title ?? ''} options=${all.map(other => other.title)} onInput=${projection => change({ projection })} />
      <${Choice} id="by" label="Colour by" value=${by} options=${['label', 'prediction', 'error']} onInput=${other => change({ by: other })} />
      <${Choice} id="most" label="At most" value=${most} options=${[500, 2000, 5000, 20000]} onInput=${other => change({ most: Number(other) })} />
      <${Slider} id="seed" label="Seed" min=${0} max=${20} value=${seed} onInput=${other => change({ seed: other })} />
      <${Check} id="small" label="Small pictures" checked=${small} onInput=${other => change({ small: other })} />
      <span class="group"><button type="button" aria-label="Closer" onClick=${() => zoom(1.4)}>+</button><button type="button" aria-label="Farther" onClick=${() => zoom(1 / 1.4)}>−</button><button type="button" onClick=${() => setFrame({ scale: 1, x: 0, y: 0 })}>Whole</button></span>
      ${points && html`<${Saves} name="projection" parts=${parts} />`}
    </div>
    ${!file ? html`<p class="faint">None of the sessions shown has a projection: give its trainer the key <code>viz</code>.</p>` : html`
      <p role="status">${points ? `${points.x.length} of ${points.total} samples${points.x.length < points.total ? ', each class by its share' : ''}` : 'reading…'}${picked !== null && points ? `; sample ${points.places[picked]}: ${points.labels.length ? `is ${name(points.labels[picked])}, ` : ''}predicted ${name(points.predictions[picked])}` : ''}</p>
      <canvas ref=${canvas} tabindex="0" role="img" aria-label=${`Projection ${file.title}`} onClick=${near}
        onWheel=${event => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2); }}
        onPointerMove=${event => event.buttons === 1 && move(event.movementX, event.movementY)}
        onKeyDown=${event => {
          const steps = { ArrowLeft: () => move(40, 0), ArrowRight: () => move(-40, 0), ArrowUp: () => move(0, 40), ArrowDown: () => move(0, -40), '+': () => zoom(1.4), '-': () => zoom(1 / 1.4) };
          if (steps[event.key]) {
            event.preventDefault();
            steps[event.key]();
          }
        }}></canvas>
      <div class="legend">${by === 'error' ? html`<span><span class="swatch" style=${{ background: '#2b8a3e' }}></span>right</span><span><span class="swatch" style=${{ background: '#e03131' }}></span>wrong</span>`
        : shown.slice(0, 60).map(index => html`<span key=${index}><span class="swatch" style=${{ background: points.colors[index] ?? GREY }}></span>${name(index)}</span>`)}</div>`}
  </div>`;
}
