"""The API of resumption."""

from ninja import Router

from qianshao.resumption.api import restarts

router = Router(tags=["resumption"])
router.add_router("", restarts.router)

__all__ = ["router"]
