"""Why a project's articles can't be suggested for, here or on a cluster: codes beside those of
`faults.py`, by which they are imported.
"""

from __future__ import annotations

from enum import unique

from annotator.notices import Code

# fmt: off


@unique
class Unsuggested(Code):
    """What is wrong; first what is so, then what to do about it."""

    CANCELLED = "cancelled; what was suggested so far stays: {articles} articles", "suggesting again goes on from there"
    DIES = "the process that suggests ends again and again before it has begun", "details are in {log}"
    FAILS = "the process that suggests can’t load the pipeline ({reason})"
    TEXTS_WOULD_LEAVE = "the texts of this project would leave this machine, for {address}", "say --yes if they may"
    TEXTS_STAY = "nothing was suggested, and nothing has left this machine"
    PROCESSES_OF_CLUSTER = "--processes is for this machine", "a cluster has its own workers; leave one of --processes and --dask out"
    EXTRA_MISSING_CLUSTER = "a cluster needs a part that is not installed", "pip install “annotator[cluster]”"
    CLUSTER_UNREACHABLE = "no cluster answers there ({reason})", "see whether the address is that of a Dask scheduler that runs, as tcp://host:8786"
    CLUSTER_EMPTY = "the cluster has no workers", "start some, and run the same command again; what is stored stays"
    CLUSTER_GONE = "the cluster does not answer any more", "run the same command again when it does; what is stored stays"
    CLUSTER_FAILS = "the cluster can’t suggest ({reason})"
    WORKER_WITHOUT = "this worker of the cluster has no {name}", "install the same there as here: {version}"
    WORKER_OTHERWISE = "this worker of the cluster has {name} {found}, this machine {own}", "install the same version on both"
