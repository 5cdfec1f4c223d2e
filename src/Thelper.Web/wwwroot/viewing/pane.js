// One picture of a sample: the image, the layer over it, boxes and points. The layer's opacity is the browser's affair, so that its slider needs no server.
import { html, useEffect, useRef, useState } from '/static/common/ui.js';

export const blob = number => `/api/blob/${number}`;

const Box = ({ box, scale }) => {
  const [left, top, right, bottom] = box.edges;
  const text = box.confidence === null ? box.name : `${box.name} ${box.confidence.toFixed(3)}`;
  // Text is as large on the screen whatever the picture's size; it stands above the box where there is room.
  const size = 12 / scale;
  const above = top > size * 1.6;
  return html`<g class="box">
    <rect x=${left} y=${top} width=${right - left} height=${bottom - top} fill="none" stroke="#000" stroke-width=${4 / scale} />
    <rect x=${left} y=${top} width=${right - left} height=${bottom - top} fill="none" stroke=${box.color} stroke-width=${2 / scale} />
    <g transform=${`translate(${left} ${above ? top - size * 1.5 : top}) scale(${1 / scale})`}>
      <rect x="0" y="0" width=${text.length * 7.2 + 8} height="17" fill="#000" fill-opacity="0.78" />
      <text x="4" y="13" fill="#fff">${text}</text>
    </g>
    ${box.points.map(([x, y]) => html`<circle cx=${x} cy=${y} r=${4 / scale} fill=${box.color} stroke="#fff" stroke-width=${1.5 / scale} />`)}
  </g>`;
};

// Boxes and points of a picture; `scale` is the number of the screen's pixels for one of its own.
const Marks = ({ pane, scale }) => html`${pane.boxes.map(box => html`<${Box} box=${box} scale=${scale} />`)}
  ${pane.points.map(([x, y]) => html`<circle class="point" cx=${x} cy=${y} r=${4 / scale} fill="#ffd400" stroke="#000" stroke-width=${1.5 / scale} />`)}`;
const hasMarks = pane => pane.boxes.length > 0 || pane.points.length > 0;
const marksName = pane => `${pane.boxes.length} boxes: ${pane.boxes.map(box => box.name).join(', ')}`;

export function Pane({ pane, opacity, onZoom, label }) {
  const frame = useRef(null);
  const [scale, setScale] = useState(1);
  useEffect(() => {
    const element = frame.current;
    const observer = new ResizeObserver(() => setScale(Math.max(0.05, element.clientWidth / pane.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [pane.width]);
  const name = `${label}: ${pane.title}`;
  return html`<figure class="pane">
    <div class="picture" ref=${frame}>
      <img class="base" src=${blob(pane.picture)} width=${pane.shownWidth} height=${pane.shownHeight} alt=${name} decoding="sync" />
      ${pane.layer !== null && html`<img class="layer" src=${blob(pane.layer)} alt="" decoding="sync" style=${{ opacity }} />`}
      ${hasMarks(pane) && html`<svg viewBox=${`0 0 ${pane.width} ${pane.height}`} preserveAspectRatio="none" role="img" aria-label=${marksName(pane)}><${Marks} pane=${pane} scale=${scale} /></svg>`}
    </div>
    <figcaption><span class="grow">${pane.title}</span>
      <span class="faint number">${pane.width} x ${pane.height} x ${pane.channels}</span>
      ${onZoom && html`<button type="button" onClick=${onZoom} aria-label=${`Zoom ${name}`}>Zoom</button>`}</figcaption>
  </figure>`;
}

/** A picture on its own, to zoom into: the wheel, a pinch, + and -. */
export function Zoom({ pane, opacity, onClose }) {
  const dialog = useRef(null);
  const canvas = useRef(null);
  const viewer = useRef(null);
  const [place, setPlace] = useState(null);
  useEffect(() => {
    dialog.current.showModal();
    viewer.current = OpenSeadragon({
      element: canvas.current, showNavigationControl: false, animationTime: 0.2, maxZoomPixelRatio: 40, imageSmoothingEnabled: false, drawer: 'canvas', crossOriginPolicy: false,
      tileSources: [pane.picture, pane.layer].filter(number => number !== null).map(number => ({ type: 'image', url: blob(number) })).map((source, i) => ({ tileSource: source, x: 0, y: 0, width: 1, opacity: i === 0 ? 1 : opacity })),
    });
    // The picture is one unit wide: where it is on the screen, boxes and points are drawn over it.
    const { viewport } = viewer.current;
    const follow = () => {
      const [start, end] = [0, 1].map(x => viewport.pixelFromPoint(new OpenSeadragon.Point(x, 0), true));
      setPlace({ x: start.x, y: start.y, scale: (end.x - start.x) / pane.width });
    };
    ['open', 'update-viewport', 'resize'].forEach(name => viewer.current.addHandler(name, follow));
    return () => viewer.current.destroy();
  }, []);
  useEffect(() => viewer.current?.world.getItemAt(1)?.setOpacity(opacity), [opacity]);
  const zoom = factor => viewer.current.viewport.zoomBy(factor).applyConstraints();
  return html`<dialog class="zoom" ref=${dialog} onClose=${onClose} aria-label=${`Zoom: ${pane.title}`}>
    <div class="bar"><h2 class="grow">${pane.title}</h2>
      <button type="button" onClick=${() => zoom(1.5)}>Larger</button><button type="button" onClick=${() => zoom(1 / 1.5)}>Smaller</button>
      <button type="button" onClick=${() => viewer.current.viewport.goHome()}>All</button><button type="button" class="main" onClick=${() => dialog.current.close()}>Close</button></div>
    <div class="surface"><div class="canvas" ref=${canvas}></div>
      ${place && hasMarks(pane) && html`<svg class="marks" role="img" aria-label=${marksName(pane)}><g transform=${`translate(${place.x} ${place.y}) scale(${place.scale})`}><${Marks} pane=${pane} scale=${place.scale} /></g></svg>`}</div>
  </dialog>`;
}
