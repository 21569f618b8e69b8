"""What a reader has to know of a machine to compare a measurement with one of their own."""

import os
import platform
from pathlib import Path

import psutil


def facts() -> dict:
    """The machine that this runs on, without anything that tells it from others of its kind."""
    return {
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "cpu": cpu_model(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": system(),
        "python": platform.python_version(),
    }


def cpu_model() -> str:
    """As its makers write it, where the system says so."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except FileNotFoundError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def system() -> str:
    """The operating system and its version."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return f"{platform.system()} {platform.release()}"
