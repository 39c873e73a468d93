from tests.cast import as_person, cast, real_clock

__all__ = ["as_person", "cast", "real_clock"]
