"""What the page of `refseg serve` does in a browser.

Reads a JSON file with `address` (of a server with the default model), `frames` (paths of an example's frames), `query`,
`film`, `recording` (a WAV file that the microphone plays) and `pictures` (a folder for screenshots; may be left out), and prints what
was seen. Needs Chromium.
"""

import json
import pathlib
import sys
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parent / "page"))

from browser import Browser, program  # noqa: E402

CONTRAST = (pathlib.Path(__file__).parent / "page" / "contrast.js").read_text()

# What a canvas shows: how many of its pixels differ from the frame without masks.
TINTED = """(async () => {
  const canvas = document.getElementById("picture");
  const job = document.querySelector("#legend a").href.match(/\\/v1\\/jobs\\/[0-9a-f]+/)[0];
  const response = await fetch(`${job}/frames/${canvas.dataset.frame}.jpg`);
  const frame = await createImageBitmap(await response.blob());
  const [one, other] = [canvas, frame].map((picture) => {
    const plain = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    plain.drawImage(picture, 0, 0);
    return plain.getImageData(0, 0, canvas.width, canvas.height).data;
  });
  let count = 0;
  for (let at = 0; at < one.length; at += 4) {
    if (Math.abs(one[at] - other[at]) + Math.abs(one[at + 1] - other[at + 1]) > 24) count += 1;
  }
  return count;
})()"""

RIVALS = "[...document.querySelectorAll('#rivals li')].map((line) => line.textContent)"

DONE = "document.getElementById('cancel').hidden && !document.getElementById('downloads').hidden"

UNNAMED = """[...document.querySelectorAll("button, input, a[href], canvas, svg, progress, select")].filter((element) =>
  element.checkVisibility() && !(element.labels?.length || element.getAttribute("aria-label")
  || element.getAttribute("aria-labelledby") || element.textContent.trim())).map((element) => element.outerHTML)"""


def scheme(browser, name):
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])


def contrasts(browser):
    """Texts that are too pale, in both colour schemes; how many were looked at."""
    found, count = [], 0
    for name in ["light", "dark"]:
        scheme(browser, name)
        said = browser.run(CONTRAST)
        found += [f"{name}: {text}" for text in said["found"]]
        count += said["count"]
    return found, count


def places(browser):
    return browser.run("[Number(document.getElementById('frame').value), "
                       "document.getElementById('frame').getAttribute('aria-valuetext')]")


def shows(browser, index):
    browser.until(f"document.getElementById('picture').dataset.frame === '{index}'")


