"""An inspection in which something critical fails is a case, once, of the kind that the checklist names."""

from __future__ import annotations

import pytest

from qianshao.casework.actions import take_inspection
from qianshao.casework.models import Case, CaseOrigin, Entry
from qianshao.core.models import Event
from tests.casework.scene import open_case, work
from tests.cast import Cast
from tests.resumption.visits import BAD, done, good

pytestmark = pytest.mark.django_db
TEMPERATURES = "no_disinfection_or_measuring"


def test_what_is_critical_opens_one_case_for_each_kind(cast: Cast) -> None:
    row = done(cast, good({**BAD, "stock": {"days": 0}, "mask_hours": {"hours": 30}}))
    work()
    assert set(Case.objects.values_list("category", flat=True)) == {TEMPERATURES, "no_protective_supplies"}
    assert Entry.objects.filter(kind="opened", text__contains=row.number).count() == 2


def test_it_joins_the_case_that_is_open(cast: Cast) -> None:
    case = open_case(cast.plant, TEMPERATURES)
    done(cast, good(BAD))
    work()
    assert CaseOrigin.objects.get().case == case
    assert Case.objects.count() == 1


def test_a_row_that_is_replayed_changes_nothing(cast: Cast) -> None:
    done(cast, good(BAD))
    work()
    take_inspection(Event.objects.get(action="inspection.failed"))
    assert (Case.objects.count(), CaseOrigin.objects.count(), Entry.objects.count()) == (1, 1, 1)


def test_nobody_let_in_is_a_case(cast: Cast) -> None:
    done(cast, refused=True, signatures={})
    work()
    assert Case.objects.get().category == "inspection_refused"
