"""Who somebody is, and what they may do."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
    "login.needed": Kind(401, _("Log in first, or send a valid token.")),
    "login.locked": Kind(429, _("Too many failed log-ins. Wait {minutes} minutes, or ask your administrator.")),
    "login.password": Kind(422, _("The password is wrong. Nothing was changed.")),
    "login.code": Kind(422, _("The one-time code is missing or wrong. It changes every 30 seconds.")),
    # log-in by an OpenID provider
    "provider.away": Kind(503, _("The log-in service does not answer. Log in with your password, or try again later.")),
    "provider.misfit": Kind(
        503, _("The log-in service is not set up rightly. Log in with your password, and tell your administrator.")
    ),
    "provider.stale": Kind(
        400, _("This log-in was begun elsewhere, or too long ago, or is over already. Nothing happened; begin again.")
    ),
    "provider.cancelled": Kind(403, _("The log-in was cancelled there. Nothing happened; you can use your password.")),
    "provider.unproven": Kind(
        403, _("The answer of the log-in service could not be verified. Try again, or log in with your password.")
    ),
    "provider.clock": Kind(
        403,
        _(
            "The answer of the log-in service is out of date, or the clocks of the two servers differ. Try again, or "
            "log in with your password; if it happens once more, tell your administrator."
        ),
    ),
    "provider.unlinked": Kind(
        403,
        _(
            "No account here is linked to this log-in yet. Log in with your password and link it on the page “My "
            "account”, or ask your administrator for an invitation code."
        ),
    ),
    "provider.closed": Kind(403, _("This account is closed. Ask your administrator.")),
    "provider.linked": Kind(409, _("This account is linked already. End that link first.")),
    "provider.taken": Kind(409, _("This log-in belongs to another account already. Ask your administrator.")),
    "provider.invitation": Kind(
        422, _("The invitation code is wrong, used, or older than seven days. Ask your administrator for a new one.")
    ),
    "scim.read_only": Kind(403, _("People are only read here; they are changed on the page of accounts.")),
    "scim.filter": Kind(400, _("The filter “{value}” is not understood. Possible are, joined by “and”: {choices}.")),
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
