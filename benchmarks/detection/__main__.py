"""``python -m benchmarks.detection [weekly|workshops|points|national]``: JSON lines; all parts if none is named."""

from __future__ import annotations

import sys

from benchmarks.detection import accuracy, speed

PARTS = {
    "national": speed.national,
    "points": speed.points,
    "weekly": accuracy.weekly,
    "workshops": accuracy.workshops,
}


def main() -> int:
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        print(f"No part {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    for name in wanted:
        PARTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
