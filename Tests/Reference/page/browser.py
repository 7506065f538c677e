"""Headless Chromium, driven through its DevTools protocol."""

import base64
import itertools
import json
import pathlib
import shutil
import subprocess
import tempfile
import time
import urllib.request

import websocket

PATIENCE = 60.0

KEYS = {
    "Tab": (9, ""), "Enter": (13, "\r"), " ": (32, " "), "ArrowRight": (39, ""), "ArrowLeft": (37, ""),
    "Home": (36, ""), "End": (35, ""),
}


def program():
    """Where Chromium is; None without it."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    """One page of one browser, and all that it complains of."""

    def __init__(self, *options):
        self.folder = tempfile.TemporaryDirectory(prefix="refseg-browser-")
        self.downloads = pathlib.Path(self.folder.name) / "downloads"
        self.downloads.mkdir()
        profile = pathlib.Path(self.folder.name) / "profile"
        self.process = subprocess.Popen(
            [program(), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-dev-shm-usage", "--disable-background-networking", "--disable-extensions",
             "--remote-debugging-port=0", "--remote-allow-origins=*", f"--user-data-dir={profile}",
             "--window-size=1000,1000", *options, "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port = self.wait(lambda: (profile / "DevToolsActivePort").exists()
                         and (profile / "DevToolsActivePort").read_text().split("\n")[0])
        page = self.wait(lambda: self.page(port))
        self.socket = websocket.create_connection(page["webSocketDebuggerUrl"], timeout=PATIENCE)
        self.numbers = itertools.count(1)
        self.complaints = []
        # What came over the network, by request; since when.
        self.requests = {}
        for domain in ["Page", "Runtime", "Network", "Log", "DOM", "Accessibility"]:
            self.call(f"{domain}.enable")
        # Keys go to a page that has the focus, which nobody gives it here.
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)
        self.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads))

    @staticmethod
    def page(port):
        """The one page, once the browser that has just told its port answers and has it; None before."""
        try:
            targets = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        except OSError:
            return None
        return next((target for target in targets if target["type"] == "page"), None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        # Its children write for a moment longer.
        for _ in range(50):
            try:
                self.folder.cleanup()
                return
            except OSError:
                time.sleep(0.1)

    def call(self, method, **arguments):
        """Asks the browser for something; returns what it answers."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": arguments}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]
            self.note(message)

    def note(self, message):
        """What the browser tells without being asked."""
        said, method = message.get("params", {}), message.get("method")
        if method == "Runtime.exceptionThrown":
            self.complaints.append(said["exceptionDetails"].get("exception", {}).get("description", "exception"))
        elif method == "Runtime.consoleAPICalled" and said["type"] in ("error", "warning", "assert"):
            self.complaints.append(str([part.get("value") for part in said["args"]]))
        elif method == "Log.entryAdded" and said["entry"]["level"] in ("error", "warning"):
            self.complaints.append(f"{said['entry']['text']} {said['entry'].get('url', '')}")
        elif method == "Network.requestWillBeSent":
            self.requests[said["requestId"]] = {"url": said["request"]["url"], "bytes": 0}
        elif method == "Network.loadingFinished" and said["requestId"] in self.requests:
            self.requests[said["requestId"]]["bytes"] = said["encodedDataLength"]

    def wait(self, holds, what=""):
        """Waits until something holds, and returns it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = holds()
            if found:
                return found
            time.sleep(0.05)
        raise TimeoutError(f"waited in vain{': ' + what if what else ''}")

    def run(self, script):
        """The value of an expression in the page."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True,
                           userGesture=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def until(self, script):
        """Waits until an expression in the page is true, and returns its value."""
        return self.wait(lambda: self.run(script), script)

    def open(self, address):
        """Goes to a page and waits until all of it is there."""
        self.call("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def press(self, key, modifiers=0, holding=0.0):
        """Presses a key and releases it."""
        code, text = KEYS[key]
        common = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": code,
                  "modifiers": modifiers}
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **common)
        if holding:
            time.sleep(holding)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text):
        """Types into what has the focus."""
        self.call("Input.insertText", text=text)

    def focus_by_tab(self, identity):
        """Presses Tab until an element has the focus; how often that was."""
        for count in range(80):
            if self.run(f"document.activeElement?.id === '{identity}'"):
                return count
            self.press("Tab")
        raise AssertionError(f"#{identity} cannot be reached by Tab")

    def choose(self, selector, paths):
        """Chooses files, as the dialog would."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path) for path in paths])

    def picture(self, path, scale=0.8):
        """Writes what the page looks like, all of it, as JPEG."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        shot = self.call(
            "Page.captureScreenshot", format="jpeg", quality=60, captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": scale})
        pathlib.Path(path).write_bytes(base64.b64decode(shot["data"]))

    def downloaded(self, name):
        """Waits for a download; returns where it is."""
        return self.wait(lambda: (self.downloads / name).exists() and self.downloads / name, name)
