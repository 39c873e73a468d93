"""A federation moves out, and in elsewhere: every row of every table is there, on either database."""

from __future__ import annotations

import faulthandler
import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from django.core.files.storage import storages
from frictionless import Package, Resource, Schema

from qianshao.accounts.models import Person, Token
from qianshao.assessment.actions import import_interview
from qianshao.assessment.queries.search import found_in
from qianshao.briefing.exchange.moving import packing, tables, unpacking
from qianshao.briefing.exchange.moving.commands import move
from qianshao.briefing.rules.moving import SECRET_COLUMNS
from qianshao.core import events
from qianshao.core.actor import system
from qianshao.core.models import Event
from qianshao.core.problems import Problem
from qianshao.documents import actions as documents
from qianshao.documents.models import StoredFile
from qianshao.registry.scope import EVERYTHING
from tests.assessment.conftest import TALK
from tests.briefing.exchange.filling import TEXT, fill
from tests.briefing.exchange.instances import Instance, digests
from tests.cast import MORNING, Cast
from tests.test_access import World, world

__all__ = ["world"]


def watch(items: Iterable[Any], label: str, total: int) -> Iterable[Any]:
    return items


def pack(target: Path, *, secrets: bool = True) -> packing.Packed:
    return packing.pack(target, secrets=secrets, watch=watch, actor=system("test"), via="shell", at=MORNING)


def empty() -> None:
    for model in tables.taken(secrets=True):
        model._base_manager.all()._raw_delete("default")


@pytest.fixture
def full(world: World) -> Path:
    """A row in every table, and a stored file."""
    documents.keep(b"%PDF-1.7 " + TEXT.encode(), kind="application/pdf", at=MORNING)
    assert fill() == set(), "a table without a row proves nothing"
    return Path()


def test_there_and_back_every_row_of_every_table(full: Path, tmp_path: Path, blank: Instance) -> None:
    """From this database to an installation on SQLite, and from there to this database again."""
    faulthandler.cancel_dump_traceback_later()  # each process has a limit of its own
    pack(tmp_path / "there.zip")
    here = digests()
    assert len(here) > 80
    elsewhere = Instance(tmp_path / "elsewhere")
    elsewhere.copy_of(blank)
    arrived = elsewhere.inside("unpack", str(tmp_path / "there.zip"))
    assert arrived == here, "a row is another one there"
    returning = elsewhere.inside("pack", str(tmp_path / "back.zip"))
    empty()
    done = unpacking.unpack(tmp_path / "back.zip", watch=watch)
    assert digests() == returning
    changed = {name for name in here if returning[name] != here[name]}
    assert changed <= {"core.event", "core.counter"}, "packing writes one line on the trail and nothing else"
    assert events.verify() == (done.sealed, None) and done.sealed == Event.objects.count()
    paper = b"%PDF-1.7 " + TEXT.encode()
    kept = StoredFile.objects.get(digest=sha256(paper).hexdigest())
    with storages["documents"].open(kept.path) as file:
        assert file.read() == paper


def test_what_is_entered_afterwards_gets_a_number_of_its_own(cast: Cast, tmp_path: Path) -> None:
    pack(tmp_path / "file.zip")
    empty()
    unpacking.unpack(tmp_path / "file.zip", watch=watch)
    made = Person.objects.create(username="new", created_at=MORNING)
    assert Person.objects.filter(pk=made.pk).count() == 1
    assert made.pk > max(Person.objects.exclude(pk=made.pk).values_list("pk", flat=True))


def test_secrets_stay_where_they_are_unless_they_are_asked_for(full: Path, tmp_path: Path) -> None:
    person = Person.objects.exclude(password="").first()
    assert person
    pack(tmp_path / "without.zip", secrets=False)
    with ZipFile(tmp_path / "without.zip") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("tables/"))
        names = set(archive.namelist())
    assert person.password.encode() not in everything
    assert not any(digest.encode() in everything for digest in Token.objects.values_list("digest", flat=True))
    assert not names & {
        f"tables/{label}.jsonl" for label in ("accounts.token", "otp_totp.totpdevice", "axes.accesslog")
    }
    pack(tmp_path / "with.zip")
    with ZipFile(tmp_path / "with.zip") as archive:
        assert person.password.encode() in archive.read("tables/accounts.person.jsonl")
    empty()
    assert not unpacking.unpack(tmp_path / "without.zip", watch=watch).secrets
    assert not Person.objects.get(pk=person.pk).has_usable_password()
    assert not Token.objects.exists()


SECRET_BY_NAME = {"box", "locked", "password", "recovery", "salt", "secret", "sealed", "token"}
NO_SECRET = {"briefing.hook.salt", "casework.sealedidentity.box", "intake.reportlink.token"}
"""Worth nothing without the installation's secret; opened by a key of officers alone; on the wall of a workplace."""


def test_whoever_adds_a_secret_decides_whether_it_moves() -> None:
    found = {
        f"{tables.label(model)}.{field.name}"
        for model in tables.taken(secrets=False)
        for field in tables.fields(model)
        if field.name in SECRET_BY_NAME and field.attname not in SECRET_COLUMNS.get(tables.label(model), {})
    }
    assert found == NO_SECRET


