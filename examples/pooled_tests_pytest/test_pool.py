"""Test with pytest-django: a query, threads that give connections back, and HTTP."""

from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.urls import path


def ask():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'answered'")
        return cursor.fetchone()[0]


def ask_in_a_thread(_):
    try:
        return ask()
    finally:
        connections.close_all()


urlpatterns = [path("", lambda request: HttpResponse(ask()))]


@pytest.mark.django_db
def test_query():
    assert ask() == "answered"


@pytest.mark.django_db(transaction=True)
def test_eight_threads():
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask_in_a_thread, range(8)))
    assert answers == ["answered"] * 8


@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
def test_request_while_the_test_has_a_connection(live_server):
    ask()
    with urlopen(live_server.url) as response:
        assert response.read() == b"answered"
