// The page: what is asked, what is going on, what was found.

import { colour } from "./clip.js";
import { Curve } from "./curve.js";
import { Job } from "./job.js";
import { longest, Microphone } from "./microphone.js";
import { Rivals } from "./rivals.js";
import { Viewer } from "./viewer.js";

const part = (id) => document.getElementById(id);
const naturally = new Intl.Collator("en", { numeric: true }).compare;

let files = [];
let job;
let status;
const rivals = new Rivals(part("rivals"), () => viewer.show(viewer.index));
const viewer = new Viewer(part("picture"), showPlace, (index) => rivals.pictures(index));
const curve = new Curve(part("curve"), (index) => viewer.go(index));

function tell(text, isAlarm = false) {
  part("status").textContent = text;
  part("status").classList.toggle("alarm", isAlarm);
}

// Films and frames

function choose(list) {
  files = [...list].sort((a, b) => naturally(a.name, b.name));
  const names = files.length > 3 ? `${files[0].name} … ${files.at(-1).name}` : files.map((f) => f.name).join(", ");
  part("chosen").textContent =
    files.length === 0 ? "Nothing chosen yet." : files.length === 1 ? names : `${files.length} files: ${names}`;
}

part("files").addEventListener("change", (event) => choose(event.target.files));
for (const name of ["dragenter", "dragover"]) {
  part("drop").addEventListener(name, (event) => {
    event.preventDefault();
    part("drop").classList.add("over");
  });
}
for (const name of ["dragleave", "drop"]) {
  part("drop").addEventListener(name, () => part("drop").classList.remove("over"));
}
part("drop").addEventListener("drop", (event) => {
  event.preventDefault();
  choose(event.dataTransfer.files);
});

// Queries

let numbered = 0;

/** A line of the list: a text field, or of a recording its player. */
function addQuery(recording) {
  numbered += 1;
  const item = document.createElement("li");
  const label = document.createElement("label");
  label.textContent = recording ? "Spoken" : "Query";
  const remove = document.createElement("button");
  remove.type = "button";
  remove.textContent = "Remove";
  remove.setAttribute("aria-label", recording ? "Remove the recording" : "Remove the query");
  remove.addEventListener("click", () => {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    if (part("queries").children.length === 0) addQuery();
    (next?.querySelector("input, button") ?? part("add")).focus();
  });
  if (recording) {
    const words = document.createElement("span");
    words.className = "words";
    words.textContent = `A recording of ${((recording.size - 44) / 2 / recording.rate).toFixed(1)} seconds`;
    item.recording = recording;
    item.append(label, words, remove);
  } else {
    const field = document.createElement("input");
    field.type = "text";
    field.id = `query-${numbered}`;
    field.maxLength = 1000;
    field.autocomplete = "off";
    field.placeholder = "the dog on the left";
    label.htmlFor = field.id;
    item.append(label, field, remove);
  }
  part("queries").append(item);
  return item;
}

part("add").addEventListener("click", () => addQuery().querySelector("input").focus());
addQuery();

// Speaking: the button is held, or pressed once to begin and again to end.

const microphone = new Microphone();
let speech = null;

function speaking(isLive) {
  part("speak").classList.toggle("live", isLive);
  part("speak").textContent = isLive ? "Listening…" : "Hold to speak";
}

async function beginSpeech() {
  speech = { since: performance.now() };
  const own = speech;
  speaking(true);
  try {
    own.started = microphone.start();
    await own.started;
    own.timer = setTimeout(endSpeech, 1000 * longest);
    tell("Listening.");
  } catch (error) {
    speech = null;
    speaking(false);
    tell(`The microphone cannot be used (${error.message}); allow it in the browser, or type the query.`, true);
  }
}

async function endSpeech() {
  const own = speech;
  if (!own || own.isEnding) return;
  own.isEnding = true;
  clearTimeout(own.timer);
  try {
    await own.started;
    const recording = await microphone.stop();
    if (recording) {
      recording.rate = new DataView(await recording.slice(24, 28).arrayBuffer()).getUint32(0, true);
      const first = part("queries").querySelector("input");
      addQuery(recording);
      if (first && !first.value && part("queries").children.length === 2) first.closest("li").remove();
      tell("Recorded.");
    } else {
      tell("Nothing was recorded; hold the button longer.", true);
    }
  } catch {
    // Told where it began.
  } finally {
    speech = null;
    speaking(false);
  }
}

