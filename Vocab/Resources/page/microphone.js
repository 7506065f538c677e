// The microphone as a WAV file, made here: nothing but the file goes to the server.

/** Seconds after which a recording ends by itself. */
export const longest = 30;

/** A WAV file of 16 bits and one channel. */
export function wave(parts, rate) {
  const count = parts.reduce((sum, part) => sum + part.length, 0);
  const view = new DataView(new ArrayBuffer(44 + 2 * count));
  const text = (at, word) => [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * count, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * count, true);
  let at = 44;
  for (const part of parts) {
    for (const value of part) {
      view.setInt16(at, Math.round(32767 * Math.max(-1, Math.min(1, value))), true);
      at += 2;
    }
  }
  return new Blob([view], { type: "audio/wav" });
}

export class Microphone {
  /** Whether there can be one: browsers have it for this machine's own pages and for HTTPS alone. */
  static get isThere() {
    return Boolean(navigator.mediaDevices?.getUserMedia && window.AudioWorkletNode);
  }

  async start() {
    this.parts = [];
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    this.context = new AudioContext();
    await this.context.audioWorklet.addModule("/recorder.js");
    const source = this.context.createMediaStreamSource(this.stream);
    const recorder = new AudioWorkletNode(this.context, "recorder", { numberOfOutputs: 0 });
    recorder.port.onmessage = (event) => this.parts.push(event.data);
    source.connect(recorder);
  }

  /** Ends the recording; null where nothing was recorded. */
  async stop() {
    const rate = this.context?.sampleRate;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    await this.context?.close();
    return this.parts?.length ? wave(this.parts, rate) : null;
  }
}
