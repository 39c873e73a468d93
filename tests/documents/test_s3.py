"""Papers and pictures in a bucket: the same as on the disk. A small server that speaks S3 runs on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from qianshao.config.environment import documents
from qianshao.documents import actions, queries
from qianshao.documents.models import StoredFile
from tests.cast import MORNING

pytestmark = pytest.mark.django_db
BUCKET = "papers"


@pytest.fixture
def boto3(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "generated")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    found: ModuleType = pytest.importorskip("boto3", reason="the extra s3 is not installed")
    return found


@pytest.fixture
def endpoint(boto3: ModuleType) -> Iterator[str]:
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        boto3.client("s3", endpoint_url=address).create_bucket(Bucket=BUCKET)
        yield address
    finally:
        server.stop()


@pytest.fixture
def bucket(endpoint: str, settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The settings as the variables of the environment make them."""
    settings.STORAGES = {**settings.STORAGES, "documents": documents(tmp_path, BUCKET, endpoint)}  # type: ignore[attr-defined]


@pytest.mark.usefixtures("bucket")
def test_what_is_kept_comes_back_and_the_same_again_is_the_same() -> None:
    content = b"%PDF-1.7 approval"
    first = actions.keep(content, kind="application/pdf", at=MORNING)
    again = actions.keep(content, kind="application/pdf", at=MORNING)
    assert first.pk == again.pk
    assert queries.content(first) == content
    assert storages["documents"].exists(first.path)


@pytest.mark.usefixtures("bucket")
def test_what_no_row_knows_is_swept_and_the_rest_stays() -> None:
    kept = actions.keep(b"%PDF-1.7 kept", kind="application/pdf", at=MORNING)
    lost = StoredFile(digest=sha256(b"lost").hexdigest(), kind="application/pdf", size=4, created_at=MORNING)
    storage = storages["documents"]
    storage.save(lost.path, ContentFile(b"lost"))
    late = storage.get_modified_time(lost.path) + timedelta(days=2)
    assert actions.sweep(at=late) == 1
    assert (storage.exists(kept.path), storage.exists(lost.path)) == (True, False)


@pytest.mark.usefixtures("bucket")
def test_nobody_gets_a_paper_from_the_bucket_by_its_address_alone(boto3: ModuleType, endpoint: str) -> None:
    kept = actions.keep(b"%PDF-1.7 private", kind="application/pdf", at=MORNING)
    grants = boto3.client("s3", endpoint_url=endpoint).get_object_acl(Bucket=BUCKET, Key=kept.path)["Grants"]
    assert not [grant for grant in grants if "URI" in grant["Grantee"]]
    assert "Signature" in storages["documents"].url(kept.path)
