"""Views that query the database as ordinary views do."""

from random import randint

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.urls import path

from benchmarks.costs.design import ITEMS
from benchmarks.costs.project.models import Item

WORK = "SELECT sum(i) FROM generate_series(1, 10000) AS i"


def one(request):
    """Look up one row by its key."""
    return HttpResponse(name_of_any())


def three(request):
    """Look up three rows, one after another."""
    return HttpResponse(" ".join(name_of_any() for _ in range(3)))


def name_of_any() -> str:
    return Item.objects.get(pk=randint(1, ITEMS)).name


def work(request):
    """Have the database compute for a while."""
    with connection.cursor() as cursor:
        cursor.execute(WORK)
        return HttpResponse(cursor.fetchone()[0])


def pool(request):
    """What the pool of this process counts."""
    return JsonResponse(connection.pool.get_stats())


urlpatterns = [
    path("one", one),
    path("three", three),
    path("work", work),
    path("pool", pool),
]