/** A short press has begun a recording that another one ends. */
function release() {
  if (speech && !speech.isKept && performance.now() - speech.since < 400) {
    speech.isKept = true;
  } else {
    endSpeech();
  }
}

const press = () => (speech ? endSpeech() : beginSpeech());
if (Microphone.isThere) {
  const button = part("speak");
  button.addEventListener("pointerdown", (event) => {
    button.setPointerCapture(event.pointerId);
    press();
  });
  button.addEventListener("pointerup", release);
  button.addEventListener("pointercancel", release);
  button.addEventListener("keydown", (event) => {
    if ((event.key === " " || event.key === "Enter") && !event.repeat) {
      event.preventDefault();
      press();
    }
  });
  button.addEventListener("keyup", (event) => {
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      release();
    }
  });
  // Of a screen reader, which neither holds nor releases.
  button.addEventListener("click", (event) => {
    if (event.detail !== 0 || event.pointerType) return;
    press();
    if (speech) speech.isKept = true;
  });
  button.addEventListener("contextmenu", (event) => event.preventDefault());
} else {
  part("speak").disabled = true;
  part("speaking").textContent =
    "The microphone works where this page is open on the machine that serves it, or over HTTPS.";
}

// The job

part("order").addEventListener("submit", (event) => {
  event.preventDefault();
  if (part("find").getAttribute("aria-disabled") === "true") return;
  const form = new FormData();
  const lines = [...part("queries").children];
  const texts = lines.map((line) => line.querySelector("input")?.value.trim()).filter(Boolean);
  const recordings = lines.map((line) => line.recording).filter(Boolean);
  if (files.length === 0) {
    tell("Choose a film or frames first.", true);
    part("files").focus();
    return;
  }
  if (texts.length + recordings.length === 0) {
    tell("Say or type first what to look for.", true);
    (part("queries").querySelector("input") ?? part("add")).focus();
    return;
  }
  texts.forEach((text) => form.append("query", text));
  recordings.forEach((recording, i) => form.append("audio", recording, `spoken ${i + 1}.wav`));
  files.forEach((file) => form.append("input", file, file.name));
  job?.cancel();
  part("found").hidden = true;
  part("downloads").hidden = true;
  busy(true);
  tell("Uploading.");
  progress("Uploading", 0);
  status = undefined;
  job = new Job(form, { onUpload: (share) => progress("Uploading", share), onState, onFrame, onFailure });
});

part("cancel").addEventListener("click", () => {
  job?.cancel();
  busy(false);
  tell("Stopped.");
});

function busy(isBusy) {
  if (!isBusy && document.activeElement === part("cancel")) part("find").focus();
  part("cancel").hidden = !isBusy;
  // Not disabled, which would take the focus away from whoever has just pressed it.
  part("find").setAttribute("aria-disabled", String(isBusy));
  part("doing").hidden = !isBusy;
}

function progress(text, share) {
  part("progress-text").textContent = text;
  if (share === undefined) {
    part("progress").removeAttribute("value");
  } else {
    part("progress").value = share;
  }
}

function onFailure(text) {
  busy(false);
  tell(text, true);
}

function onState(next) {
  const isFirst = status === undefined;
  status = next;
  if (isFirst) open();
  legend();
  if (next.state === "queued") {
    const ahead = next.position ?? 0;
    progress(ahead ? `${ahead} ${ahead === 1 ? "job" : "jobs"} before this one` : "Waiting", undefined);
  } else if (next.state === "running") {
    if (next.frames === 0) progress("Looking", undefined);
  } else if (next.state === "done") {
    busy(false);
    downloads();
    tell([...next.queries.map(summary), next.warning].filter(Boolean).join("\n"));
  } else {
    onFailure(next.error ?? "Stopped.");
  }
}

function summary(query) {
  const name = query.text || query.recording;
  if (!query.text) return `${name}: no speech found; its masks are empty.`;
  const heard = query.recording ? "heard, " : "";
  return query.matched
    ? `${name}: ${heard}in ${query.framesWithObject} of ${status.frames} frames.`
    : `${name}: ${heard}nothing matches; its masks are empty.`;
}

