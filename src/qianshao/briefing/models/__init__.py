from qianshao.briefing.models.releases import Correction, Release, ReleaseState

__all__ = ["Correction", "Release", "ReleaseState"]
