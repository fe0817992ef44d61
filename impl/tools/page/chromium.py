# SPDX-License-Identifier: MIT
"""Chromium without a window, spoken to through its DevTools protocol: opens pages, clicks, turns the wheel, takes pictures.

    with Browser.start(path) as browser:
        tab = browser.open(Path("page.html"))
        tab.click(120, 80)
        picture = tab.picture()

The protocol goes through two pipes, file descriptors 3 and 4 of the browser: JSON objects, each ended by a null byte.
"""
from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import struct
import tempfile
import time
import zlib
from itertools import accumulate
from pathlib import Path
from typing import Any, Callable, Optional

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb",
    "--remote-debugging-pipe",
]


class BrowserError(Exception):
    """The browser did not do what it was asked: not a finding about a page."""


class Picture:
    """A PNG picture, as rows of bytes; three or four bytes a pixel."""

    def __init__(self, png: bytes) -> None:
        self.png = png
        at, data = 8, b""
        while at < len(png):
            length, kind = struct.unpack(">I4s", png[at:at + 8])
            body = png[at + 8:at + 8 + length]
            if kind == b"IHDR":
                self.width, self.height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", body)
                if depth != 8 or colours not in (2, 6) or interlaced:
                    raise BrowserError("a screenshot in an unknown kind of PNG")
                self.bytes = 3 if colours == 2 else 4
            elif kind == b"IDAT":
                data += body
            at += 12 + length
        self.rows = self._unfiltered(zlib.decompress(data))

    def _unfiltered(self, data: bytes) -> list[bytearray]:
        stride, step, rows = self.width * self.bytes, self.bytes, []
        above = bytearray(stride)
        for y in range(self.height):
            start = y * (stride + 1)
            kind, row = data[start], bytearray(data[start + 1:start + 1 + stride])
            if kind == 1:
                for channel in range(step):
                    row[channel::step] = bytes(sum_ & 255 for sum_ in accumulate(row[channel::step]))
            elif kind == 2:
                row = bytearray((a + b) & 255 for a, b in zip(row, above))
            elif kind in (3, 4):
                for i in range(stride):
                    left = row[i - step] if i >= step else 0
                    corner = above[i - step] if i >= step else 0
                    guess = (left + above[i]) >> 1 if kind == 3 else paeth(left, above[i], corner)
                    row[i] = (row[i] + guess) & 255
            rows.append(row)
            above = row
        return rows

    def count(self, test: Callable[[int, int, int], bool], rows: Optional[range] = None,
              columns: Optional[range] = None) -> int:
        """How many pixels are so; of the whole picture, or of a part of it."""
        first, last, step = (columns or range(self.width))[0], (columns or range(self.width))[-1] + 1, self.bytes
        found = 0
        for y in rows or range(self.height):
            part = self.rows[y][first * step:last * step]
            found += sum(map(test, part[0::step], part[1::step], part[2::step]))
        return found

    def pixel(self, x: int, y: int) -> tuple[int, int, int]:
        at = x * self.bytes
        red, green, blue = self.rows[y][at:at + 3]
        return red, green, blue


def paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    a, b, c = abs(guess - left), abs(guess - above), abs(guess - corner)
    if a <= b and a <= c:
        return left
    return above if b <= c else corner


def high(descriptor: int) -> int:
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return moved


