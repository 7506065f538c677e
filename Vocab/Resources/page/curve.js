// How sure the model is in every frame, a line for each query.

import { colour } from "./clip.js";

const space = "http://www.w3.org/2000/svg";

function element(name, attributes) {
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export class Curve {
  /** `onPick` hears which frame somebody points at. */
  constructor(place, onPick) {
    this.place = place;
    this.onPick = onPick;
  }

  open(queries, expected) {
    this.expected = expected ?? 1;
    this.values = queries.map(() => []);
    this.image = element("svg", {
      viewBox: "0 0 1000 100", preserveAspectRatio: "none", role: "img", "aria-labelledby": "curve-title",
    });
    this.lines = queries.map((_, query) => element("polyline", { stroke: colour(query), points: "" }));
    this.mark = element("line", { x1: 0, x2: 0, y1: 0, y2: 100 });
    this.image.append(...this.lines, this.mark);
    this.place.replaceChildren(this.image);
    const pick = (event) => {
      const box = this.image.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      this.onPick(Math.round(share * (this.count - 1)));
    };
    this.image.addEventListener("pointerdown", (event) => {
      this.image.setPointerCapture(event.pointerId);
      pick(event);
    });
    this.image.addEventListener("pointermove", (event) => {
      if (event.buttons) pick(event);
    });
  }

  get count() {
    return Math.max(this.expected, ...this.values.map((values) => values.length), 1);
  }

  x(index) {
    return (1000 * index) / Math.max(1, this.count - 1);
  }

  add(frame) {
    frame.objects.forEach((object, query) => {
      this.values[query][frame.index] = object.presence;
    });
    this.lines.forEach((line, query) => {
      const points = this.values[query].map((value, index) => `${this.x(index)},${96 - 92 * value}`);
      if (points.length === 1) points.push(`1000,${96 - 92 * this.values[query][0]}`);
      line.setAttribute("points", points.join(" "));
    });
  }

  show(index) {
    this.mark?.setAttribute("x1", this.x(index));
    this.mark?.setAttribute("x2", this.x(index));
  }

  toggle(query, isShown) {
    this.lines[query].setAttribute("visibility", isShown ? "visible" : "hidden");
  }
}
