"""Receipts that were kept as an HMAC become argon2 hashes of it."""

import hmac
from hashlib import sha256

from django.conf import settings
from django.db import migrations
from nacl.pwhash import argon2id


def harden(apps, schema_editor):
    observations = apps.get_model("intake", "Observation").objects
    salt = hmac.digest(settings.SECRET_KEY.encode(), b"receipt salt\0", sha256)[: argon2id.SALTBYTES]
    for pk, digest in observations.values_list("pk", "receipt_hash").order_by("pk").iterator():
        kept = argon2id.kdf(32, bytes.fromhex(digest), salt, opslimit=1, memlimit=8 * 1024 * 1024).hex()
        observations.filter(pk=pk).update(receipt_hash=kept)


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        migrations.RenameField("observation", "receipt_digest", "receipt_hash"),
        migrations.RunPython(harden, elidable=True),
    ]
