// What else the queries may mean in one frame: asked for when somebody wants to know, drawn as dashed outlines.

import { colour, outlined } from "./clip.js";

export class Rivals {
  /** `onChange` hears that others are to be drawn. */
  constructor(list, onChange) {
    this.list = list;
    this.onChange = onChange;
    this.clear();
  }

  clear() {
    this.asked = undefined;
    this.frame = undefined;
    this.found = [];
    this.list.replaceChildren();
  }

  /** Asks about a frame for some of a job's queries, `[{ number, name }]`; how many there are for each, nothing once
   * somebody has gone to another frame. */
  async ask(address, frame, queries) {
    this.clear();
    this.frame = frame;
    const asked = (this.asked = {});
    const found = await Promise.all(queries.map(async ({ number, name }) => {
      const place = `${address}/rivals/${number}/${frame}`;
      const response = await fetch(`${place}.json`);
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.error);
      return Promise.all(answer.rivals.map(async (rival, at) => ({
        query: number, name, label: String(at + 1), score: rival.score, isShown: true,
        picture: await outlined(`${place}/${at}.png`, number, String(at + 1)),
      })));
    }));
    if (asked !== this.asked) return undefined;
    this.found = found.flat();
    this.list.replaceChildren(...this.found.map((rival) => this.line(rival)));
    this.onChange();
    return found.map((own) => own.length);
  }

  line(rival) {
    const item = document.createElement("li");
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => {
      rival.isShown = box.checked;
      this.onChange();
    });
    const swatch = document.createElement("span");
    swatch.className = "swatch dashed";
    swatch.style.borderColor = colour(rival.query);
    swatch.textContent = rival.label;
    const words = document.createElement("span");
    words.className = "words";
    words.textContent = rival.name;
    label.append(box, swatch, words);
    const number = document.createElement("span");
    number.className = "number";
    number.textContent = `score ${rival.score.toFixed(2)}`;
    item.append(label, number);
    return item;
  }

  /** Those that are to be drawn over a frame. */
  pictures(frame) {
    return frame === this.frame ? this.found.filter((rival) => rival.isShown).map((rival) => rival.picture) : [];
  }
}
