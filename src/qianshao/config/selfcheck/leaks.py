"""Does anything stay of somebody who reported without a name?

A server of its own is started on an empty folder. Somebody reports through the page and through the API, with marks
planted wherever a sender can be told by: addresses, browser, language, cookie, name, telephone, the data in a photo, a
wrong receipt. They seal who they are, and an officer opens it. Then everything that was written is searched for the
marks in every form: database and its log, documents, what the programs said, mails, and a backup.

The search is tried first on what it must find; where it does not, nothing is proved.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.error import URLError

from PIL import Image

from qianshao.config.selfcheck import plants as planting
from qianshao.config.selfcheck.places import look_through
from qianshao.config.selfcheck.plants import Found, Plants
from qianshao.config.selfcheck.visitor import Visitor

PATIENCE = 300  # seconds, for the site to answer, and for a case to be opened
CATEGORY = "symptomatic_at_work"
OFFICER = "demo-township-officer"
WORDS = "三号车间有人发烧还在上班"
"""What is reported. It is kept, so the search has to find it."""


class CheckFailed(Exception):
    """The check could not be carried out, so nothing is proved."""


@dataclass(slots=True)
class Outcome:
    """``leaks``: what was found and should not be there. ``proved``: how many marks were looked for."""

    leaks: list[Found] = field(default_factory=list)
    proved: int = 0
    files: int = 0
    trials: int = 0

    def as_dict(self) -> dict[str, object]:
        leaks = [str(leak) for leak in self.leaks]
        return {"leaks": leaks, "marks": self.proved, "files": self.files, "trials": self.trials}


def make_ready(folder: Path) -> None:
    """A small district with accounts, in ``folder``; what takes longest, and can be copied."""
    data, said = folder / "data", folder / "said"
    data.mkdir()
    said.mkdir()
    _run(data, said, "selfcheck", "prepare")


def check(folder: Path) -> Outcome:
    """Works in a folder that is ready; a leak is a result, and :class:`CheckFailed` is none."""
    outcome, marks = Outcome(), planting.draw()
    outcome.trials = try_the_search(folder / "trial", marks)
    data, said = folder / "data", folder / "said"
    password = json.loads((said / "selfcheck").read_text())["password"]
    with serving(data, said / "serve") as site:
        receipts = _visit(site, marks, password)
        outcome.leaks += look_through(folder, marks | receipts)
    _run(data, said, "backup", str(folder / "backup.tar"))
    marks |= receipts
    outcome.leaks += look_through(folder, marks)
    outcome.leaks = list(dict.fromkeys(outcome.leaks))
    outcome.proved, outcome.files = len(marks), sum(path.is_file() for path in folder.rglob("*"))
    _must_be_there(folder)
    if not any(path.is_file() for path in (data / "documents").rglob("*")):
        raise CheckFailed("The photo was not kept, so nothing was learnt from it.")
    return outcome


def try_the_search(folder: Path, marks: Plants) -> int:
    """Each mark in each form, alone in a file: the search has to find every one. Gives how many."""
    count = 0
    folder.mkdir()
    for name, text in marks.items():
        for form, written in planting.forms(text).items():
            control = folder / "control"
            control.write_bytes(b"before " + written + b" after")
            if name not in {found.plant for found in look_through(folder, {name: text})}:
                raise CheckFailed(f"The search does not find what is there: {name}, {form}.")
            control.unlink()
            count += 1
    return count


def _must_be_there(folder: Path) -> None:
    """What is kept on purpose; a search that misses it would miss a leak, too."""
    wanted = {"data/qianshao.sqlite3", "backup.tar"}
    places = {found.where.split(",")[0] for found in look_through(folder, {"words": WORDS})}
    if missing := wanted - places:
        raise CheckFailed(f"The search does not find what is kept: the words are not in {', '.join(sorted(missing))}.")


# --- what the visitors do ---------------------------------------------------------------------------------


def _visit(site: str, marks: Plants, password: str) -> dict[str, str]:
    """Gives the receipts: they are shown to the reporters and kept nowhere."""
    officer = Visitor(site, {"Accept-Language": "en"})
    officer.post("/login/", {"username": OFFICER, "password": password}, officer.get("/login/"))
    place = _first(r'href="/workplaces/(\d+)/"', officer.get("/workplaces/"), "a workplace")
    poster = f"/workplaces/{place}/poster/"
    officer.post(poster, {"step": "first"}, officer.get(poster))
    link = _first(r"/w/([a-z0-9]+)/", officer.get(poster), "the poster")
    chosen = {"passphrase": marks["passphrase"], "again": marks["passphrase"]}
    officer.post("/sealed-box/own/", chosen, officer.get("/sealed-box/"))
    made = officer.post("/sealed-box/make/", chosen, officer.get("/sealed-box/"))
    code = _first(r'class="receipt"[^>]*>([a-z0-9-]+)<', made, "the recovery code")
    _send_a_photo(officer, place, marks)
    receipts = _report(Visitor(site, _headers(marks)), link, marks)
    _open(officer, marks)
    return receipts | {"recovery code": code}


def _headers(marks: Plants) -> dict[str, str]:
    return {
        "X-Forwarded-For": f"{marks['forwarded address']}, 10.0.0.1",
        "X-Real-IP": marks["real address"],
        "Forwarded": f'for="{marks["forwarded address"]}"',
        "CF-Connecting-IP": marks["real address"],
        "User-Agent": marks["browser"],
        "Accept-Language": f"{marks['language']};q=0.3,en",
        "Cookie": f"mark={marks['cookie']}",
        "Referer": f"http://localhost/{marks['referrer']}",
    }


def _report(reporter: Visitor, link: str, marks: Plants) -> dict[str, str]:
    """By the page and by the API, with what goes wrong on the way; then the one of the page is followed up."""
    reporter.post("/report-danger/", {"name": marks["name that was searched for"]})
    reporter.get(f"/w/{marks['referrer']}/")
    page = reporter.get(f"/w/{link}/")
    key = _first(r'name="key" value="([^"]+)"', page, "the form")
    sent = {"key": key, "category": CATEGORY, "when": "today", "text": WORDS}
    reporter.post(f"/w/{link}/", sent | {"category": marks["name in a broken request"]})
    answer = reporter.post(f"/w/{link}/", sent)
    receipt = _first(r'class="receipt"[^>]*>([\d ]+)<', answer, "the receipt").replace(" ", "")
    body = {"link": link, "category": CATEGORY, "day": _today(), "text": WORDS, "key": os.urandom(16).hex()}
    by_api = json.loads(reporter.post_json("/api/v1/observations", body))["receipt"]
    reporter.post_json("/api/v1/observations", body | {"name": marks["name in a broken request"]})
    reporter.post_json("/api/v1/observations", b'{"text": "%b' % marks["name in a broken request"].encode())
    reporter.post("/r/", {"receipt": marks["wrong receipt"]})
    _until(lambda: "May somebody call you" in reporter.post("/r/", {"receipt": receipt}), "the case")
    told = {"name": marks["name"], "phone": marks["telephone"], "how": marks["how to be reached"]}
    if "It is sealed" not in reporter.post("/r/", {"receipt": receipt, "seal": "1", **told}):
        raise CheckFailed("What identifies the reporter could not be sealed.")
    return {"receipt of the page": receipt, "receipt of the API": by_api}


def _open(officer: Visitor, marks: Plants) -> None:
    number = _first(r'href="/cases/([\d-]+)/"', officer.get("/inbox/"), "the case in the inbox")
    page = officer.get(f"/cases/{number}/")
    address = _first(rf'action="(/cases/{number}/identities/\d+/)"', page, "the sealed identity")
    wanted = {"deed": "open", "reason": "check"}
    officer.post(address, wanted | {"passphrase": f"{marks['passphrase']}?"}, page)
    if marks["telephone"] not in officer.post(address, wanted | {"passphrase": marks["passphrase"]}, page):
        raise CheckFailed("What was sealed could not be opened.")


def _send_a_photo(officer: Visitor, place: str, marks: Plants) -> None:
    """With a daily report, as ODK Collect does: the one door that takes photos."""
    page = officer.post("/account/tokens/", {"label": "check"}, officer.get("/account/"))
    key = _first(r'class="receipt small">([^<]+)<', page, "the key for programs")
    form = (
        f'<data id="qianshao_daily" version="1"><workplace>{place}</workplace><day>{_today()}</day>'
        "<headcount>9</headcount><all_clear>no</all_clear>"
        "<wrong><fever>1</fever><photo_1>photo.jpg</photo_1></wrong>"
        f"<meta><instanceID>uuid:{os.urandom(16).hex()}</instanceID></meta></data>"
    )
    parts = {
        "xml_submission_file": ("form.xml", "text/xml", form.encode()),
        "photo.jpg": ("photo.jpg", "image/jpeg", photo(marks)),
    }
    officer.post_parts(f"/odk/key/{key}/submission", parts)


def photo(marks: Plants) -> bytes:
    """With what telephones write into it: the maker, the serial number, the place."""
    exif = Image.Exif()
    exif[0x010F] = marks["maker of the camera"]
    exif[0xA431] = marks["serial number of the camera"]
    exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 40.0, 12.5), 3: "E", 4: (106.0, 50.0, 33.5)})
    out = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=exif, comment=marks["serial number of the camera"])
    return out.getvalue()


def _first(pattern: str, page: str, what: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise CheckFailed(f"{what} was not found on the page.")
    return found[1]


def _today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))


def _until(done: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise CheckFailed(f"{what} did not come.")
        time.sleep(0.5)


# --- the installation -------------------------------------------------------------------------------------


def environment(data: Path) -> dict[str, str]:
    """Without what this program was told about its own installation; temporary files lie in the folder, too."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("QIANSHAO_", "DJANGO_", "PORT"))}
    temporary = data.parent / "tmp"
    temporary.mkdir(exist_ok=True)
    return {**kept, "QIANSHAO_DATA": str(data), "QIANSHAO_LANG": "en", "TMPDIR": str(temporary)}


