"""Views that use the ORM in the ways that a pooler may break."""

import json
import socket
from contextlib import nullcontext

from django.db import models, transaction
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt


class Row(models.Model):
    """A row of a table that the test makes."""

    number = models.IntegerField(default=0)

    class Meta:
        app_label = "tests"
        db_table = "example_rows"


@csrf_exempt
def iterate(request):
    """The numbers of all rows, from iterator(), waiting at a ``gate`` after the first."""
    asked = json.loads(request.body)
    with transaction.atomic(using=asked["alias"]) if asked["atomic"] else nullcontext():
        rows = Row.objects.using(asked["alias"]).order_by("id").iterator(chunk_size=2)
        numbers = [next(rows).number]
        if asked["gate"]:
            with socket.create_connection(asked["gate"]) as gate:
                gate.recv(1)
        numbers += [row.number for row in rows]
    return JsonResponse({"rows": numbers})


@csrf_exempt
def count_up(request):
    """Add one to the first row under its lock, after an attempt that is rolled back."""
    with transaction.atomic():
        row = Row.objects.select_for_update().earliest("id")
        row.number += 1
        try:
            with transaction.atomic():
                Row.objects.update(number=-1)
                raise Row.DoesNotExist
        except Row.DoesNotExist:
            row.save()
    return JsonResponse({"rows": []})


@csrf_exempt
def save(request):
    """Save the first row as it is."""
    Row.objects.earliest("id").save()
    return JsonResponse({"rows": []})


@csrf_exempt
def repeat(request):
    """Send one query with a parameter again and again, within a transaction."""
    times = json.loads(request.body)["times"]
    with transaction.atomic():
        for number in range(times):
            Row.objects.filter(number=number).first()
    return JsonResponse({"rows": []})
