"""The application that the server runs."""

from __future__ import annotations

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianshao.config.settings")

# WhiteNoise hands out files of a few kilobytes in one piece; that Django reads them at once is no loss.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

_site = get_asgi_application()

from qianshao.config.gateway import in_front_of  # noqa: E402 - what follows wants the settings
from qianshao.config.limits import bounded  # noqa: E402

application = in_front_of(bounded(_site))
