"""Errors speak English and keep the template and values they were made from."""

from __future__ import annotations

import copy
import pickle

from pipeline.errors import AccountError, ActError, CriticalError, EngineError, ItemError, Told, said


def test_a_text_is_filled_and_keeps_its_template_and_values() -> None:
    error = ActError("there is a version in {} already: {}; edit that one", "pt", "story/pt")
    assert str(error) == "there is a version in pt already: story/pt; edit that one"
    assert error.message == "there is a version in {} already: {}; edit that one"
    assert error.values == ("pt", "story/pt")
    assert str(ActError("more than {:,}", 12_000)) == "more than 12,000"


def test_a_text_without_values_stands_as_it_is_braces_and_all() -> None:
    error = ActError("a {brace} of {} a stranger")
    assert str(error) == error.message == "a {brace} of {} a stranger"
    assert error.values == ()
    assert str(ActError("it holds {}", "{} and {1}")) == "it holds {} and {1}", "a value is no template"


def test_errors_of_every_kind_keep_them() -> None:
    account = AccountError("wait", "wait {} seconds", 30, wait=30)
    assert (str(account), account.reason, account.wait, account.values) == ("wait 30 seconds", "wait", 30, (30,))
    critical = CriticalError("story/pt", [])
    assert critical.values == ("story/pt", "")
    assert str(critical).startswith("story/pt was not approved")
    assert str(EngineError("it broke")) == "it broke"


def test_an_error_hands_on_what_it_was_told() -> None:
    first = ValueError(Told("“{}” is no language tag", "x y"))
    again = ActError(*first.args)
    assert (again.message, again.values) == ("“{}” is no language tag", ("x y",))
    around = ActError("the term was not added: {}", first)
    assert str(around) == "the term was not added: “x y” is no language tag"
    told = said(around)
    assert isinstance(told, Told)
    assert told.values == (first,)
    assert said(OSError("gone")) == "gone"


def test_a_told_text_survives_a_copy() -> None:
    told = Told("line {}: {}", 3, "{x}")
    for one in (copy.deepcopy(told), pickle.loads(pickle.dumps(told))):
        assert (one, one.message, one.values) == ("line 3: {x}", "line {}: {}", (3, "{x}"))
    error = pickle.loads(pickle.dumps(ItemError("it is empty: {}", "a.txt")))
    assert (str(error), error.values) == ("it is empty: a.txt", ("a.txt",))
