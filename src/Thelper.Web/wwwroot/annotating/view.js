// The canvas: image, mask, boxes, and the pointer. It knows pixels of the mask alone: whatever the zoom and the screen, the same place of the picture is the same pixel.
import { discOf, newId } from '/static/annotating/sample.js';

// Magenta: what differs from the data set.
const changedColor = 0xffff00ff;
const flushPoints = 64;
const flushTime = 200;

export class View {
  constructor(canvas, zoom, session, options) {
    Object.assign(this, { canvas, zoom, session, options });
    this.overlay = document.createElement('canvas');
    this.scale = 1;
    this.origin = [0, 0];
    this.pointer = null;
    this.action = null;
    this.ring = [];
    this.colors = new Uint32Array(256);
    for (const { id, color: [red, green, blue] } of session.labels) {
      this.colors[id] = (255 << 24 | blue << 16 | green << 8 | red) >>> 0;
    }
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(canvas.parentElement);
    const listen = (name, handler) => canvas.addEventListener(name, handler, { passive: false });
    listen('pointerdown', event => this.down(event));
    listen('pointermove', event => this.move(event));
    listen('pointerup', event => this.up(event));
    listen('pointercancel', event => this.up(event));
    listen('pointerleave', () => { this.pointer = null; this.draw(); });
    listen('wheel', event => this.wheel(event));
    listen('contextmenu', event => event.preventDefault());
    listen('dblclick', () => this.closeRing());
  }

  dispose() {
    this.observer.disconnect();
  }

  show(sample) {
    this.finish();
    this.ring = [];
    const isOther = this.sample?.number !== sample.number;
    this.sample = sample;
    this.overlay.width = sample.info.width;
    this.overlay.height = sample.info.height;
    sample.mask.touch(0, 0, sample.info.width, sample.info.height);
    if (isOther) {
      this.fit();
    }
    this.refresh();
  }

  /** Draws what changed in the mask. */
  refresh() {
    const { mask } = this.sample ?? {};
    const area = mask?.changed;
    if (area) {
      const [width, height] = [area.right - area.left, area.bottom - area.top];
      const image = new ImageData(width, height);
      const target = new Uint32Array(image.data.buffer);
      const before = this.options.state().changes ? this.sample.truth?.pixels : null;
      for (let y = 0; y < height; y++) {
        const row = (area.top + y) * mask.width + area.left;
        for (let x = 0; x < width; x++) {
          const label = mask.pixels[row + x];
          target[y * width + x] = !before ? this.colors[label] : before[row + x] === label ? 0 : changedColor;
        }
      }
      this.overlay.getContext('2d').putImageData(image, area.left, area.top);
      mask.changed = null;
    }
    this.draw();
  }

  /** Draws all of the mask again. */
  redraw() {
    if (this.sample) {
      this.sample.mask.touch(0, 0, this.sample.info.width, this.sample.info.height);
      this.refresh();
    }
  }

  resize() {
    const isFitted = this.isFitted;
    const { clientWidth, clientHeight } = this.canvas;
    this.canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.canvas.height = Math.round(clientHeight * devicePixelRatio);
    if (isFitted !== false) {
      this.fit();
    }
    this.draw();
  }

  /** All of the image. */
  fit() {
    if (this.sample) {
      const { width, height } = this.sample.info;
      this.setZoom(Math.min(this.canvas.clientWidth / width, this.canvas.clientHeight / height), null);
      this.isFitted = true;
    }
  }

  /** Sets pixels of the page for each pixel of the image; the place (in the page) stays where it is, or the image comes into the middle. */
  setZoom(scale, place) {
    const { width, height } = this.sample.info;
    scale = Math.min(64, Math.max(0.02, scale));
    const rect = { width: this.canvas.clientWidth, height: this.canvas.clientHeight };
    if (place) {
      this.origin = [0, 1].map(i => place[i] - (place[i] - this.origin[i]) * scale / this.scale);
    } else {
      this.origin = [(rect.width - width * scale) / 2, (rect.height - height * scale) / 2];
    }
    this.scale = scale;
    this.isFitted = false;
    this.options.onZoom(scale);
    this.draw();
  }

  zoomBy(factor, place = [this.canvas.clientWidth / 2, this.canvas.clientHeight / 2]) {
    this.setZoom(this.scale * factor, place);
  }