def by_keyboard(cases):
    """Frames and a typed query, without a mouse."""
    seen = {}
    with Browser() as browser:
        browser.open(cases["address"])
        seen["paintBytes"] = sum(request["bytes"] for request in browser.requests.values())
        seen["paintRequests"] = len(browser.requests)
        seen["pale"], seen["texts"] = contrasts(browser)
        browser.focus_by_tab("files")
        browser.choose("#files", cases["frames"])
        browser.focus_by_tab("query-1")
        browser.type(cases["query"])
        browser.focus_by_tab("add")
        browser.press("Enter")
        browser.type("a green bicycle")
        browser.focus_by_tab("find")
        browser.press("Enter")
        browser.until(DONE)
        seen["status"] = browser.run("document.getElementById('status').textContent").split("\n")
        seen["legend"] = browser.run(
            "[...document.querySelectorAll('#legend .words')].map((words) => words.textContent)")
        browser.focus_by_tab("frame")
        browser.press("Home")
        shows(browser, 0)
        seen["first"] = places(browser)
        seen["tinted"] = browser.run(TINTED)
        browser.press("ArrowRight")
        browser.press("ArrowRight")
        shows(browser, 2)
        seen["third"] = places(browser)
        browser.press("End")
        shows(browser, len(cases["frames"]) - 1)
        seen["last"] = places(browser)
        # What else it may be in a frame; it goes with the frame.
        plain = browser.run(TINTED)
        browser.focus_by_tab("ask-rivals")
        browser.press("Enter")
        browser.until("document.getElementById('status').textContent.startsWith('Frame')")
        seen["rivals"] = browser.run("document.getElementById('status').textContent").split("\n")
        seen["listed"] = browser.run(RIVALS)
        if seen["listed"]:
            browser.wait(lambda: browser.run(TINTED) != plain, "outlines shown")
            browser.press("Tab")
            browser.press(" ")
            browser.wait(lambda: browser.run(TINTED) == plain, "the outline hidden")
        pale, texts = contrasts(browser)
        seen["pale"] += pale
        seen["texts"] += texts
        browser.focus_by_tab("frame")
        browser.press("Home")
        browser.press("End")
        seen["left"] = browser.run(RIVALS)
        # The first query's masks go, and come again.
        browser.press("Tab")
        browser.press(" ")
        browser.wait(lambda: browser.run(TINTED) == 0, "masks hidden")
        browser.press(" ")
        browser.wait(lambda: browser.run(TINTED) > 0, "masks shown again")
        seen["curve"] = browser.run(
            "[...document.querySelectorAll('#curve polyline')].map((line) => line.points.length)")
        seen["label"] = browser.run("document.getElementById('picture').getAttribute('aria-label')")
        seen["unnamed"] = browser.run(UNNAMED)
        seen["live"] = browser.run("document.getElementById('status').getAttribute('aria-live')")
        # Tab goes on from the box to the first query's mask.
        browser.press("Tab")
        browser.press("Enter")
        last = len(cases["frames"]) - 1
        seen["mask"] = browser.downloaded(f"mask-0-{last:05}.png").read_bytes()[1:4].decode("latin-1")
        browser.focus_by_tab("get-masks")
        browser.press("Enter")
        with zipfile.ZipFile(browser.downloaded("masks.zip")) as archive:
            seen["broken"] = archive.testzip()
            seen["masks"] = len(archive.namelist())
        browser.focus_by_tab("get-mattes")
        browser.press("Enter")
        with zipfile.ZipFile(browser.downloaded("mattes.zip")) as archive:
            seen["mattes"] = len(archive.namelist())
        browser.focus_by_tab("get-result")
        browser.press("Enter")
        result = json.loads(browser.downloaded("result.json").read_text())
        seen["matched"] = [query["matched"] for query in result["queries"]]
        pale, texts = contrasts(browser)
        seen["pale"] += pale
        seen["texts"] += texts
        if cases.get("pictures"):
            for name in ["light", "dark"]:
                scheme(browser, name)
                browser.picture(f"{cases['pictures']}/page-{name}.jpg")
        scheme(browser, "light")
        # A phone: nothing sticks out at its right.
        browser.call("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)
        seen["overflow"] = browser.run("document.documentElement.scrollWidth - innerWidth")
        if cases.get("pictures"):
            browser.picture(f"{cases['pictures']}/page-phone.jpg", scale=0.4)
        seen["outside"] = [request["url"] for request in browser.requests.values()
                           if not request["url"].startswith((cases["address"].rstrip("/"), "about:", "blob:"))]
        seen["complaints"] = browser.complaints
    return seen


def by_voice(cases):
    """A film and a spoken query."""
    seen = {}
    with Browser("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
                 f"--use-file-for-fake-audio-capture={cases['recording']}%noloop",
                 "--autoplay-policy=no-user-gesture-required") as browser:
        browser.open(cases["address"])
        browser.choose("#files", [cases["film"]])
        browser.focus_by_tab("speak")
        browser.press(" ", holding=cases["seconds"])
        browser.until("document.querySelector('#queries .words') !== null")
        seen["recorded"] = browser.run("document.querySelector('#queries .words').textContent")
        browser.focus_by_tab("find")
        browser.press("Enter")
        browser.until(DONE)
        seen["heard"] = browser.run("document.querySelector('#legend .words').textContent")
        seen["status"] = browser.run("document.getElementById('status').textContent")
        # Nobody has gone to another frame than the newest.
        shows(browser, len(cases["frames"]) - 1)
        seen["tinted"] = browser.run(TINTED)
        browser.focus_by_tab("get-overlay")
        browser.press("Enter")
        seen["film"] = browser.downloaded("overlay.mp4").read_bytes()[4:8].decode("latin-1")
        seen["complaints"] = browser.complaints
    return seen


def main():
    cases = json.loads(pathlib.Path(sys.argv[1]).read_text())
    if program() is None:
        print(json.dumps({"isThere": False}))
        return
    print(json.dumps({"isThere": True, "keyboard": by_keyboard(cases), "voice": by_voice(cases)}))


main()
