"""The API of scenarios."""

from ninja import Router

router = Router(tags=["scenarios"])

__all__ = ["router"]
