"""The example's own settings, imported as they are, and what a snippet leaves out.

The topic's folder is on ``sys.path``, so ``settings`` is the file that readers copy. Nothing that
it sets is changed here.
"""

import os

import settings as example
from settings import *  # noqa: F403 - a settings file is made to be star-imported

DEFAULTS = {
    "ROOT_URLCONF": "tests.project.urls",
    "SECRET_KEY": "for the tests only",
    "ALLOWED_HOSTS": ["127.0.0.1"],
    "INSTALLED_APPS": os.environ.get("INSTALLED_APPS", "").split(),
    "LOGGING_CONFIG": None,
    "STATIC_URL": "static/",  # as in every new project: LiveServerTestCase does not work without
}

globals().update({name: value for name, value in DEFAULTS.items() if not hasattr(example, name)})
