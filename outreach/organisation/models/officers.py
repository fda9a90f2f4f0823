"""Officers (police, auxiliaries, grid workers) and their memberships: a role on a unit and its subtree, with dates."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.organisation.models.units import OrganisationUnit


class Role(models.TextChoices):
    OFFICER = "officer", _("officer")
    CHIEF = "chief", _("chief")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


class OfficerManager(BaseUserManager["Officer"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Officer":
        officer = self.model(username=username, **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "Officer":
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class Officer(AbstractBaseUser, PermissionsMixin):
    """Someone who logs in: `username` is the badge number (警号) or the staff number (工号)."""

    username = models.CharField(_("badge or staff number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("may use the operator's site"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[OfficerManager] = OfficerManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def not_over(self, day: date) -> Self:
        """Those that hold on the local day or begin later: a membership ends with its unit at the latest."""
        lasting = models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day)
        at_a_lasting_unit = models.Q(unit__ends_on__isnull=True) | models.Q(unit__ends_on__gte=day)
        return self.filter(lasting, at_a_lasting_unit)


class Membership(models.Model):
    """A role on a unit and its subtree, from `starts_on` to `ends_on` (both included.

    Local days). Secondments are memberships.
    """

    objects = MembershipQuerySet.as_manager()

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(OrganisationUnit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "unit", "role", "starts_on"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.role} @ {self.unit_id}"