class Browser:
    def __init__(self, pid: int, to: int, back: int, profile: str) -> None:
        self.pid, self.to, self.back, self.profile = pid, to, back, profile
        self.number = 0
        self.received = b""
        self.events: list[dict[str, Any]] = []

    @staticmethod
    def start(program: str) -> Browser:
        profile = tempfile.mkdtemp(prefix="refchan-chromium-")
        # (1) what we write and the browser reads, (2) the other way round, and its log: high enough that giving the
        # browser its descriptors 1 to 4 overwrites none of them.
        log = high(os.open(os.path.join(profile, "chromium.log"), os.O_WRONLY | os.O_CREAT))
        read1, write1 = map(high, os.pipe())
        read2, write2 = map(high, os.pipe())
        actions = [(os.POSIX_SPAWN_DUP2, mine, its) for mine, its in ((read1, 3), (write2, 4), (log, 1), (log, 2))]
        arguments = [program, *FLAGS, f"--user-data-dir={profile}/data", "about:blank"]
        pid = os.posix_spawn(program, arguments, os.environ, file_actions=actions, setpgroup=0)
        for end in (read1, write2, log):
            os.close(end)
        return Browser(pid, write1, read2, profile)

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.pid, 0)
        os.close(self.to)
        os.close(self.back)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method: str, session: Optional[str] = None, **parameters: Any) -> dict[str, Any]:
        self.number += 1
        request: dict[str, Any] = {"id": self.number, "method": method, "params": parameters}
        if session:
            request["sessionId"] = session
        try:
            os.write(self.to, json.dumps(request).encode() + b"\0")
        except BrokenPipeError as gone:
            raise BrowserError(f"the browser ended: {self._last_words()}") from gone
        deadline = time.monotonic() + 120
        while True:
            message = self._next(deadline)
            if message.get("id") == self.number:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error'].get('message')}")
                return dict(message["result"])
            self.events.append(message)

    def _next(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self.received:
            if not select.select([self.back], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise BrowserError("the browser does not answer")
            part = os.read(self.back, 1 << 20)
            if not part:
                raise BrowserError(f"the browser ended: {self._last_words()}")
            self.received += part
        text, self.received = self.received.split(b"\0", 1)
        return dict(json.loads(text))

    def _last_words(self) -> str:
        return Path(self.profile, "chromium.log").read_text(errors="replace")[-400:].strip()

    def open(self, page: Path, width: int = 1280, height: int = 800, dark: bool = False) -> Tab:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, target, session)
        for domain in ("Page", "Runtime", "Network", "Log"):
            tab.call(f"{domain}.enable")
        tab.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        tab.call("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        tab.call("Page.navigate", url=page.resolve().as_uri())
        tab.wait("document.readyState === 'complete'")
        return tab


class Tab:
    def __init__(self, browser: Browser, target: str, session: str) -> None:
        self.browser, self.target, self.session = browser, target, session

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self.browser.call(method, self.session, **parameters)

    def close(self) -> None:
        self.browser.call("Target.closeTarget", targetId=self.target)

    def evaluate(self, expression: str) -> Any:
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise BrowserError(f"{expression}: {answer['exceptionDetails'].get('exception', {}).get('description')}")
        return answer["result"].get("value")

    def wait(self, condition: str, seconds: float = 60) -> bool:
        """Whether the condition came true; the limit is only met by a page that is broken."""
        return self.until(lambda: bool(self.evaluate(condition)), seconds)

    def wait_or_complaint(self, condition: str) -> bool:
        """The same, but a page that complains is not waited for."""
        return self.until(lambda: bool(self.evaluate(condition)) or bool(self.complaints()), 60)

    def state(self) -> dict[str, str]:
        """What the page says about its last frame."""
        return dict(self.evaluate("({...document.getElementById('plot')?.dataset})"))

    def box(self, selector: str) -> dict[str, float]:
        return dict(self.evaluate(f"document.querySelector({json.dumps(selector)}).getBoundingClientRect().toJSON()"))

    def press(self, selector: str) -> None:
        """A click in the middle of an element."""
        box = self.box(selector)
        self.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    @staticmethod
    def until(done: Callable[[], bool], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not done():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def settle(self) -> None:
        """Two frames later: what the last input asked for has been drawn."""
        self.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def click(self, x: float, y: float) -> None:
        self.mouse("mousePressed", x, y, button="left", buttons=1, clickCount=1)
        self.mouse("mouseReleased", x, y, button="left", clickCount=1)
        self.settle()

    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None:
        self.mouse("mousePressed", x, y, button="left", buttons=1, clickCount=1)
        for part in (0.3, 0.6, 1.0):
            self.mouse("mouseMoved", x + (to_x - x) * part, y + (to_y - y) * part, button="left", buttons=1)
        self.mouse("mouseReleased", to_x, to_y, button="left", clickCount=1)
        self.settle()

    def wheel(self, x: float, y: float, by: float) -> None:
        self.mouse("mouseWheel", x, y, deltaX=0, deltaY=by)
        self.settle()

    def key(self, key: str) -> None:
        text = {"text": key} if len(key) == 1 else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)
        self.settle()

    def picture(self) -> Picture:
        return Picture(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def complaints(self) -> list[str]:
        """Exceptions, console errors, and requests for anything but the page itself."""
        found, pages = [], 0
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            method, what = event["method"], event["params"]
            if method == "Runtime.exceptionThrown":
                details = what["exceptionDetails"]
                found.append(f"exception: {details.get('exception', {}).get('description', details['text'])}")
            elif method == "Runtime.consoleAPICalled" and what["type"] in ("error", "warning", "assert"):
                found.append(f"console: {[each.get('value') for each in what['args']]}")
            elif method == "Log.entryAdded" and what["entry"]["level"] in ("error", "warning"):
                found.append(f"log: {what['entry']['text']}")
            elif method == "Network.requestWillBeSent":
                url = what["request"]["url"]
                pages += 1
                if pages > 1 and not url.startswith(("data:", "blob:")):
                    found.append(f"request: {url}")
        return found
