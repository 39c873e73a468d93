"""What is sealed to a body."""

from __future__ import annotations

from qianshao.core.problems.kind import Kind, _

KINDS: dict[str, Kind] = {
    "key.passphrase": Kind(422, _("The passphrase is wrong. Nothing was opened or changed.")),
    "key.passphrase_short": Kind(422, _("A passphrase has at least {limit} characters. Four words are a good one.")),
    "key.passphrase_twice": Kind(422, _("The two passphrases differ. Type the same one twice.")),
    "key.passphrase_is_password": Kind(
        422, _("Choose another one than your password: who learns that one must not open the sealed box.")
    ),
    "key.own_missing": Kind(409, _("Choose your own passphrase first, on the page “Sealed box”.")),
    "key.exists": Kind(409, _("Somebody else was quicker: your body has a new key. Look again; nothing was changed.")),
    "key.missing": Kind(409, _("Your body has no sealed box yet. Make one on the page “Sealed box”.")),
    "key.not_yours": Kind(
        403, _("You do not hold the key of {body}. An officer who does can let you in, on the page “Sealed box”.")
    ),
    "key.not_officer": Kind(422, _("Choose an officer of your body who has a passphrase of their own.")),
    "key.yourself": Kind(409, _("Another officer has to do this.")),
    "key.code": Kind(422, _("The recovery code is wrong. It has six groups of five signs.")),
    "key.no_recovery": Kind(409, _("There is no recovery code for this key.")),
    "key.wait": Kind(429, _("Too many wrong passphrases. Wait {minutes} minutes.")),
    "key.broken": Kind(
        409, _("This cannot be opened with the key of your body. It may have been sealed to an older one.")
    ),
    "identity.empty": Kind(422, _("Write at least one of the three, or leave this part closed.")),
    "identity.no_key": Kind(
        409, _("Whoever deals with your report has no sealed box. Write nothing by which you are known.")
    ),
    "identity.reason": Kind(422, _("Say why you open it. The reporter reads this.")),
    "identity.stays": Kind(409, _("The reporter wants it to stay with your body. Ask them, in a message.")),
}
