"""All settings, read from the environment; docs/reference/settings.md lists every variable.

Nothing set: the embedded way to run (SQLite, memory, one process). `DATABASE_URL` and `REDIS_URL`
set: production. Development differs in one variable, `PLAYGROUND_ENV=development`.
"""

from __future__ import annotations

import re
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from playground.lib.env import (
    env_bool,
    env_int,
    env_list,
    env_number_table,
    env_secret,
    env_str,
    stored_secret,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where and how it runs
ENVIRONMENT = env_str("PLAYGROUND_ENV", "production")
if ENVIRONMENT not in {"production", "development", "test"}:
    raise ImproperlyConfigured("PLAYGROUND_ENV must be production, development or test.")
DEBUG = ENVIRONMENT == "development"
DATA_DIR = Path(env_str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATABASE_URL = env_secret("DATABASE_URL")
REDIS_URL = env_secret("REDIS_URL")
# Embedded: this process also holds the Celery worker and starts the sandbox.
IS_EMBEDDED = not REDIS_URL
STARTS_RUNTIME = ENVIRONMENT != "test"
# How long replies may go on after the server was told to end; then they are interrupted.
DRAIN_SECONDS = env_int("DRAIN_SECONDS", 5)

# --- Secrets
SECRET_KEY = env_secret("SECRET_KEY")
CREDENTIAL_KEYS = [key for key in env_secret("CREDENTIAL_KEYS").split(",") if key.strip()]
if IS_EMBEDDED and not DATABASE_URL:
    SECRET_KEY = SECRET_KEY or stored_secret(DATA_DIR / "secret_key")
    CREDENTIAL_KEYS = CREDENTIAL_KEYS or [stored_secret(DATA_DIR / "credential_key")]
if not SECRET_KEY or not CREDENTIAL_KEYS:
    raise ImproperlyConfigured("SECRET_KEY and CREDENTIAL_KEYS must be set in production.")

# --- Hosts and transport security
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
IS_HTTPS = env_bool("HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY") else None
# The throttles of sign-in count by address: the client's, not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env_bool("BEHIND_PROXY") else 0
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
# Not "no-referrer": browsers then send `Origin: null` with our own forms, which CSRF refuses.
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

# A form with the longest text that is taken: a million characters, nine bytes each in Chinese.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 << 20

# --- Applications
INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "channels",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "playground.accounts",
    "playground.credentials",
    "playground.runs",
    "playground.conversations",
    "playground.batches",
    "playground.completions",
    "playground.embeddings",
    "playground.images",
    "playground.plugins",
    "playground.comparisons",
    "playground.shares",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "playground.accounts.middleware.PrivatePagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "playground.accounts.middleware.PreferredLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "playground.accounts.middleware.SignInRedirectMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
ROOT_URLCONF = "playground.urls"
FORM_RENDERER = "playground.lib.forms.FieldRenderer"
ASGI_APPLICATION = "playground.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# --- Database
_SQLITE_OPTIONS = {
    "timeout": 20,
    # A deferred transaction that upgrades to a write fails at once under load; IMMEDIATE waits.
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=33554432;"
        "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=2000"
    ),
}
if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA_DIR / "playground.sqlite3"),
            "OPTIONS": _SQLITE_OPTIONS,
            "CONN_MAX_AGE": None,
            "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis, or memory
if REDIS_URL:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "playground.channel_layer.EmbeddedChannelLayer"}}

# --- Celery
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600} if REDIS_URL else {"polling_interval": 0.05}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Whoever works on a batch does so for long: what is short must not wait behind it.
CELERY_TASK_ROUTES = {"playground.batches.tasks.run_batches": {"queue": "batches"}}

# --- Batches
BATCH_MAX_FILE_BYTES = env_int("BATCH_MAX_FILE_BYTES", 1 << 30)
BATCH_MAX_ROWS = env_int("BATCH_MAX_ROWS", 2_000_000)
BATCH_MAX_COLUMNS = env_int("BATCH_MAX_COLUMNS", 200)
BATCH_MAX_CELL_CHARACTERS = env_int("BATCH_MAX_CELL_CHARACTERS", 100_000)
# How many jobs one process works on at once, each in a thread of its own.
BATCH_RUNNERS_PER_PROCESS = env_int("BATCH_RUNNERS_PER_PROCESS", 4)
# Calls of one job that one process makes at once; a wider job is spread over several.
BATCH_LANES_PER_RUNNER = env_int("BATCH_LANES_PER_RUNNER", 100)
# A runner that gave no sign for so long is taken for dead, and its rows are called again.
BATCH_LEASE_SECONDS = env_int("BATCH_LEASE_SECONDS", 10 if IS_EMBEDDED else 30)
# Other people's jobs wait no longer than this for one that has no end.
BATCH_TURN_SECONDS = env_int("BATCH_TURN_SECONDS", 10)
# What a million tokens cost, by model or endpoint in lower case; for estimates only.
MODEL_PRICES = {
    name.strip().casefold(): prices
    for name, prices in env_number_table("MODEL_PRICES", ("input", "output")).items()
}
PRICE_CURRENCY = env_str("PRICE_CURRENCY", "CNY")
if not re.fullmatch("[A-Z]{3}", PRICE_CURRENCY):
    raise ImproperlyConfigured("PRICE_CURRENCY must be three capital letters, such as CNY.")