def test_any_program_can_read_it(full: Path, tmp_path: Path) -> None:
    """Frictionless finds the description right, and in each table the types, keys and constraints that it promises."""
    pack(tmp_path / "file.zip")
    with ZipFile(tmp_path / "file.zip") as archive:
        described = json.loads(archive.read("datapackage.json"))
        assert Package.validate_descriptor(described).valid
        assert len(described["resources"]) == len(tables.taken(secrets=True))
        for one in described["resources"]:
            rows = [json.loads(line) for line in archive.read(one["path"]).splitlines()]
            report = Resource(name=one["name"], data=rows, schema=Schema.from_descriptor(one["schema"])).validate()
            assert report.valid, (one["name"], report.flatten(["type", "message"])[:3])


@pytest.mark.parametrize("harm", ["row", "table", "file", "cut", "no file", "other format", "other tables"])
def test_a_file_that_is_not_whole_changes_nothing(full: Path, tmp_path: Path, harm: str) -> None:
    pack(tmp_path / "file.zip")
    damaged = harmed(tmp_path / "file.zip", harm)
    empty()
    with pytest.raises(Problem, match=r"move\."):
        unpacking.unpack(damaged, watch=watch)
    assert not any(model._base_manager.exists() for model in tables.taken(secrets=True))


def harmed(file: Path, harm: str) -> Path:
    target = file.with_name("harmed.zip")
    if harm in ("cut", "no file"):
        content = file.read_bytes()
        target.write_bytes(content[: len(content) // 2] if harm == "cut" else b"no zip")
        return target
    with ZipFile(file) as source, ZipFile(target, "w") as into:
        for name in source.namelist():
            content = source.read(name)
            if harm == "row" and name == "tables/registry.workplace.jsonl":
                content = content.replace(b'"headcount":', b'"headcount":1', 1)
            elif harm == "table" and name == "tables/core.event.jsonl":
                continue
            elif harm == "file" and name.startswith("files/"):
                content += b"."
            elif name == packing.MANIFEST and harm.startswith("other"):
                manifest = json.loads(content)
                if harm == "other format":
                    manifest["qianshao"]["format"] = "qianshao.move/9"
                else:
                    manifest["qianshao"]["tables"]["intake"] = "0999_later"
                content = json.dumps(manifest).encode()
            into.writestr(name, content)
    return target


def test_a_changed_line_of_the_trail_is_found_even_with_a_right_digest(full: Path, tmp_path: Path) -> None:
    pack(tmp_path / "file.zip")
    with ZipFile(tmp_path / "file.zip") as source, ZipFile(tmp_path / "harmed.zip", "w") as into:
        trail = source.read("tables/core.event.jsonl").replace(b'"via":"', b'"via":"x', 1)
        manifest = json.loads(source.read(packing.MANIFEST))
        (resource,) = [one for one in manifest["resources"] if one["path"] == "tables/core.event.jsonl"]
        resource["hash"] = f"sha256:{sha256(trail).hexdigest()}"
        for name in source.namelist():
            own = {"tables/core.event.jsonl": trail, packing.MANIFEST: json.dumps(manifest).encode()}
            into.writestr(name, own.get(name, source.read(name)))
    empty()
    with pytest.raises(Problem, match=r"move\.chain"):
        unpacking.unpack(tmp_path / "harmed.zip", watch=watch)
    assert not Event.objects.exists()


def test_it_does_not_go_where_something_is_already(cast: Cast, tmp_path: Path) -> None:
    pack(tmp_path / "file.zip")
    with pytest.raises(Problem, match=r"move\.not_empty"):
        unpacking.unpack(tmp_path / "file.zip", watch=watch)
    assert Person.objects.count() == len(cast.people)


def test_interviews_are_found_again(cast: Cast, tmp_path: Path) -> None:
    """Their words lie beside the tables, and are written anew."""
    import_interview(TALK.encode(), actor=system("test"), via="shell", at=MORNING)
    word = next(hit for hit in ("口罩", "企业", "工会", "复工") if hit in TALK)
    before = [found.interview.number for found in found_in(EVERYTHING, word)]
    assert before, "what is not found before proves nothing"
    pack(tmp_path / "file.zip")
    empty()
    unpacking.unpack(tmp_path / "file.zip", watch=watch)
    assert [found.interview.number for found in found_in(EVERYTHING, word)] == before


def test_the_commands(cast: Cast, tmp_path: Path) -> None:
    run, file = CliRunner().invoke, str(tmp_path / "file.zip")
    told = json.loads(run(move, ["out", file, "--json"]).output)
    assert told["rows"] > 40 and not told["secrets"]
    assert (tmp_path / "file.zip").stat().st_mode & 0o077 == 0, "for its owner only"
    assert json.loads(run(move, ["check", file, "--json"]).output)["rows"] == told["rows"]
    assert "not in it" in run(move, ["out", file]).output
    empty()
    assert "new ones" in run(move, ["in", file]).output
    assert Person.objects.count() == len(cast.people)
