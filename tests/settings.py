"""The program's own settings, with a data directory that nobody needs afterwards."""

import atexit
import os
import shutil
import tempfile

if "QIANSHAO_DATA" not in os.environ:
    # Set in the environment, so that the processes of pytest-xdist share it.
    os.environ["QIANSHAO_DATA"] = tempfile.mkdtemp(prefix="qianshao-tests-")
    atexit.register(shutil.rmtree, os.environ["QIANSHAO_DATA"], ignore_errors=True)

from qianshao.config.settings import *  # noqa: F403

# Argon2 takes its time on purpose; the tests log in some hundred times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
