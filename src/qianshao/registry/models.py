from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """Levels of divisions, and of the bodies that answer for them."""

    NATIONAL = 0, _("national")
    PROVINCE = 1, _("province")
    CITY = 2, _("city")
    DISTRICT = 3, _("district")
    TOWNSHIP = 4, _("township")
    VILLAGE = 5, _("village or community")
    ENTERPRISE = 6, _("enterprise")


class Territory(models.Model):
    """A statistical division. Its code is the significant digits only: 50, 5001, 500113, 500113111, 500113111201."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=100)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        # Addresses are matched to divisions by name, below a district that is known.
        indexes = [models.Index(fields=["name", "level"], name="territory_name")]

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A place that people name but that is no division, such as an industrial park; it may overlap several."""

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=32, default="industrial_park")
    territories = models.ManyToManyField(Territory, related_name="areas")
    source = models.CharField(max_length=200)
    since = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class BodyKind(models.TextChoices):
    FEDERATION = "federation", _("territorial trade-union federation")
    GROUP_UNION = "group_union", _("union of an enterprise group")
    ENTERPRISE_UNION = "enterprise_union", _("enterprise union")
    GROUP = "group", _("enterprise group")
    EMPLOYER = "employer", _("employer")
    AUTHORITY = "authority", _("supervising authority")
    COMMAND = "command", _("epidemic command")


class Body(models.Model):
    """A union body, an employer, a group or an authority.

    ``parent`` is the line of affiliation (for unions: who leads whom), a tree of its own beside the divisions.
    ``path`` holds the numbers of all bodies from the root to this one, eight digits each.
    """

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=BodyKind.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=96, unique=True)
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, related_name="bodies")
    phone = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=200)
    source_date = models.DateField(null=True)
    since = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    generated = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # Who answers for a workplace: the bodies of its divisions.
            models.Index(fields=["territory", "kind"], name="body_of_territory"),
            # Import matches the column of the union body by name.
            models.Index(fields=["name"], name="body_name"),
        ]
        constraints = [
            # A division has one federation at a time.
            models.UniqueConstraint(
                fields=["territory"],
                condition=Q(kind=BodyKind.FEDERATION, closed_on=None),
                name="one_federation_per_territory",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Ownership(models.TextChoices):
    CENTRAL_STATE = "central_state", _("central state-owned")
    LOCAL_STATE = "local_state", _("local state-owned")
    PRIVATE = "private", _("private")
    FOREIGN = "foreign", _("foreign")
    PUBLIC_INSTITUTION = "public_institution", _("public institution")
    OTHER = "other", _("other")


class Workplace(models.Model):
    """A place where people work. One enterprise may have several: they share the code and differ in ``site``.

    ``township_code``, ``district_code`` and ``affiliation_path`` are derived (by registry.actions alone) from
    territory and ties; scopes and boards stand on them. ``search_names`` holds the names, folded; ``search_text``
    the same with their pinyin and initials. Most searches are in characters and read the short one.
    """

    name = models.CharField(max_length=200)
    aliases = models.JSONField(default=list)
    credit_code = models.CharField(max_length=18, blank=True)
    site = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=300, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="workplaces")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="workplaces")
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    industry_section = models.CharField(max_length=1, blank=True)
    industry_division = models.CharField(max_length=2, blank=True)
    ownership = models.CharField(max_length=20, choices=Ownership.choices, default=Ownership.OTHER)
    headcount = models.PositiveIntegerField(default=0)
    union = models.ForeignKey(Body, models.PROTECT, null=True, related_name="workplaces")
    group = models.ForeignKey(Body, models.PROTECT, null=True, related_name="group_workplaces")
    phone = models.CharField(max_length=40, blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    source = models.CharField(max_length=200)
    source_date = models.DateField(null=True)
    generated = models.BooleanField(default=False)

    township_code = models.CharField(max_length=9)
    district_code = models.CharField(max_length=6)
    affiliation_path = models.CharField(max_length=96, blank=True)
    search_names = models.CharField(max_length=1000, blank=True)
    search_text = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [
            # The board counts workplaces by township, and lists the silent ones, largest first.
            models.Index(fields=["township_code", "closed_on", "opened_on"], name="workplace_by_township"),
            # The map reads all workplaces of a district: from this alone, in one go.
            models.Index(
                fields=[
                    "township_code",
                    "closed_on",
                    "opened_on",
                    "industry_section",
                    "headcount",
                    "longitude",
                    "latitude",
                    "id",
                ],
                name="workplace_on_the_map",
            ),
            models.Index(fields=["district_code", "-headcount"], name="workplace_district_size"),
            models.Index(fields=["township_code", "-headcount"], name="workplace_township_size"),
            # A list names workplaces that are on record, not all of them with their code.
            models.Index(fields=["name"], name="workplace_name"),
            # A group union sees its own line.
            models.Index(fields=["affiliation_path"], name="workplace_by_line"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code", "site"],
                condition=~Q(credit_code=""),
                name="one_workplace_per_code_and_site",
            ),
            # Without a code, the name in its division is what tells workplaces apart.
            models.UniqueConstraint(
                fields=["name", "site", "territory"],
                condition=Q(credit_code=""),
                name="one_workplace_per_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TieKind(models.TextChoices):
    TERRITORIAL = "territorial", _("by territory (属地)")
    AFFILIATED = "affiliated", _("by affiliation (隶属)")
    AUTHORITY = "authority", _("supervising authority (主管)")
    COMMAND = "command", _("epidemic command (防控指挥部)")


class Tie(models.Model):
    """A stated relation of a body to a workplace, with its source.

    Territorial duties follow from the place and are not stored; a row of that kind is what some source states,
    for instance a telephone directory.
    """

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="ties")
    body = models.ForeignKey(Body, models.PROTECT, related_name="ties")
    kind = models.CharField(max_length=12, choices=TieKind.choices)
    source = models.CharField(max_length=200)
    source_date = models.DateField(null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workplace", "kind"], name="tie_of_workplace")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                name="tie_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.body_id} → {self.workplace_id}"


class Dispute(models.Model):
    """Sources that disagree about the place or the line of a workplace or an area, until someone settles it."""

    class About(models.TextChoices):
        PLACE = "place", _("which division it lies in")
        AFFILIATION = "affiliation", _("which union body it is affiliated to")

    about = models.CharField(max_length=12, choices=About.choices)
    workplace = models.ForeignKey(Workplace, models.PROTECT, null=True, related_name="disputes")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="disputes")
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_for = models.ForeignKey("Claim", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(workplace=None, area__isnull=False) | Q(workplace__isnull=False, area=None),
                name="dispute_about_one_thing",
            ),
            models.UniqueConstraint(
                fields=["about", "workplace"],
                condition=Q(settled_at=None),
                name="one_open_dispute_per_workplace",
            ),
            models.UniqueConstraint(
                fields=["about", "area"], condition=Q(settled_at=None), name="one_open_dispute_per_area"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} of {self.workplace or self.area}"


class Claim(models.Model):
    """What one source says in a dispute. Kept for ever, whichever way it is settled."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="claims")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=200)
    stated_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.source}: {self.territory or self.body}"


class EmergencyOrder(models.Model):
    """For a time and a territory a body acts for every workplace, whatever its affiliation.

    ``term_percent``: what it leaves of each term within which a body has to answer; None where the policy says.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="orders")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="orders")
    basis = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)
    document = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    term_percent = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="order_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(term_percent=None) | Q(term_percent__gte=10, term_percent__lte=100),
                name="order_leaves_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.territory_id}"
