"""Where resources, settings, logs and exports are. No other file builds such a path.

Nothing is created here: who writes makes the folder. HOME and the XDG variables are honoured,
and read at each call.
"""

from pathlib import Path

_APP = "annotator"
_PACKAGE = Path(__file__).resolve().parent


def resources_dir() -> Path:
    """The checkout's resources/, or the copy that the wheel carries."""
    checkout = _checkout()
    return checkout / "resources" if checkout else _PACKAGE / "_resources"


def schemes_dir() -> Path:
    """The schemes that come with the program."""
    return resources_dir() / "schemes"


def samples_dir() -> Path:
    """The sample articles."""
    return resources_dir() / "samples"


def themes_dir() -> Path:
    """The light and the dark theme."""
    return resources_dir() / "themes"


def translations_dir() -> Path:
    """The languages of the window."""
    return resources_dir() / "translations"


def icons_dir() -> Path:
    """The icons of the window."""
    return resources_dir() / "icons"


def clusters_file(language: str) -> Path:
    """Which words of a language ("en") are used alike; there are few such files."""
    return resources_dir() / "clusters" / f"{language}.txt.gz"


def language_model_dir() -> Path:
    """The files of the small language model."""
    return resources_dir() / "language_model"


def exports_dir() -> Path:
    """The checkout's exports/ when run from one, otherwise exports/ in the current folder."""
    checkout = _checkout()
    if checkout and (checkout / "exports").is_dir():
        return checkout / "exports"
    return Path.cwd() / "exports"


def settings_file() -> Path:
    """What the person has set."""
    from platformdirs import user_config_path

    return user_config_path(_APP, appauthor=False) / "settings.json"


def state_file() -> Path:
    """What the program remembers by itself: recent projects, window geometry."""
    from platformdirs import user_state_path

    return user_state_path(_APP, appauthor=False) / "state.json"


def backups_dir() -> Path:
    """Where projects are backed up, each in a folder of its own: not beside the projects, so that
    they are there when the project's folder is lost.
    """
    from platformdirs import user_data_path

    return user_data_path(_APP, appauthor=False) / "backups"


def log_dir() -> Path:
    """The folder of the log files."""
    from platformdirs import user_log_path

    return user_log_path(_APP, appauthor=False)


def default_projects_dir() -> Path:
    """Where new projects are proposed to be kept."""
    return documents_dir() / "Annotator"


def documents_dir() -> Path:
    """Where the system keeps a person's documents."""
    from platformdirs import user_documents_path

    return user_documents_path()


def _checkout() -> Path | None:
    """The folder of the sources that this package is run from, if it is not an installed copy."""
    root = _PACKAGE.parent
    is_checkout = (root / "pyproject.toml").is_file() and (root / "resources").is_dir()
    return root if is_checkout else None
