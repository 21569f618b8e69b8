"""Send requests, one after another or all at once, and count who answered."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

path, requests = sys.argv[1], int(sys.argv[2])
at_once = "--at-once" in sys.argv
served_by, errors = [], []


def ask(number):
    url = f"http://127.0.0.1:{os.environ['WEB_PORT']}{path}"
    try:
        with urlopen(Request(url, headers={"Accept": "text/plain"})) as response:
            served_by.append(response.read())
    except HTTPError as error:
        # With DEBUG on, the first two lines of Django's answer name the error.
        errors.append(": ".join(error.read().decode().splitlines()[:2]))
    except URLError:
        sys.exit(f"Nobody answers at {url} yet. Try again, or read django.log.")


with ThreadPoolExecutor(requests if at_once else 1) as clients:
    list(clients.map(ask, range(requests)))

print(len(served_by), "requests answered by", len(set(served_by)), "server processes")
for error in errors:
    print("1 request failed with", error)
