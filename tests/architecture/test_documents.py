"""What the documents say of files is true: each file that they name is there."""

import re

import pytest

from tests.architecture.tree import REPOSITORY, files

DOCUMENTS = ("annotator/README.md", "annotator/DECISIONS.md", ".github/CONTRIBUTING.md")
NAMED = re.compile(r"`([\w./]+\.(?:py|toml|md))`")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_named_files_exist(document):
    named = set(NAMED.findall((REPOSITORY / document).read_text("utf-8")))
    ends = ["/" + path.as_posix() for path in files()]
    assert named
    assert {name for name in named if not any(end.endswith("/" + name) for end in ends)} == set()
