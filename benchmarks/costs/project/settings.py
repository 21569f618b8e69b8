"""The example's own settings, imported as they are, and what a snippet leaves out.

The topic's folder is on the path, so ``settings`` is the file that readers copy.
"""

from settings import *  # noqa: F403 - a settings file is made to be star-imported

ROOT_URLCONF = "benchmarks.costs.project.urls"
SECRET_KEY = "for the benchmark only"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["benchmarks.costs.project"]
LOGGING_CONFIG = None
