"""Encrypt the connections of PyMySQL, and refuse a server without proof."""

import os

import pymysql

pymysql.install_as_MySQLdb()

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.mysql",
        "NAME": os.environ["DB_NAME"],
        "USER": os.environ["DB_USER"],
        "PASSWORD": os.environ["DB_PASSWORD"],
        "HOST": os.environ["DB_HOST"],
        "PORT": os.environ["DB_PORT"],
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # The certificate of the authority that signed the server's.
            "ssl_ca": os.environ["DB_SSL_CA"],
            "ssl_verify_cert": True,
            "ssl_verify_identity": True,
        },
    },
}
