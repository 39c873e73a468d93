"""The JSON API about interviews, their codes, and sheets of bodies."""

from ninja import Router

from qianshao.assessment.api import appraisals, interviews

router = Router()
router.add_router("", interviews.router)
router.add_router("", appraisals.router)

__all__ = ["router"]
