"""The error tree: three kinds of failure, each with a treatment of its own."""


class AnnotatorError(Exception):
    """What this program raises itself; catch one of its kinds where they are treated differently.

    `what` is wrong, `where` (file, line, label) and what to `do` are phrases without a full stop.
    `str()` gives all of it in one line, ready to be shown.
    """

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.do = do

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"; {self.do}" if self.do else ""
        return " ".join(f"{place}{self.what}{advice}".splitlines())


class UserError(AnnotatorError):
    """Bad input: the person can put it right. Raised before anything changed; never logged."""


class EnvironmentFault(AnnotatorError):
    """The machine refuses: disk full, file locked, no display. Trying again later may help."""


class Bug(AnnotatorError):
    """Ours: a promise of the code is broken. Logged with its traceback, shown once."""
