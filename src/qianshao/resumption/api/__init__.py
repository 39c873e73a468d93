"""The API of resumption."""

from ninja import Router

from qianshao.resumption.api import initiatives, inspections

router = Router(tags=["resumption"])
router.add_router("", inspections.router)
router.add_router("", initiatives.router)

__all__ = ["router"]
