"""What goes out to the public, and what is corrected in it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from qianshao.accounts.models import Person
from qianshao.registry.models import Body


class ReleaseState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("release", "drafted")
    APPROVED = "approved", pgettext_lazy("release", "approved")
    PUBLISHED = "published", pgettext_lazy("release", "published")
    DISCARDED = "discarded", pgettext_lazy("release", "discarded")


class Release(models.Model):
    """发布: the figures of a territory for some days, as they stood at the cut-off. Frozen when it is drafted.

    ``figures`` hold all cells, small ones included: officers see them in the alert view, and later versions are decided
    by them. ``public`` holds what is shown. Once it is out, ``text`` is what was signed, to the byte, and the public
    pages read nothing else.
    """

    number = models.CharField(max_length=48)
    body = models.ForeignKey(Body, models.PROTECT, related_name="releases")
    territory = models.CharField(max_length=12)
    first = models.DateField()
    last = models.DateField()
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=ReleaseState.choices, default=ReleaseState.DRAFT)
    cut_off = models.DateTimeField()
    note = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    figures = models.JSONField()
    public = models.JSONField()
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True)
    signature = models.CharField(max_length=128, blank=True)
    public_key = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(state="discarded"), name="one_live_release"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")), name="approved_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(approved_by__isnull=False, published_at__isnull=False) & ~Q(signature=""),
                name="published_is_approved_and_signed",
            ),
        ]
        indexes = [
            # The public list and the feed.
            models.Index(fields=["-published_at"], name="release_public", condition=Q(state="published")),
            # Earlier versions; what overlaps.
            models.Index(fields=["territory", "first"], name="release_series"),
        ]

    def __str__(self) -> str:
        return self.number


class Correction(models.Model):
    """更正: a figure that was published, and is another one in a later version. Signed, and shown beside the old one.

    ``new`` is None where the new figure is withheld, as it would tell of few people. ``cell`` says where: a code
    for each dimension.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="corrections")
    corrects = models.ForeignKey(Release, models.PROTECT, related_name="corrected_by")
    table = models.CharField(max_length=24)
    cell = models.JSONField()
    old = models.PositiveBigIntegerField()
    new = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()
    text = models.TextField()
    signature = models.CharField(max_length=128)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.corrects_id} {self.table}"
