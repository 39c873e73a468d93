"""The API of resumption."""

from ninja import Router

from qianshao.resumption.api import initiatives, inspections, restarts

router = Router(tags=["resumption"])
for part in (restarts, inspections, initiatives):
    router.add_router("", part.router)

__all__ = ["router"]
