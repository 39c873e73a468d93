"""The API of resumption."""

from ninja import Router

router = Router(tags=["resumption"])

__all__ = ["router"]
