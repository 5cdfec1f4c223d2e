// The brush as the server paints it, so that what is seen while the pen is down is what is stored. The server's pixels count; these are put right by its answers.

/** Rounds halves to the even number. */
export function even(value) {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** A label for each pixel. `changed` collects what has to be drawn again. */
export class Mask {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height);
    this.changed = { left: 0, top: 0, right: width, bottom: height };
  }

  /** Reads what /api/mask sends; gives its version. */
  static read(bytes, width, height) {
    const view = new DataView(bytes);
    const mask = new Mask(width, height);
    let start = 0;
    for (let at = 8; at < bytes.byteLength; at += 5) {
      const count = view.getInt32(at, true);
      mask.pixels.fill(view.getUint8(at + 4), start, start + count);
      start += count;
    }
    return { mask, version: Number(view.getBigInt64(0, true)) };
  }

  touch(left, top, right, bottom) {
    const area = this.changed;
    this.changed = area ? { left: Math.min(area.left, left), top: Math.min(area.top, top), right: Math.max(area.right, right), bottom: Math.max(area.bottom, bottom) } : { left, top, right, bottom };
  }

  /** Start, count, label, start, count, label, ... */
  applyRuns(runs) {
    for (let i = 0; i < runs.length; i += 3) {
      const [start, count, label] = [runs[i], runs[i + 1], runs[i + 2]];
      this.pixels.fill(label, start, start + count);
      const [top, bottom] = [Math.floor(start / this.width), Math.floor((start + count - 1) / this.width)];
      const isOne = top === bottom;
      this.touch(isOne ? start % this.width : 0, top, isOne ? (start % this.width) + count : this.width, bottom + 1);
    }
  }

  stamp(disc, x, y, label) {
    const radius = (disc.first.length - 1) / 2;
    for (let i = Math.max(0, radius - y); i < disc.first.length && y - radius + i < this.height; i++) {
      const row = y - radius + i;
      const left = Math.max(0, x + disc.first[i]);
      const right = Math.min(this.width, x + disc.last[i] + 1);
      if (left < right) {
        this.pixels.fill(label, row * this.width + left, row * this.width + right);
        this.touch(left, row, right, row + 1);
      }
    }
  }

  /** Paints along x, y, x, y, ...: the last point is not painted, but where it is the only one. */
  stroke(disc, points, label) {
    if (points.length === 2) {
      this.stamp(disc, points[0], points[1], label);
    }
    for (let i = 2; i + 1 < points.length; i += 2) {
      const [x, y] = [points[i - 2], points[i - 1]];
      const [dx, dy] = [points[i] - x, points[i + 1] - y];
      const steps = Math.max(1, even(Math.sqrt(dx * dx + dy * dy)));
      for (let step = 0; step < steps; step++) {
        this.stamp(disc, even(x + dx * step / steps), even(y + dy * step / steps), label);
      }
    }
  }
}
