"""Views that use the ORM in the ways that a pooler may break.

Each imports its model itself: to make one takes every project time, and few are asked these views.
"""

import json
import socket
from contextlib import nullcontext

from django.db import transaction
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def iterate(request):
    """The numbers of all rows, from iterator(), waiting at a ``gate`` after the first."""
    from tests.project.row import Row

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
    from tests.project.row import Row

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
    from tests.project.row import Row

    Row.objects.earliest("id").save()
    return JsonResponse({"rows": []})


@csrf_exempt
def repeat(request):
    """Send one query with a parameter again and again, within a transaction."""
    from tests.project.row import Row

    times = json.loads(request.body)["times"]
    with transaction.atomic():
        for number in range(times):
            Row.objects.filter(number=number).first()
    return JsonResponse({"rows": []})
