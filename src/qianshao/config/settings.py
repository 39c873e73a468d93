"""Settings. Everything that differs between installations comes from the environment; see docs/operating.md."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import cast

from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from qianshao.config.environment import database, documents, mail, provider, robots, secret_key, sms_fields

DATA = Path(os.environ.get("QIANSHAO_DATA", "var")).resolve()
PACKAGE = Path(__file__).resolve().parent.parent
# The federation's own policy files, which override the shipped ones.
POLICY = Path(os.environ.get("QIANSHAO_POLICY") or DATA / "policy").resolve()

DEBUG = False
# When it is first used: a command that needs none leaves no file behind.
SECRET_KEY = cast(str, SimpleLazyObject(partial(secret_key, DATA)))
ALLOWED_HOSTS = os.environ.get("QIANSHAO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("QIANSHAO_ORIGINS", "").split(",") if origin]
DATABASES = {"default": database(DATA, os.environ.get("QIANSHAO_DATABASE_URL", ""))}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "django_htmx",
    "csp",
    "qianshao.web",
    "qianshao.briefing",
    "qianshao.assessment",
    "qianshao.scenarios",
    "qianshao.surveillance",
    "qianshao.casework",
    "qianshao.resumption",
    "qianshao.intake",
    "qianshao.notices",
    "qianshao.documents",
    "qianshao.accounts",
    "qianshao.registry",
    "qianshao.core",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "qianshao.web.middleware.Compressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "qianshao.web.middleware.ProblemMiddleware",
    "qianshao.accounts.doors.Asking",
    "qianshao.config.navigation.Navigation",
    "qianshao.config.looks.Looks",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qianshao.web.context.navigation",
            ],
        },
    }
]

ROOT_URLCONF = "qianshao.config.urls"
ASGI_APPLICATION = "qianshao.config.asgi.application"
WSGI_APPLICATION = None

# --- accounts ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "qianshao.web.pages.form_expired"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"
# A whole plant may sit behind one address, so only the pair of account and address is locked.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
# Who tries once more while locked waits no longer for it: the page says how many minutes, and they hold.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# Who logged in stands on the audit trail, without an address; failures are kept while they count.
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "qianshao.accounts.pages.locked_out"
AXES_VERBOSE = False
# What came back from the provider with a log-in that failed is not kept beside it.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "state", "session_state", "error_description"]
# Log-in by an OpenID provider: off until an issuer is named; see docs/operating.md.
PROVIDER = provider(os.environ)
OTP_TOTP_ISSUER = "Qianshao 前哨"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "qianshao_session"
# Plain HTTP is for the loopback interface only; anything else is served behind TLS and says so.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("QIANSHAO_TLS", "") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
# Nothing goes to other sites. Not "no-referrer": browsers then hide the origin of forms, and every form is refused.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- languages and time -----------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "qianshao_language"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- channels: off until they have a secret; see docs/channels.md ------------------------------------------
SMS_SECRET = os.environ.get("QIANSHAO_SMS_SECRET", "")
SMS_FIELDS = sms_fields(os.environ.get("QIANSHAO_SMS_FIELDS", ""))
WECHAT_TOKEN = os.environ.get("QIANSHAO_WECHAT_TOKEN", "")
WECHAT_APP_ID = os.environ.get("QIANSHAO_WECHAT_APP_ID", "")
WECHAT_AES_KEY = os.environ.get("QIANSHAO_WECHAT_AES_KEY", "")

# --- notices: off until there is a way out; see docs/operating.md -------------------------------------------
SITE = os.environ.get("QIANSHAO_SITE", CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else "").rstrip("/")
MAIL = mail(os.environ.get("QIANSHAO_MAIL", ""))
DEFAULT_FROM_EMAIL = os.environ.get("QIANSHAO_MAIL_FROM", "qianshao@localhost")
SMS_GATEWAY = os.environ.get("QIANSHAO_SMS_GATEWAY", "")
ROBOTS = robots(os.environ)
PUSH_HOSTS = os.environ.get(
    "QIANSHAO_PUSH_HOSTS",
    "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,web.push.apple.com",
).split(",")

# --- files and requests -----------------------------------------------------------------------------------
# Permits, photos, letters: by their content.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "documents": documents(DATA, os.environ.get("QIANSHAO_S3_BUCKET", ""), os.environ.get("QIANSHAO_S3_ENDPOINT", "")),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
# Served from where they lie in the packages: nothing to collect, nothing to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# Nothing larger is taken from the wire; a sheet of workplaces may have 10 MB.
LARGEST_BODY = 12 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- logs: no address, no name, no query string ------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"discreet": {"()": "qianshao.core.logs.Discreet"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["discreet"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Refused requests are shown to the one who sent them; their addresses are nobody else's business.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
        "axes": {"handlers": [], "level": "CRITICAL", "propagate": False},
        # They would repeat the address that something went to; the log of notices says what kind of thing failed.
        "apprise": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "pywebpush": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "urllib3": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "authlib": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
