"""A test of a view, which sees what the test has done in its transaction."""

import json

from django.db import connection
from django.test import TestCase


class ViewTest(TestCase):
    def test_view_runs_in_the_transaction_of_its_test(self):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 7 AS number")
        asked = {"statements": ["SELECT number FROM kept"], "alias": "default"}
        body = json.dumps(asked | {"gate": None, "atomic": False})
        for _ in range(2):
            response = self.client.post("/sql", body, content_type="application/json")
            assert response.json()["rows"] == [[7]]
