"""Compare what PyMySQL's options encrypt and verify."""

import os

import pymysql

pymysql.install_as_MySQLdb()

MYSQL = {
    "ENGINE": "django.db.backends.mysql",
    "NAME": os.environ["DB_NAME"],
    "USER": os.environ["DB_USER"],
    "PASSWORD": os.environ["DB_PASSWORD"],
    "HOST": os.environ["DB_HOST"],
    "PORT": os.environ["DB_PORT"],
}
CA = {"ssl_ca": os.environ["DB_SSL_CA"]}
CERT = {**CA, "ssl_verify_cert": True}
CERT_AND_IDENTITY = {**CERT, "ssl_verify_identity": True}

DATABASES = {
    "default": MYSQL,
    "ssl_dict": {**MYSQL, "OPTIONS": {"ssl": {"ca": CA["ssl_ca"]}}},
    "ssl_ca": {**MYSQL, "OPTIONS": CA},
    "verify_cert": {**MYSQL, "OPTIONS": CERT},
    "verify_identity": {**MYSQL, "OPTIONS": CERT_AND_IDENTITY},
    "of_mysqlclient": {**MYSQL, "OPTIONS": {"ssl_mode": "VERIFY_IDENTITY"}},
}
