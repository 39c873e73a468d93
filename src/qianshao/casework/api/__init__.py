"""The JSON API about cases."""

from ninja import Router

from qianshao.casework.api import answers, cases, commitments, referrals, supplies, watch
from qianshao.casework.api.cases import brief, whole

router = Router()
router.add_router("", cases.router)
router.add_router("", commitments.router)
router.add_router("", answers.router)
router.add_router("", referrals.router)
router.add_router("", supplies.router)
router.add_router("", watch.router)

__all__ = ["brief", "router", "whole"]
