"""The program itself."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
    "database.not_set_up": Kind(
        503,
        _(
            "The database has not been set up, or is older than this program. Run `qianshao init`, or `qianshao start` "
            "for a demo district."
        ),
    ),
    # releases
    "release.body": Kind(422, _("“{body}” is no federation of a territory, so it publishes no figures.")),
    "release.person": Kind(403, _("A release is drafted by somebody with an account. Say who with --by.")),
    "release.period": Kind(422, _("The days do not fit: the last is not before the first, and not in the future.")),
    "release.too_long": Kind(422, _("A release covers {limit} days at most. Choose fewer.")),
    "release.overlaps": Kind(
        409,
        _(
            "{number} counts some of the same people by other days or divisions; from both together small figures "
            "could be computed. Use the same days as that release, or days that it does not cover."
        ),
    ),
    "release.exists": Kind(409, _("{number} is drafted already. Publish it or discard it first.")),
    "release.unprotected": Kind(
        409, _("“{table}” cannot go out: with what was published before, a small figure could be computed from it.")
    ),
    "release.unproven": Kind(
        500, _("“{table}” cannot go out: the proof that no small figure can be computed from it does not hold.")
    ),
    "release.second_person": Kind(409, _("Whoever drafted a release cannot approve it. Ask somebody else.")),
    "release.state": Kind(409, _("This release has moved on in the meantime. Look at it again.")),
    "release.stale": Kind(409, _("Another version went out after this one was drafted. Discard it and draft it anew.")),
    "release.unreadable": Kind(422, _("“{file}” is no release or correction as it is published here.")),
    "release.not_generated": Kind(409, _("An example is made from the demo only. Set QIANSHAO_DATA to a demo.")),
    "demo.not_empty": Kind(
        409, _("There are real data here, and the demo will not mix with them. Set QIANSHAO_DATA to another directory.")
    ),
    "busy": Kind(503, _("Too much at once. Nothing was lost; try again in {seconds} seconds.")),
    "internal": Kind(500, _("Something broke on our side. It has been noted. Nothing that was confirmed is lost.")),
    # the map of the day
    "outlines.none": Kind(422, _("There are no outlines in this file. It must be a GeoJSON FeatureCollection.")),
    "outlines.code": Kind(
        422, _("Feature {number} has no code of a division of 6, 9 or 12 digits in any of: {names}. Name the property.")
    ),
    "outlines.shape": Kind(
        422,
        _("Feature {number} ({division}) is no Polygon or MultiPolygon of degrees in China. Correct it."),
    ),
}
