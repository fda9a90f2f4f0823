"""Settings, read from the environment (``.env.example`` lists the variables).

``DEPLOYMENT`` says what the process serves: ``production`` (the default once a ``DATABASE_URL`` is given)
refuses to start on any weak setting; ``demo`` (the default without one) is the instance that ``make run``
keeps under ``var/``; ``test`` is pytest's.
"""

from pathlib import Path

from csp.constants import NONE, SELF, WASM_UNSAFE_EVAL

from backend import deployment, env, languages, logs, thresholds
from backend.embedded import instance

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).resolve()

DATABASE_URL = env.text("DATABASE_URL")
DEPLOYMENT = env.choice("DEPLOYMENT", ("production", "demo", "test"), default="production" if DATABASE_URL else "demo")
IN_PRODUCTION = DEPLOYMENT == "production"
_own = instance.read(VAR_DIR) if DEPLOYMENT == "demo" else instance.NOTHING

# --- Secrets and hosts --------------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", _own.secret_key)
# Wraps every campaign's key: 32 random bytes in base64.
OUTREACH_KEY = env.text("OUTREACH_KEY", _own.outreach_key)

PORT = env.number("PORT", 8000, minimum=1, maximum=65535)
_DEFAULT_HOST = "" if IN_PRODUCTION else f"127.0.0.1:{PORT}"
# Residents' site and officers' site, with a port where it is not the usual one; the same host outside
# production.
PUBLIC_HOST = env.text("PUBLIC_HOST", _DEFAULT_HOST)
STAFF_HOST = env.text("STAFF_HOST", PUBLIC_HOST if not IN_PRODUCTION else "")
# The scheme that drawn codes and printed links carry.
SITE_SCHEME = "https" if IN_PRODUCTION else env.choice("SITE_SCHEME", ("http", "https"), default="http")
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
METRICS_TOKEN = env.text("METRICS_TOKEN")

DATABASE_URL = DATABASE_URL or _own.database_url
REDIS_URL = env.text("REDIS_URL", _own.redis_url)

if IN_PRODUCTION:
    deployment.require_production_ready(globals())

_LOCAL_NAMES = ["127.0.0.1", "localhost", "[::1]"]
# Health checks come from the machine itself, by address.
ALLOWED_HOSTS = sorted({host.partition(":")[0] for host in (PUBLIC_HOST, STAFF_HOST)} | set(_LOCAL_NAMES))
CSRF_TRUSTED_ORIGINS = [f"{SITE_SCHEME}://{host}" for host in sorted({PUBLIC_HOST, STAFF_HOST})]

# --- Applications -------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "outreach",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "treebeard",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
    "django_prometheus",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    # Before all that asks for the client's address or scheme.
    "backend.proxies.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backend.hosts.SeparateSites",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"

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
                "django.template.context_processors.i18n",
            ]
        },
    }
]

# --- Database and cache -------------------------------------------------------------------------------------

_database = env.database(DATABASE_URL)
DATABASES = {
    "default": {
        **_database,
        # A connection a thread, kept: granian's threads are few and live as long as the process.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            # Parameters travel apart from the text, so a statement is planned once and its plan is used
            # again.
            "server_side_binding": True,
            "prepare_threshold": 5,
            # The queries are short: compiling one takes longer than any of them runs.
            "options": "-c jit=off",
            **_database["OPTIONS"],
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A Redis that hangs must not hold a resident: after this long it is done without.
REDIS_WAIT_SECONDS = 0.25
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "outreach",
        "OPTIONS": {"socket_timeout": REDIS_WAIT_SECONDS, "socket_connect_timeout": REDIS_WAIT_SECONDS},
    }
}

# --- Officers signing in ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "outreach.Officer"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/officer/login/"

# Never by badge alone: anyone could lock a colleague out. Never by address alone: a station shares one.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# One failure count for a whole IPv6 subscriber.
AXES_CLIENT_IP_CALLABLE = "outreach.limits.policy.login_address"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
# Whoever keeps trying while locked out does not lock the officer out for longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
# The audit log holds sign-ins.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# How long a program's token is good for.
ACCESS_TOKEN_DAYS = env.number("ACCESS_TOKEN_DAYS", 30, minimum=1, maximum=365)

SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 12, minimum=1, maximum=24 * 30) * 3600  # a shift
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IN_PRODUCTION
# Pages get the token from the session call or the form, never from the cookie.
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IN_PRODUCTION
CSRF_FAILURE_VIEW = "outreach.pages.refusals.old_page"
if IN_PRODUCTION:
    # The prefix keeps a neighbouring host of the same domain from setting our cookies.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

LIMITS, DOUBTS = thresholds.LIMITS, thresholds.DOUBTS

# --- What the browser may do --------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, WASM_UNSAFE_EVAL],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = IN_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IN_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IN_PRODUCTION
# Browsers' preload lists take whole domains, and ours is a part of somebody's.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# The largest body an edge takes: a batch of 200 operations (design, section 5).
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# --- The API ------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 100,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "outreach.api.problems.handle_exception",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Outreach Ledger",
    "DESCRIPTION": "反诈宣传台账: acts of outreach, logged by QR code, counted once.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "COMPONENT_SPLIT_REQUEST": True,
    # Enumerations stand where they are used: named ones collide, as many calls have a kind.
    "POSTPROCESSING_HOOKS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Workers ------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_IMPORTS = ("tasks", "backend.heartbeat")
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# Results live in the database, where the tasks' services write them.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A request never waits for the broker: a nudge that fails is made good by the schedule.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Of a publisher's connection; workers try again as broker_connection_max_retries says.
    "max_retries": 0,
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "visibility_timeout": 3600,
    # kombu looks for what a killed worker left behind every interval × throttle seconds: 100 by default.
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- Language and time --------------------------------------------------------------------------------------

# What a language leaves untranslated is read in Chinese.
LANGUAGE_CODE = languages.CHINESE
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = languages.offered(LOCALE_PATHS[0])
FORMAT_MODULE_PATH = ["backend.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Files --------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "frontend" / "dist"]
MEDIA_ROOT = VAR_DIR / "media"
# Whether pages use the collected, hashed files. Tests by hand read the sources: a build may be missing or
# old.
STATIC_BUILD = env.flag("STATIC_BUILD", default=DEPLOYMENT != "test")
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_BUILD
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_BUILD
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Logs ---------------------------------------------------------------------------------------------------

LOG_LEVEL = env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")
LOGGING_CONFIG = None
logs.configure(LOG_LEVEL)

if DEPLOYMENT == "test":
    # Argon2 is slow on purpose; a test that signs in does not test it.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
