"""What was laid down about surfaces, as it is read (`storage/coding_rules.py`)."""

from annotator.core.records import Act, Change, CodingRule


def test_rules_are_read_by_surface_and_label_the_latest_first(made):
    store, me, article = made
    rules = [
        CodingRule(surface, me, f"2024-05-0{day}T10:00:00", label, f"rule {day}", article)
        for day, (surface, label) in enumerate([("Xi", 1), ("Moscow", 3), ("Xi", None)], 1)
    ]
    changes = tuple(Change(None, rule) for rule in rules)
    store.acts.commit(Act("rule", article, changes), annotator=me, at="2024-05-03T10:00:00")
    first, place, last = rules
    assert store.coding_rules.about("Xi") == [last, first]
    assert store.coding_rules.about("Berlin") == []
    assert store.coding_rules.all() == [last, place, first]
    assert store.coding_rules.all(limit=1) == [last]
    assert store.coding_rules.naming(store.scheme.read().labels[2]) == [place]
