// One frame with the masks that are shown, and going from frame to frame.

import { Clip } from "./clip.js";

export class Viewer {
  /** `onShow` hears which frame is shown; `over` gives pictures to be drawn over the masks of a frame. */
  constructor(canvas, onShow, over) {
    this.canvas = canvas;
    this.over = over;
    this.onShow = onShow;
    this.shown = new Set();
    this.index = 0;
    this.count = 0;
  }

  /** Begins with another job, of `queries` queries. */
  open(address, queries) {
    this.stop();
    this.clip = new Clip(address);
    this.shown = new Set(Array.from({ length: queries }, (_, query) => query));
    this.count = 0;
    this.index = 0;
    this.isMoved = false;
    this.times = [];
  }

  /** A frame has come: it is shown, unless somebody looks at another. */
  add(frame) {
    this.count = Math.max(this.count, frame.index + 1);
    this.times[frame.index] = frame.time;
    if (!this.isMoved) this.show(frame.index);
  }

  /** Goes to a frame because somebody wants to. */
  go(index) {
    this.isMoved = true;
    this.show(index);
  }

  toggle(query, isShown) {
    if (isShown) {
      this.shown.add(query);
    } else {
      this.shown.delete(query);
    }
    this.show(this.index);
  }

  async show(index) {
    if (this.count === 0) return;
    this.index = Math.min(Math.max(index, 0), this.count - 1);
    this.onShow(this.index);
    const asked = (this.asked = {});
    const { clip, index: at } = this;
    const queries = [...this.shown].sort((a, b) => a - b);
    try {
      const [frame, ...masks] = await Promise.all([
        clip.frame(at), ...queries.map((query) => clip.mask(query, at)),
      ]);
      if (asked !== this.asked) return;
      if (this.canvas.width !== frame.width || this.canvas.height !== frame.height) {
        [this.canvas.width, this.canvas.height] = [frame.width, frame.height];
      }
      const context = this.canvas.getContext("2d");
      context.drawImage(frame, 0, 0);
      for (const mask of [...masks, ...this.over(at)]) context.drawImage(mask, 0, 0);
      this.canvas.dataset.frame = at;
    } catch {
      // The job was removed while its pictures were on their way.
    }
  }

  get isPlaying() {
    return this.timer !== undefined;
  }

  /** Goes on by itself, as fast as the film or 12 frames a second. */
  play(onEnd) {
    this.isMoved = true;
    if (this.index >= this.count - 1) this.show(0);
    const step = async () => {
      if (this.index >= this.count - 1) {
        this.stop();
        onEnd();
        return;
      }
      const seconds = this.times[this.index + 1] - this.times[this.index];
      const wait = seconds > 0 && seconds < 5 ? 1000 * seconds : 1000 / 12;
      const start = performance.now();
      await this.show(this.index + 1);
      if (this.isPlaying) this.timer = setTimeout(step, Math.max(0, wait - (performance.now() - start)));
    };
    this.timer = setTimeout(step, 0);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
