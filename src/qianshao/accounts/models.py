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