  panBy(x, y) {
    this.origin = [this.origin[0] + x, this.origin[1] + y];
    this.isFitted = false;
    this.draw();
  }

  placeOf(event) {
    const rect = this.canvas.getBoundingClientRect();
    return [event.clientX - rect.left, event.clientY - rect.top];
  }

  /** The place in the image, in its pixels: pixel i covers i to i + 1. */
  pointOf(event) {
    const place = this.placeOf(event);
    return [0, 1].map(i => (place[i] - this.origin[i]) / this.scale);
  }

  pixelOf(event) {
    const { reach } = this.sample.info;
    return this.pointOf(event).map(place => Math.min(reach, Math.max(-reach, Math.floor(place))));
  }

  down(event) {
    event.preventDefault();
    this.canvas.focus();
    const { tool, label } = this.options.state();
    if (!this.sample || this.action) {
      return;
    }
    this.canvas.setPointerCapture(event.pointerId);
    const erases = event.button === 2 || event.button === 5;
    const painted = erases || tool === 'eraser' ? this.session.background : label;
    if (event.button === 1 || tool === 'pan' || this.spaceDown) {
      this.action = { kind: 'pan', place: this.placeOf(event) };
    } else if (tool === 'flood' && !erases) {
      const [x, y] = this.pixelOf(event);
      this.sample.edit({ do: 'flood', x, y, label: painted });
    } else if (tool === 'polygon' && !erases) {
      this.ring.push(...this.pointOf(event));
    } else if (tool === 'box' && !erases) {
      this.action = { kind: 'box', from: this.pointOf(event), to: this.pointOf(event) };
    } else {
      this.begin(this.pixelOf(event), painted);
    }
    if (this.action) {
      this.action.pointer = event.pointerId;
    }
    this.draw();
  }

  // A second finger, or the hand beside the pen, is no part of what the first one does.
  isOther(event) {
    return this.action && this.action.pointer !== event.pointerId;
  }

  begin(pixel, label) {
    const radius = this.sample.info.radii[this.options.state().size];
    discOf(radius).catch(() => {});
    this.action = { kind: 'stroke', id: newId(), label, radius, points: [...pixel], sent: 0, timer: setInterval(() => this.flush(), flushTime) };
    this.flush();
  }

  move(event) {
    if (this.isOther(event)) {
      return;
    }
    this.pointer = this.pointOf(event);
    const { action } = this;
    if (action?.kind === 'pan') {
      const place = this.placeOf(event);
      this.panBy(place[0] - action.place[0], place[1] - action.place[1]);
      action.place = place;
    } else if (action?.kind === 'box') {
      action.to = this.pointer;
    } else if (action?.kind === 'stroke') {
      for (const each of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) {
        const [x, y] = this.pixelOf(each);
        if (x !== action.points.at(-2) || y !== action.points.at(-1)) {
          action.points.push(x, y);
        }
      }
      if (action.points.length >= 2 * flushPoints) {
        this.flush();
      } else {
        this.ahead();
      }
    }
    this.draw();
  }

  // What is not sent yet is seen already.
  ahead() {
    const { action } = this;
    this.sample.preview({ edit: { do: 'stroke', radius: action.radius, points: action.points, label: action.label } });
    this.refresh();
  }

  up(event) {
    if (!this.isOther(event)) {
      this.finish();
      this.draw();
    }
  }

  finish() {
    const { action } = this;
    this.action = null;
    if (action?.kind === 'stroke') {
      clearInterval(action.timer);
      this.flush(action);
    } else if (action?.kind === 'box') {
      this.addBox(action);
    }
  }

  /** Sends the points of the stroke that have come since the last time. */
  flush(action = this.action) {
    if (action?.kind !== 'stroke' || (action.sent > 0 && action.points.length <= 2)) {
      return;
    }
    this.sample.edit({ do: 'stroke', id: action.id, label: action.label, radius: action.radius, points: action.points });
    action.points = action.points.slice(-2);
    action.sent++;
  }

