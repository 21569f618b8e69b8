"""A test that asks which server an alias reaches while tests run."""

from django.db import connections
from django.test import TestCase


class ReplicaTest(TestCase):
    databases = "__all__"

    def test_replica_is_a_replica(self):
        with connections["replica"].cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            assert cursor.fetchone() == (True,)
