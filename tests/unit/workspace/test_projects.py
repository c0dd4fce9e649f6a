"""Projects: new ones, and the memory of those that were open."""

import pytest

from annotator import paths
from annotator.errors import UserError
from annotator.storage import Store
from annotator.workspace.open import projects


def test_create_makes_a_project_with_the_scheme(tmp_path):
    path = projects.create(tmp_path / "deep" / "p.db", "conll")
    with Store.open(path) as store:
        assert [label.name for label in store.scheme.read().labels] == ["PER", "ORG", "LOC", "MISC"]


def test_a_new_project_has_a_seed_of_its_own_and_the_blind_share(tmp_path):
    seeds = set()
    for name, share in (("a", 20), ("b", 0)):
        with Store.open(projects.create(tmp_path / name, "conll", blind_share=share)) as store:
            assert store.settings.get("blind_share") == share
            seeds.add(store.settings.get("seed"))
    assert len(seeds) == 2
    with pytest.raises(UserError, match="1 in -1"):
        projects.create(tmp_path / "c", "conll", blind_share=-1)


def test_create_never_writes_over_a_file(tmp_path):
    path = tmp_path / "p.db"
    path.write_text("mine")
    with pytest.raises(UserError, match="already"):
        projects.create(path, "news")
    assert path.read_text() == "mine"


def test_an_unknown_scheme_makes_no_file(tmp_path):
    with pytest.raises(UserError):
        projects.create(tmp_path / "p.db", "nonsense")
    assert list(tmp_path.iterdir()) == []


def test_the_latest_comes_first_and_once(tmp_path):
    one, two = tmp_path / "1.db", tmp_path / "2.db"
    one.touch()
    two.touch()
    for path in (one, two, one):
        projects.remember(path)
    assert projects.recent() == [one, two]
    one.unlink()
    assert projects.recent() == [two]


def test_what_else_is_remembered_stays(tmp_path):
    paths.state_file().parent.mkdir(parents=True)
    paths.state_file().write_text('{"window": [1, 2]}')
    path = tmp_path / "p.db"
    path.touch()
    projects.remember(path)
    assert '"window"' in paths.state_file().read_text()


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[1]", b'{"recent": 3}', b'{"recent": [3]}', b"\xff"]
)
def test_a_damaged_memory_is_an_empty_one(damage, tmp_path):
    paths.state_file().parent.mkdir(parents=True)
    paths.state_file().write_bytes(damage)
    assert projects.recent() == []
    path = tmp_path / "p.db"
    path.touch()
    projects.remember(path)
    assert projects.recent() == [path]