def _run(data: Path, said: Path, *arguments: str) -> None:
    """What a command prints is kept beside the rest, and searched with it."""
    command = [sys.executable, "-m", "qianshao.config.cli", *arguments]
    done = subprocess.run(command, env=environment(data), capture_output=True, text=True, check=False)  # noqa: S603
    (said / arguments[0]).write_text(done.stdout)
    (said / f"{arguments[0]}.errors").write_text(done.stderr)
    if done.returncode:
        raise CheckFailed(f"qianshao {arguments[0]} ended with {done.returncode}: {done.stderr[-500:]}")


@contextmanager
def serving(data: Path, log: Path) -> Iterator[str]:
    """The address of a site on this folder, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "qianshao.config.cli", "serve", "--port", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(  # noqa: S603
            command, env=environment(data), stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(server)


def _wait_for(site: str, server: subprocess.Popen[bytes], log: Path) -> None:
    def answers() -> bool:
        if server.poll() is not None:
            raise CheckFailed(f"The server has ended: {log.read_text(errors='replace')[-500:]}")
        try:
            return bool(Visitor(site).get("/about/"))
        except (URLError, OSError):
            return False

    _until(answers, "The server")


def _stop(server: subprocess.Popen[bytes]) -> None:
    for demand in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, demand)
            server.wait(timeout=30)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
