// One sample in this window: its mask, what was sent and is not answered yet, and what the server says.
import { bytes, get, post, url } from '/static/common/api.js';
import { Mask } from '/static/annotating/raster.js';

const windowId = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
const discs = new Map();
/** The status of what cannot be stored, as on a full disk. */
export const notStored = 507;
/** The status where a session's labels are no longer corrected, as after `thelper browse` was started again. */
export const hasEnded = 410;
// No answer; not let in, until the address that a program prints when it is started anew was opened; too slow; too much to do. Nothing has changed then.
const passing = [0, 401, 408, 503, notStored, hasEnded];
// A mistake of the program in this one edit.
const failed = 500;
let counter = 0;

/** Whether two boxes are the same. */
export const same = (one, other) => ['label', 'left', 'top', 'right', 'bottom'].every(key => one[key] === other[key]);

/** A name that no other edit of any window has. */
export const newId = () => `${windowId}-${++counter}`;

/** The pixels of a brush; asked for once. */
export async function discOf(radius) {
  if (!discs.has(radius)) {
    discs.set(radius, await get('/api/disc', { radius }));
  }
  return discs.get(radius);
}

/** Labels of count, label, count, label, ... */
function pixelsOf(runs) {
  const pixels = new Uint8Array(runs.reduce((total, count, i) => (i % 2 === 0 ? total + count : total), 0));
  for (let i = 0, start = 0; i < runs.length; start += runs[i], i += 2) {
    pixels.fill(runs[i + 1], start, start + runs[i]);
  }
  return pixels;
}

export class SampleState {
  constructor(number, tell) {
    this.number = number;
    this.tell = tell;
    this.queue = [];
    // How many edits were made in this window.
    this.made = 0;
    this.branch = '';
    this.problem = null;
    // What is said of an edit that could not be made, until the user has closed it.
    this.lost = null;
    this.working = null;
    // Whether the mask has to be asked for, because an answer does not have what changed in it.
    this.isBehind = false;
    // What the data set says, where labels are corrected.
    this.truth = null;
    // Boxes and class by the last answer; `objects` has what waits in it.
    this.answered = null;
  }

  static async open(number, tell, corrects) {
    const state = new SampleState(number, tell);
    state.info = await get(`/api/sample/${number}`);
    const image = new Image();
    image.src = url(`/api/image/${number}`);
    await image.decode();
    state.image = image;
    if (corrects) {
      const { runs, objects } = await get(`/api/truth/${number}`);
      state.truth = { pixels: pixelsOf(runs), objects };
    }
    await state.reload();
    return state;
  }

  async reload() {
    const { mask, version } = Mask.read(await bytes(`/api/mask/${this.number}`), this.info.width, this.info.height);
    this.info = await get(`/api/sample/${this.number}`);
    if (this.info.version !== version) {
      return this.reload();
    }
    this.isBehind = false;
    this.mask = mask;
    this.version = version;
    this.answered = this.info.objects;
    this.canUndo = this.info.canUndo;
    this.canRedo = this.info.canRedo;
    this.isSaved = this.info.saved && this.queue.length === 0;
    this.replay();
  }

  /** Whether all edits are on the server's disk, and seen here. */
  get isStored() {
    return this.queue.length === 0 && !this.isBehind;
  }

  preview({ edit, change }) {
    if (change) {
      this.objects = change(this.objects);
    } else if (edit.do === 'stroke' && discs.has(edit.radius)) {
      this.mask.stroke(discs.get(edit.radius), edit.points, edit.label);
    }
  }

  // What waits is seen over what was answered.
  replay() {
    this.objects = this.answered;
    this.queue.forEach(entry => this.preview(entry));
    this.tell();
  }

  /** Makes an edit: seen at once where it is a stroke, sent in order, stored before it is answered. */
  edit(edit) {
    return this.add({ edit });
  }

  // Boxes and class are sent whole. What they become is only known when all before has been answered: another box, or an undo, may wait.
  change(change) {
    return this.add({ change });
  }