  addBox({ from, to }) {
    const { info } = this.sample;
    const clamp = (value, most) => Math.min(most, Math.max(0, Math.round(value)));
    const [left, right] = [from[0], to[0]].map(x => clamp(x, info.width)).sort((a, b) => a - b);
    const [top, bottom] = [from[1], to[1]].map(y => clamp(y, info.height)).sort((a, b) => a - b);
    if (right > left && bottom > top) {
      this.sample.addBox({ label: this.options.state().label, left, top, right, bottom });
    }
  }

  closeRing() {
    if (this.ring.length >= 6) {
      this.sample.edit({ do: 'polygon', rings: [this.ring], label: this.options.state().label });
    }
    this.ring = [];
    this.draw();
  }

  /** Gives up what is begun; whether there was anything. */
  cancel() {
    const had = this.ring.length > 0 || this.action?.kind === 'box';
    this.ring = [];
    if (this.action?.kind === 'box') {
      this.action = null;
    }
    this.draw();
    return had;
  }

  wheel(event) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      this.zoomBy(event.deltaY < 0 ? 1.25 : 0.8, this.placeOf(event));
    } else if (event.deltaY !== 0) {
      this.options.onWheel(event.deltaY < 0);
    }
  }

  draw() {
    if (this.waiting) {
      return;
    }
    this.waiting = requestAnimationFrame(() => {
      this.waiting = null;
      // Where the image is on the page: scale, left, top.
      this.canvas.dataset.view = [this.scale, ...this.origin].join(' ');
      this.paint(this.canvas, this.scale * devicePixelRatio, this.origin.map(x => x * devicePixelRatio), this.scale < 1);
      this.paintZoom();
    });
  }

  paint(canvas, scale, origin, smooth) {
    const context = canvas.getContext('2d');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const { sample } = this;
    if (!sample) {
      return;
    }
    const { opacity, size, tool, label } = this.options.state();
    context.setTransform(scale, 0, 0, scale, ...origin);
    context.imageSmoothingEnabled = smooth;
    context.drawImage(sample.image, 0, 0, sample.info.width, sample.info.height);
    context.imageSmoothingEnabled = false;
    context.globalAlpha = opacity;
    context.drawImage(this.overlay, 0, 0);
    context.globalAlpha = 1;
    const thin = 2 * devicePixelRatio / scale;
    const color = id => `rgb(${(this.session.labels.find(entry => entry.id === id)?.color ?? [255, 255, 255]).join(' ')})`;
    const box = ({ left, top, right, bottom, label: id }) => {
      context.lineWidth = thin;
      context.strokeStyle = color(id);
      context.strokeRect(left, top, right - left, bottom - top);
    };
    sample.objects.boxes.forEach(box);
    if (this.action?.kind === 'box') {
      const { from, to } = this.action;
      box({ left: Math.min(from[0], to[0]), top: Math.min(from[1], to[1]), right: Math.max(from[0], to[0]), bottom: Math.max(from[1], to[1]), label });
    }
    if (this.ring.length > 0) {
      context.lineWidth = thin;
      context.strokeStyle = color(label);
      context.beginPath();
      for (let i = 0; i < this.ring.length; i += 2) {
        context.lineTo(this.ring[i], this.ring[i + 1]);
      }
      if (this.pointer) {
        context.lineTo(...this.pointer);
      }
      context.stroke();
    }
    if (this.pointer && (tool === 'brush' || tool === 'eraser')) {
      const radius = sample.info.radii[size];
      const [x, y] = this.pointer.map(place => Math.floor(place) + 0.5);
      for (const [shade, width] of [['#000', this.session.thickness + 2], ['#fff', this.session.thickness]]) {
        context.lineWidth = width * devicePixelRatio / scale;
        context.strokeStyle = shade;
        context.beginPath();
        context.arc(x, y, radius + 0.5, 0, 2 * Math.PI);
        context.stroke();
      }
    }
  }

  // The area around the pointer, enlarged.
  paintZoom() {
    const [width, height] = this.session.zoomCrop;
    const scale = Math.max(this.zoom.width / width, this.zoom.height / height);
    const [x, y] = this.pointer ?? (this.sample ? [this.sample.info.width / 2, this.sample.info.height / 2] : [0, 0]);
    this.paint(this.zoom, scale, [this.zoom.width / 2 - x * scale, this.zoom.height / 2 - y * scale], !this.session.showsPixels);
  }
}
