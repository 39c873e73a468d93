from __future__ import annotations

from datetime import date

import pytest

from qianshao.assessment import actions
from qianshao.assessment.models import Interview
from qianshao.core.actor import Via, system
from tests.cast import MORNING, Cast

TALK = """\
巴南区总工会电话访谈（为测试而编，不是真实通话）
时间：2022年2月7日
第一通电话：巴南区总工会
采访者：口罩发了没有？您看能不能每天给厂里打一个电话？
巴南区总工会：这个不是很清楚。他们的组织关系不在我们这里。你说的这个建议很好，我给领导汇报一下吧。
采访者：好的，谢谢。有多少企业已经复工了？
巴南区总工会：暂时还没有。
"""
"""Made for the tests."""


@pytest.fixture
def interview(cast: Cast) -> Interview:
    row, _ = actions.import_interview(TALK.encode(), actor=system("test"), via=Via.SHELL, at=MORNING)
    assert row.held_on == date(2022, 2, 7)
    return row
