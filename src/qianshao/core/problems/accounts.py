"""Who somebody is, and what they may do."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
    "login.needed": Kind(401, _("Log in first, or send a valid token.")),
    "login.locked": Kind(429, _("Too many failed log-ins. Wait {minutes} minutes, or ask your administrator.")),
    "login.password": Kind(422, _("The password is wrong. Nothing was changed.")),
    "login.code": Kind(422, _("The one-time code is missing or wrong. It changes every 30 seconds.")),
    "account.taken": Kind(409, _("There is an account “{value}” already. Choose another name.")),
    "account.name": Kind(422, _("“{value}” is no name for an account. Use letters, digits and . _ - @ +.")),
    "account.role": Kind(422, _("“{body}” cannot give the role “{value}”. Possible are: {choices}.")),
    "account.shared": Kind(
        403, _("This account has a role elsewhere, too. Ask the administrator there, or end the role here.")
    ),
    "account.yourself": Kind(409, _("You cannot do this to your own account. Ask another administrator.")),
    "account.unknown": Kind(404, _("There is no account “{value}”.")),
    "access.none": Kind(403, _("Your role does not include this. Ask the administrator of your body if it should.")),
    "not_found": Kind(404, _("This does not exist, or it is not yours to see.")),
}