  /** Draws a box. */
  addBox(box) {
    return this.change(objects => ({ ...objects, boxes: [...objects.boxes, box] }));
  }

  /** Takes a box away, whatever its number is by then. */
  removeBox(box) {
    return this.change(objects => {
      const at = objects.boxes.findIndex(other => same(box, other));
      return { ...objects, boxes: objects.boxes.filter((_, index) => index !== at) };
    });
  }

  /** Says the class of the image; null for none. */
  setClass(label) {
    return this.change(objects => ({ ...objects, class: label }));
  }

  add(what) {
    const entry = { id: newId(), ...what };
    this.queue.push(entry);
    this.made++;
    this.isSaved = false;
    this.preview(entry);
    this.tell();
    return this.send();
  }

  /** Sends what waits; what fails and may pass is sent again under its name, so that it is made once. */
  send() {
    this.working ??= this.work().finally(() => { this.working = null; });
    return this.working;
  }

  async work() {
    let refusal = null;
    while (!this.isStored) {
      try {
        if (this.isBehind) {
          await this.reload();
          this.problem = refusal;
          this.tell();
        } else {
          await this.sendFirst();
          refusal = null;
        }
      } catch (error) {
        this.problem = error;
        if (passing.includes(error.status)) {
          this.tell();
          await new Promise(done => setTimeout(done, 1000));
        } else if (this.isBehind) {
          // Asked for again with the next edit.
          this.tell();
          return;
        } else if (error.status === failed) {
          // What was made after it is no part of that.
          this.problem = null;
          this.lost = new Error(`One edit was not made, what was made after it is kept: ${error.message}.`);
          this.queue.shift();
          this.isBehind = true;
        } else {
          // What is refused is gone, with what was made on top of it: the window shows what there is.
          refusal = error;
          this.queue.length = 0;
          this.isBehind = true;
        }
      }
    }
  }

  async sendFirst() {
    const [{ id, change, ...entry }] = this.queue;
    const edit = change ? { do: 'objects', objects: change(this.answered) } : entry.edit;
    const answer = await post(`/api/edit/${this.number}`, { id, version: this.version, edit, branch: this.branch });
    this.problem = null;
    this.queue.shift();
    if (answer.conflict && change) {
      // The server goes on with them beside the sample, and says nothing of them.
      this.answered = edit.objects;
    }
    this.take(answer);
  }

  take(answer) {
    this.isSaved = false;
    if (answer.conflict) {
      this.branch = answer.conflict;
      this.replay();
      return;
    }
    this.version = answer.version;
    this.canUndo = answer.canUndo;
    this.canRedo = answer.canRedo;
    this.answered = answer.objects ?? this.answered;
    this.isBehind = answer.runs === null;
    this.mask.applyRuns(answer.runs ?? []);
    this.replay();
  }

  /** Ends a conflict: this window's version (`mine`) takes the place of the other one, or is left beside it. */
  resolve(mine) {
    return this.between(async () => {
      if (mine && this.branch) {
        await post(`/api/resolve/${this.number}`, { branch: this.branch });
      }
      this.branch = '';
      this.isBehind = true;
    });
  }

  async save() {
    await this.send();
    if (this.branch || this.problem || this.lost) {
      return false;
    }
    const { version } = await post(`/api/save/${this.number}`);
    this.isSaved = version === this.version && this.queue.length === 0;
    this.tell();
    return true;
  }

  /** Lets the model annotate. */
  prelabel() {
    return this.between(async () => this.take(await post(`/api/prelabel/${this.number}`)));
  }

  // Does something that gives the sample another version: what waits is sent before, what is made meanwhile after it.
  async between(action) {
    do {
      await this.send();
    } while (this.working);
    const done = action();
    this.working = done.catch(() => {
      // It may have been done, and its answer lost.
      this.isBehind = true;
    }).then(() => {
      this.working = null;
      return this.send();
    });
    const { working } = this;
    await done;
    await working;
  }
}
