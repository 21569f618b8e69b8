"""A fast and a slow view, which both answer with the pid of their server process."""

from django.db import connection
from django.http import HttpResponse
from django.urls import path


def fast(request):
    return answer("SELECT pg_backend_pid()")


def slow(request):
    return answer("SELECT pg_backend_pid() FROM pg_sleep(1.5)")  # seconds


def answer(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return HttpResponse(cursor.fetchone()[0])


urlpatterns = [path("fast", fast), path("slow", slow)]
