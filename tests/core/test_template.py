"""Texts with their credentials taken out: nothing of them is left, and put back they are as they were."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbauth.core import body_places, places
from nbauth.core.template import Blank, Collector, Template, values_taken_out


def taken_out(text, media="", *, known=None):
    """Take the credentials out of a URL, or of a body of a media type."""
    counts = []

    def name(value, place):
        if known and value in known:
            return known[value]
        counts.append(value)
        return f"{place}_{len(counts)}"

    collector = Collector(name)
    if media:
        shown = body_places.body(text.encode(), media, collector).decode()
    else:
        shown = places.url(text, collector)
    return Template.of(text, shown, set(collector.values()))


def put_back(template):
    return "".join(part.raw if isinstance(part, Blank) else part for part in template.parts)


@pytest.mark.parametrize(
    "text, media, shown",
    [
        ("https://a.example/x?b=1", "", "https://a.example/x?b=1"),
        ("https://a.example/x?token=a%2Bb+c&b=1", "", "https://a.example/x?token={{token_1}}&b=1"),
        ("https://a/?token=t&api_key=k", "", "https://a/?token={{token_1}}&api_key={{api_key_2}}"),
        ("a=1&password=p%26w", "application/x-www-form-urlencoded", "a=1&password={{password_1}}"),
        ('{"password": "p\\"\\u00e9", "a": 1}', "application/json", '{"password": "{{password_1}}", "a": 1}'),
        ('{"password": 1234, "a": 1}', "application/json", '{"password": {{password_1}}, "a": 1}'),
        ('{"token": ["x", "y"]}', "application/json", '{"token": ["{{token_1}}", "{{token_2}}"]}'),
        ('{"password": "{{password_1}}", "token": "t"}', "application/json", '{"password": "{{password_1}}", "token": "{{token_1}}"}'),
        ("", "application/json", ""),
    ],
)  # fmt: skip
def test_taken_out(text, media, shown):
    """URLs, forms, JSON: a name for each credential; what stood there comes back with its escapes."""
    template = taken_out(text, media)

    assert shown == template.named()
    assert text == put_back(template)


JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "password", "token", "x"]), inner),
    max_leaves=8,
)


@given(JSON, st.booleans(), st.sampled_from([None, 2]))
def test_json_comes_back_as_it_was(document, ascii_only, indent):
    """Whatever the values are, and however they are escaped."""
    text = json.dumps(document, ensure_ascii=ascii_only, indent=indent)

    assert text == put_back(taken_out(text, "application/json"))


@given(st.lists(st.tuples(st.sampled_from(["a", "password", "token"]), st.text("ab%&=+{}\"'é \n"))))
def test_forms_come_back_as_they_were(pairs):
    """Also ones that are none."""
    text = "&".join(f"{name}={value}" for name, value in pairs)

    assert text == put_back(taken_out(text, "application/x-www-form-urlencoded"))


def test_the_same_value_has_one_name():
    """However it is written: each place keeps its own way."""
    template = taken_out('{"password": "a/b", "token": "a\\/b"}', "application/json")

    assert '{"password": "{{password_1}}", "token": "{{password_1}}"}' == template.named()
    assert ["a/b", "a\\/b"] == [part.raw for part in template.parts if isinstance(part, Blank)]


def test_values_of_variables():
    """What a variable held is taken out wherever it stands, longest first, and not from what was taken out before."""
    forms = {"abc": "SHORT", "abcdef": "LONG", "a%2Fb": "PATH"}
    template = taken_out("https://a.example/abcdef/abc?token=abc&x=a%2Fb").map(
        lambda part: values_taken_out(part, forms)
    )

    assert "https://a.example/{{LONG}}/{{SHORT}}?token={{token_1}}&x={{PATH}}" == template.named()
    assert "https://a.example/abcdef/abc?token=abc&x=a%2Fb" == put_back(template)


def test_what_does_not_fit():
    """A text that is shown as another one is a mistake of ours, and says so without either."""
    with pytest.raises(ValueError, match=r"^what is shown is not made of the original$"):
        Template.of("z9Kq", "{{a}}b", {"a"})


def test_nothing_is_shown():
    """Neither a blank nor a template shows what was taken out."""
    assert "z9Kq" not in repr([taken_out("https://a.example/?token=z9Kq"), Blank("a", "z9Kq")])
