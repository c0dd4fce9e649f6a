"""The words for `Unsuggested`, beside those of `errors.py`."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from annotator.faults import Unsuggested
from annotator.notices import Code

# fmt: off
UNSUGGESTED: dict[Code, object] = {
    Unsuggested.CANCELLED: QT_TRANSLATE_NOOP("Errors", "cancelled; what was suggested so far stays: {articles} articles; suggesting again goes on from there"),
    Unsuggested.DIES: QT_TRANSLATE_NOOP("Errors", "the process that suggests ends again and again before it has begun; details are in {log}"),
    Unsuggested.FAILS: QT_TRANSLATE_NOOP("Errors", "the process that suggests can’t load the pipeline ({reason})"),
    Unsuggested.TEXTS_WOULD_LEAVE: QT_TRANSLATE_NOOP("Errors", "the texts of this project would leave this machine, for {address}; say --yes if they may"),
    Unsuggested.TEXTS_STAY: QT_TRANSLATE_NOOP("Errors", "nothing was suggested, and nothing has left this machine"),
    Unsuggested.PROCESSES_OF_CLUSTER: QT_TRANSLATE_NOOP("Errors", "--processes is for this machine; a cluster has its own workers; leave one of --processes and --dask out"),
    Unsuggested.EXTRA_MISSING_CLUSTER: QT_TRANSLATE_NOOP("Errors", "a cluster needs a part that is not installed; pip install “annotator[cluster]”"),
    Unsuggested.CLUSTER_UNREACHABLE: QT_TRANSLATE_NOOP("Errors", "no cluster answers there ({reason}); see whether the address is that of a Dask scheduler that runs, as tcp://host:8786"),
    Unsuggested.CLUSTER_EMPTY: QT_TRANSLATE_NOOP("Errors", "the cluster has no workers; start some, and run the same command again; what is stored stays"),
    Unsuggested.CLUSTER_GONE: QT_TRANSLATE_NOOP("Errors", "the cluster does not answer any more; run the same command again when it does; what is stored stays"),
    Unsuggested.CLUSTER_FAILS: QT_TRANSLATE_NOOP("Errors", "the cluster can’t suggest ({reason})"),
    Unsuggested.WORKER_WITHOUT: QT_TRANSLATE_NOOP("Errors", "this worker of the cluster has no {name}; install the same there as here: {version}"),
    Unsuggested.WORKER_OTHERWISE: QT_TRANSLATE_NOOP("Errors", "this worker of the cluster has {name} {found}, this machine {own}; install the same version on both"),
}