function open() {
  part("legend").replaceChildren();
  rivals.clear();
  viewer.open(job.address, status.queries.length);
  curve.open(status.queries, status.expectedFrames);
}

function onFrame(frame) {
  if (frame.index === 0) {
    part("found").hidden = false;
    curve.expected = status.expectedFrames ?? 1;
    tell("The first masks are there.");
  }
  curve.add(frame);
  viewer.add(frame);
  const [done, all] = [viewer.count, status.expectedFrames];
  part("frame").max = done - 1;
  progress(all ? `Frame ${done} of ${all}` : `Frame ${done}`, all ? done / all : undefined);
  place();
}

// What was found

/** A line for each query: whether it is shown, its colour, its words, how sure the model is here. */
function legend() {
  status.queries.forEach((query, index) => {
    let item = part("legend").children[index];
    if (!item) {
      item = document.createElement("li");
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = true;
      box.addEventListener("change", () => {
        viewer.toggle(index, box.checked);
        curve.toggle(index, box.checked);
      });
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.style.background = colour(index);
      const words = document.createElement("span");
      words.className = "words";
      label.append(box, swatch, words);
      const number = document.createElement("span");
      number.className = "number";
      const mask = document.createElement("a");
      mask.textContent = "PNG";
      item.append(label, number, mask);
      part("legend").append(item);
    }
    item.querySelector(".words").textContent = query.text || query.recording;
    item.querySelector("a").setAttribute("aria-label", `Mask of ${query.text || query.recording} in this frame, PNG`);
  });
}

function showPlace(index) {
  if (rivals.frame !== index) rivals.clear();
  part("frame").value = index;
  curve.show(index);
  place();
}

function place() {
  const { index, count } = viewer;
  const frame = job.frames[index];
  const seconds = frame?.time === undefined ? "" : `, ${frame.time.toFixed(2)} s`;
  part("place").textContent = `${index + 1} of ${count}${seconds}`;
  part("frame").setAttribute("aria-valuetext", `Frame ${index + 1} of ${count}${seconds}`);
  const found = status.queries.map((query, i) => {
    const object = frame?.objects[i];
    if (!object) return "";
    const item = part("legend").children[i];
    item.querySelector(".number").textContent =
      `${object.area ? "shown" : "not shown"}, presence ${object.presence.toFixed(2)}`;
    const mask = item.querySelector("a");
    mask.href = `${job.address}/masks/${i}/${index}.png`;
    mask.download = `mask-${i}-${String(index).padStart(5, "0")}.png`;
    return `${query.text || query.recording}: ${object.area ? "shown" : "not shown"}`;
  });
  part("picture").setAttribute("aria-label", `Frame ${index + 1}; ${found.filter(Boolean).join("; ")}`);
}

part("frame").addEventListener("input", (event) => viewer.go(Number(event.target.value)));
part("play").addEventListener("click", () => {
  if (viewer.isPlaying) {
    viewer.stop();
  } else {
    viewer.play(playing);
  }
  playing();
});

function playing() {
  part("play").setAttribute("aria-pressed", String(viewer.isPlaying));
  part("play").textContent = viewer.isPlaying ? "Pause" : "Play";
}

part("ask-rivals").addEventListener("click", async () => {
  viewer.stop();
  playing();
  // Whoever asks about a frame wants it to stay.
  viewer.go(viewer.index);
  const { index } = viewer;
  const queries = status.queries.map((query, number) => ({ number, name: query.text || query.recording }))
    .filter(({ number }) => viewer.shown.has(number));
  try {
    const counts = await rivals.ask(job.address, index, queries);
    if (!counts) return;
    const said = counts.map((count, at) => `${queries[at].name}: ${count ? `${count} more` : "nothing else"}`);
    tell(`Frame ${index + 1}, what else it may be\n${said.join("\n")}`);
  } catch (error) {
    tell(error.message, true);
  }
});

function downloads() {
  part("downloads").hidden = false;
  part("get-masks").href = `${job.address}/masks.zip`;
  part("get-mattes").href = `${job.address}/mattes.zip`;
  part("get-result").href = `${job.address}/result.json`;
  part("get-overlay").href = `${job.address}/overlay.mp4`;
  part("get-overlay").hidden = !status.hasOverlay;
}

// A page that is left keeps nothing on the server.
addEventListener("pagehide", () => job?.cancel());
