"""What an officer signs in with: devices (browser sessions) and bearer tokens for programs.

Both are listed and revocable.
"""

from django.db import models

from outreach.organisation.models.officers import Officer


class AccessToken(models.Model):
    """A bearer token for a program. Only its SHA-256 is kept: the token is 256 random bits, so no key is needed."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="tokens")
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)


class Device(models.Model):
    """A browser an officer is logged in on.

    `session_digest` is the SHA-256 of the session key; the key itself is never stored here.
    """

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="devices")
    session_digest = models.BinaryField(max_length=32, unique=True)
    label = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    took_list_at = models.DateTimeField(
        null=True, blank=True, help_text="when it last took a field list, and with it codes to show"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
