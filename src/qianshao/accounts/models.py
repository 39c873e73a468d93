from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.registry.models import Body


class Role(models.TextChoices):
    DELEGATE = "delegate", _("delegate")
    OFFICER = "officer", _("officer")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")
    LIAISON = "liaison", _("liaison of an authority")


class PersonManager(BaseUserManager["Person"]):
    """Log-in looks people up by their account name, exactly."""


class Person(AbstractBaseUser):
    """Somebody with an account. The account name is enough; no other particulars are held."""

    username = models.CharField(_("account name"), max_length=64, unique=True, validators=[UnicodeUsernameValidator()])
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username


class Membership(models.Model):
    """A person works for a body in a role. What they see and may do follows from this alone."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    body = models.ForeignKey(Body, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "body", "role"], condition=Q(until=None), name="one_membership_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} of {self.body_id}"


class Token(models.Model):
    """A key for the API, shown once when it is made; only its hash is kept."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label


class ProviderLink(models.Model):
    """An account that is opened by an identity at the provider (OpenID). ``digest`` is all that is kept of it."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="provider_link")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"link of {self.person_id}"


class ProviderInvitation(models.Model):
    """Whoever has the code links this account to their identity at the provider; once."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="provider_invitation")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"invitation of {self.person_id}"


class PersonKey(models.Model):
    """An officer's own pair of keys. The private one is locked by a passphrase that only they know."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="own_key")
    public = models.BinaryField(max_length=32)
    locked = models.TextField()
    made_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"key of {self.person_id}"


class BodyKey(models.Model):
    """密封信箱: to the public key of a body is sealed what only its officers may read.

    ``recovery``: the private key, locked by a code that lies on paper. ``left_at``: when somebody who could open left;
    they may remember their passphrase and have an old copy, so that the key should be changed.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="keys")
    public = models.BinaryField(max_length=32)
    recovery = models.TextField(blank=True)
    made_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body"], condition=Q(retired_at=None), name="one_live_key")]

    def __str__(self) -> str:
        return f"key of body {self.body_id}"


class KeyHolder(models.Model):
    """An officer who can open: the private key of the body, sealed to their own."""

    key = models.ForeignKey(BodyKey, models.CASCADE, related_name="holders")
    person = models.ForeignKey(Person, models.CASCADE, related_name="held_keys")
    box = models.BinaryField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "person"], name="one_holding")]

    def __str__(self) -> str:
        return f"{self.person_id} holds {self.key_id}"
