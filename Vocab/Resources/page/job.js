// A job of the server: sent, watched as it goes on, cancelled.

/** What is wrong, in the server's words where it has said any. */
function sentence(text, status) {
  try {
    return JSON.parse(text).error || `The server answered ${status}.`;
  } catch {
    return status ? `The server answered ${status}.` : "The server cannot be reached.";
  }
}

export class Job {
  /**
   * Sends the films or frames and the queries.
   *
   * `onUpload` hears the share that is sent, `onState` what the job's status is, `onFrame` each frame.
   */
  constructor(form, { onUpload, onState, onFrame, onFailure }) {
    this.listeners = { onUpload, onState, onFrame, onFailure };
    this.request = new XMLHttpRequest();
    this.request.open("POST", "/v1/segment");
    this.request.upload.onprogress = (event) => {
      if (event.lengthComputable) onUpload(event.loaded / event.total);
    };
    this.request.onload = () => {
      if (this.request.status !== 202) {
        onFailure(sentence(this.request.responseText, this.request.status));
        return;
      }
      const status = JSON.parse(this.request.responseText);
      this.id = status.id;
      if (this.isCancelled) {
        this.cancel();
      } else {
        this.watch();
      }
    };
    this.request.onerror = () => onFailure(sentence("", 0));
    this.request.send(form);
  }

  get address() {
    return `/v1/jobs/${this.id}`;
  }

  watch() {
    this.frames = [];
    this.events = new EventSource(`${this.address}/events`);
    this.events.addEventListener("state", (event) => {
      const status = JSON.parse(event.data);
      if (["done", "failed", "cancelled"].includes(status.state)) this.events.close();
      this.listeners.onState(status);
    });
    this.events.addEventListener("frame", (event) => {
      const frame = JSON.parse(event.data);
      this.frames[frame.index] = frame;
      this.listeners.onFrame(frame);
    });
    this.events.onerror = () => {
      // The browser comes back by itself, unless the job is not there any more.
      if (this.events.readyState === EventSource.CLOSED) this.listeners.onFailure(sentence("", 0));
    };
  }

  /** Ends it, and has the server forget it. */
  cancel() {
    this.isCancelled = true;
    if (this.id === undefined) {
      this.request.abort();
      return;
    }
    this.events?.close();
    fetch(this.address, { method: "DELETE", keepalive: true }).catch(() => {});
  }
}
