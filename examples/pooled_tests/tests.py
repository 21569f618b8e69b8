"""Test on every alias, with threads that give connections back, and over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

from django.db import connections
from django.http import HttpResponse
from django.test import LiveServerTestCase, TestCase, TransactionTestCase
from django.test.utils import override_settings
from django.urls import path


def ask(alias="default"):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 'answered'")
        return cursor.fetchone()[0]


def ask_in_a_thread(_):
    try:
        return ask()
    finally:
        connections.close_all()


class OnEveryAlias(TestCase):
    databases = "__all__"

    def test_query(self):
        for alias in connections:
            assert ask(alias) == "answered"


class InThreads(TransactionTestCase):
    def test_eight_threads(self):
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(ask_in_a_thread, range(8)))
        assert answers == ["answered"] * 8


urlpatterns = [path("", lambda request: HttpResponse(ask()))]


@override_settings(ROOT_URLCONF=__name__)
class OverHTTP(LiveServerTestCase):
    def test_request_while_the_test_has_a_connection(self):
        ask()
        with urlopen(self.live_server_url) as response:
            assert response.read() == b"answered"
