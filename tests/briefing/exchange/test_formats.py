"""Other people's formats, read by other people's tools."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import hxl
import pytest
from click.testing import CliRunner
from django.test import Client
from fhir.resources.bundle import Bundle
from fhir.resources.R4B.bundle import Bundle as BundleOfR4
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st

from qianshao.briefing.exchange.figures import sheet
from qianshao.briefing.exchange.formats import FORMATS, dhis2
from qianshao.briefing.exchange.formats.commands import export
from qianshao.briefing.rules import sheets
from qianshao.briefing.rules.sheets import FIGURES, OF_PEOPLE, Sheet
from qianshao.core.problems import Problem
from qianshao.registry.scope import EVERYTHING
from tests.cast import DAY, MORNING, Cast, scope

WHERE = {"500113111": "麻柳嘴镇", "500113004": "鱼洞街道", "500113115": "木洞镇"}


def made(*lines: dict[str, Any]) -> Sheet:
    rows = [{"territory": code, **dict.fromkeys(FIGURES), **line} for code, line in zip(WHERE, lines, strict=False)]
    named: dict[str, Any] = {"names": WHERE, "publisher": "巴南区总工会", "generated": False}
    return sheets.sheet("500113", "巴南区", day=date(2022, 2, 8), rows=rows, **named)


SHEET = made(
    {"workplaces": 10, "reported": 9, "fever": 3, "confirmed": 0},
    {"workplaces": 20, "reported": 20, "fever": 40, "confirmed": 0},
    {"workplaces": 5, "reported": 0, "fever": 25, "confirmed": 0},
)


def write(form: str, of: Sheet = SHEET) -> bytes:
    return FORMATS[form].write(of)


# --- what is withheld -------------------------------------------------------------------------------------


def test_a_small_figure_is_withheld_and_one_more_so_that_nobody_computes_it() -> None:
    hidden = {line.code: "fever" in line.withheld for line in [SHEET.whole, *SHEET.lines]}
    assert hidden["500113111"] and sum(hidden.values()) >= 2
    assert all(line.figures["fever"] is None for line in [SHEET.whole, *SHEET.lines] if hidden[line.code])
    assert [line.figures["confirmed"] for line in SHEET.lines] == [0, 0, 0], "that nobody is ill reveals nobody"
    assert SHEET.whole.figures["workplaces"] == 35


@given(st.lists(st.none() | st.integers(0, 30), min_size=1, max_size=3))
def test_no_small_figure_is_shown_or_left_over_from_the_sum(counts: list[int | None]) -> None:
    of = made(*({"fever": count} for count in counts))
    shown = [line.figures["fever"] for line in of.lines]
    assert not any(count is not None and 0 < count < 10 for count in shown)
    whole = of.whole.figures["fever"]
    hidden = [place for place, line in enumerate(of.lines) if "fever" in line.withheld]
    assert whole is None or len(hidden) != 1, "one alone is the difference"


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_withheld_is_in_no_format(form: str) -> None:
    """The number of people with fever was 3, and 68 in all."""
    of = made({"fever": 3}, {"fever": 977}, {"fever": 988})
    text = write(form, of)
    if form == "datapackage":
        with ZipFile(io.BytesIO(text)) as archive:
            text = archive.read("figures.csv")
    withheld = {977, 988, 1968} - {line.figures["fever"] for line in [of.whole, *of.lines]}
    assert not any(str(number).encode() in text for number in withheld)


# --- DHIS2; that its own types hold is tested in dhis2/ --------------------------------------------------------

UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")


def test_dhis2_values_refer_to_dhis2_metadata() -> None:
    values, metadata = json.loads(write("dhis2")), json.loads(write("dhis2-metadata"))
    units = {unit["id"]: unit for unit in metadata["organisationUnits"]}
    elements = {element["id"]: element for element in metadata["dataElements"]}
    (data_set,) = metadata["dataSets"]
    assert values["dataSet"] == data_set["id"]
    assert {entry["dataElement"]["id"] for entry in data_set["dataSetElements"]} == set(elements)
    for value in values["dataValues"]:
        assert value["dataElement"] in elements and value["orgUnit"] in units
        assert re.fullmatch(r"\d{8}", value["period"]), "a day"
        assert re.fullmatch(r"0|[1-9]\d*", value["value"]), "INTEGER_ZERO_OR_POSITIVE, as text"
    whole = dhis2.uid("organisationUnit", "500113")
    assert whole not in {value["orgUnit"] for value in values["dataValues"]}, "DHIS2 adds up by itself"


def test_dhis2_objects_have_what_their_import_asks_for() -> None:
    metadata = json.loads(write("dhis2-metadata"))
    for kind, needed in {
        "organisationUnits": {"id", "name", "shortName", "openingDate"},
        "dataElements": {"id", "name", "shortName", "domainType", "valueType", "aggregationType"},
        "dataSets": {"id", "name", "shortName", "periodType"},
    }.items():
        found = metadata[kind]
        assert all(needed <= set(one) for one in found)
        assert all(UID.fullmatch(one["id"]) and len(one["shortName"]) <= 50 for one in found)
        for unique in ("id", "name", "shortName", "code"):
            assert len({one[unique] for one in found}) == len(found), unique
    roots = [unit for unit in metadata["organisationUnits"] if "parent" not in unit]
    assert [unit["code"] for unit in roots] == ["500113"]


# --- FHIR, HXL, Frictionless ------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Bundle, BundleOfR4])
def test_fhir_is_valid_in_both_releases(model: Any) -> None:
    bundle = model.model_validate_json(write("fhir"))
    resources = {f"{one.resource.get_resource_type()}/{one.resource.id}" for one in bundle.entry}
    kinds = [one.resource.get_resource_type() for one in bundle.entry]
    assert (kinds.count("Organization"), kinds.count("Location"), kinds.count("MeasureReport")) == (1, 4, 4)
    for entry in bundle.entry:
        if entry.resource.get_resource_type() == "MeasureReport":
            assert entry.resource.subject.reference in resources and entry.resource.reporter.reference in resources


def test_fhir_says_why_a_figure_is_missing() -> None:
    whole = json.loads(write("fhir"))
    report = next(one["resource"] for one in whole["entry"] if one["resource"]["id"] == "500113111-2022-02-08")
    by_code = {one["code"]["coding"][0]["code"]: one for one in report["group"][0]["population"]}
    assert by_code["fever"]["extension"][0]["valueCode"] == "masked"
    assert by_code["on_duty"]["extension"][0]["valueCode"] == "unknown"
    assert by_code["workplaces"]["count"] == 10


def test_hxl_is_read_and_holds_by_its_own_schema() -> None:
    source = hxl.data(io.BytesIO(write("hxl"))).cache()
    assert source.validate()
    assert len(list(source)) == 3
    assert {float(one) for one in source.get_value_set("#indicator+reported")} == {0, 9, 20}


def test_a_data_package_is_valid(tmp_path: Path) -> None:
    with ZipFile(io.BytesIO(write("datapackage"))) as archive:
        archive.extractall(tmp_path)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    figures: Any = Package(str(tmp_path / "datapackage.json")).get_resource("figures")
    rows = figures.read_rows()
    assert [row["workplaces"] for row in rows] == [35, 10, 20, 5]


# --- the doors --------------------------------------------------------------------------------------------


def test_only_whole_territories_that_one_covers(cast: Cast, file: Any, as_person: Callable[[str], Client]) -> None:
    file(cast.plant, fever=2)
    found = sheet(scope(cast, "officer of district"), "500113", day=DAY, at=MORNING)
    assert found.whole.figures["workplaces"] == 2 and "fever" in found.whole.withheld
    for who in ("officer of next district", "officer of group"):
        with pytest.raises(Problem, match="not_found"):
            sheet(scope(cast, who), "500113", day=DAY, at=MORNING)
    client = as_person("officer of district")
    answer = client.get("/api/v1/figures/hxl?day=2022-02-08&territory=500113")
    assert answer.status_code == 200 and len(list(csv.reader(io.StringIO(answer.content.decode())))) == 4
    assert client.get("/api/v1/figures/pdf").status_code == 404
    assert client.get("/api/v1/figures/hxl?territory=500115").status_code == 404


@pytest.mark.parametrize("form", FORMATS)
def test_the_command(cast: Cast, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(export, [form, "--territory", "500113", "--day", "2022-02-08", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.stat().st_size > 100


def test_the_whole_country_and_a_single_township(cast: Cast, file: Any) -> None:
    file(cast.plant, fever=20)
    for code, lines in (("", 1), ("500113111", 0)):
        found = sheet(EVERYTHING, code, day=DAY, at=MORNING)
        assert len(found.lines) == lines
        assert found.whole.figures["fever"] == 20
        assert all(FORMATS[form].write(found) for form in FORMATS)
    assert set(OF_PEOPLE) < set(FIGURES)