# --- Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "conversations:index"
LOGOUT_REDIRECT_URL = "account_login"
ALLOWS_OPEN_SIGN_UP = env_bool("OPEN_SIGN_UP", default=False)
# May a link be open to anyone, without signing in?
SHARES_OPEN_WEB = env_bool("SHARES_OPEN_WEB", default=False)
ACCOUNT_ADAPTER = "playground.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "playground.accounts.forms.SignUpForm"
ACCOUNT_EMAIL_VERIFICATION = env_str("EMAIL_VERIFICATION", "none")
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
USERSESSIONS_TRACK_ACTIVITY = False

# --- E-mail: password reset and invitations; printed on the console until a server is set
EMAIL_HOST = env_str("EMAIL_HOST")
EMAIL_PORT = env_int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env_str("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=True)
DEFAULT_FROM_EMAIL = env_str("DEFAULT_FROM_EMAIL", "playground@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.console.EmailBackend"
)

# --- Sandbox and providers
# Where the sandbox listens. Embedded, the runtime starts one and fills this in.
SANDBOX_URL = env_str("SANDBOX_URL")
# The port of that one; 0: any free port.
SANDBOX_PORT = env_int("SANDBOX_PORT", 0)
SANDBOX_BACKEND = env_str("SANDBOX_BACKEND", "auto")
SANDBOX_MODEL = env_str("SANDBOX_MODEL")
QIANFAN_V1_BASE_URL = env_str("QIANFAN_BASE_URL", "https://aip.baidubce.com")
QIANFAN_V2_BASE_URL = env_str("QIANFAN_CONSOLE_API_BASE_URL", "https://qianfan.baidubce.com")
QIANFAN_IAM_BASE_URL = env_str("QIANFAN_IAM_BASE_URL", "https://iam.bj.baidubce.com")
# Hosts or networks behind the egress guard that people may name all the same (a local model).
EGRESS_ALLOWED = env_list("EGRESS_ALLOWED")

# --- Static files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
_NODE_MODULES = BASE_DIR / "node_modules"
_NODE_PACKAGES = {
    "npm/marked": "marked/lib",
    "npm/dompurify": "dompurify/dist",
    "npm/highlight": "@highlightjs/cdn-assets/es",
    "npm/katex": "katex/dist",
    "npm/echarts": "echarts/dist",
}
# Of these packages, all that is served.
NODE_FILES = {"npm/echarts": ("echarts.esm.min.mjs",)}
STATICFILES_FINDERS = [
    "playground.lib.static_files.SourceFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *(
        (prefix, _NODE_MODULES / folder)
        for prefix, folder in _NODE_PACKAGES.items()
        if (_NODE_MODULES / folder).is_dir()
    ),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Uploads and pictures of batches; servers and workers must see the same folder.
    "batches": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "batches", "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": (
            "playground.lib.static_files.HashedStaticFilesStorage"
            if ENVIRONMENT == "production"
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = ENVIRONMENT != "production"
# Without it every start looks at every file, and each client of a test is a start.
WHITENOISE_AUTOREFRESH = DEBUG or ENVIRONMENT == "test"

# --- Images: in a folder that all servers share, or in a bucket of S3 or what speaks like it
IMAGES_S3_ADDRESSING_STYLE = env_str("IMAGES_S3_ADDRESSING_STYLE", "auto")
if IMAGES_S3_ADDRESSING_STYLE not in {"auto", "path", "virtual"}:
    raise ImproperlyConfigured("IMAGES_S3_ADDRESSING_STYLE must be auto, path or virtual.")
if _bucket := env_str("IMAGES_S3_BUCKET"):
    STORAGES["images"] = {
        "BACKEND": "playground.images.s3_storage.CompatibleS3Storage",
        "OPTIONS": {
            "bucket_name": _bucket,
            "endpoint_url": env_str("IMAGES_S3_ENDPOINT_URL") or None,
            "region_name": env_str("IMAGES_S3_REGION") or None,
            "addressing_style": IMAGES_S3_ADDRESSING_STYLE,
            "access_key": env_secret("IMAGES_S3_ACCESS_KEY") or None,
            "secret_key": env_secret("IMAGES_S3_SECRET_KEY") or None,
        },
    }
else:
    STORAGES["images"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "images", "file_permissions_mode": 0o600},
    }

# --- Language and time
LANGUAGE_CODE = env_str("LANGUAGE_CODE", "en")
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "playground" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = env_str("TIME_ZONE", "UTC")
USE_TZ = True

# --- Logging: ids, never prompts, completions or keys
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_str("LOG_LEVEL", "WARNING").upper()},
    "loggers": {
        "playground": {"level": env_str("LOG_LEVEL", "INFO").upper()},
        # httpx prints whole URLs at INFO, and V1 URLs carry the access token.
        "httpx": {"level": "WARNING"},
    },
}
