from __future__ import annotations

import click
import pytest

from servanda.cli import cli

from .cli_reference import PAGE, render
from .pages import section

_TEXT = PAGE.read_text("utf-8")


def test_the_page_is_what_the_command_line_says() -> None:
    assert render() == _TEXT, "the command line has changed: run make reference"


@pytest.mark.parametrize("verb", sorted(cli.commands))
def test_every_verb_and_option_is_there_and_helps(verb: str) -> None:
    command = cli.commands[verb]
    below = section(_TEXT, f"## servanda {verb}")
    assert command.help
    for each in command.params:
        if isinstance(each, click.Option):
            assert all(f"`{name}`" in below for name in each.opts)


@pytest.mark.parametrize(
    ("verb", "option"),
    [
        (verb, each.opts[0])
        for verb, command in sorted(cli.commands.items())
        for each in command.params
        if isinstance(each, click.Option) and not isinstance(each.type, click.Choice)
    ],
)
def test_every_option_that_is_no_list_of_choices_says_what_it_means(verb: str, option: str) -> None:
    [found] = [each for each in cli.commands[verb].params if option in each.opts]
    assert isinstance(found, click.Option)
    assert found.help
