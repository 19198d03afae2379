"""Turns a file into content, or into a list of its mistakes."""

from pathlib import Path

import yaml
from django.conf import settings
from pydantic import ValidationError

from site_wide.content.consistency import inconsistencies
from site_wide.content.schema import EqualityContent, EqualityQuestionContent, StrategyContent

USUAL_EQUALITY_QUESTIONS = settings.BASE_DIR / "content" / "equality-questions.yaml"

SENTENCES = {
    "extra_forbidden": "{field} is not a field that is known here.",
    "missing": "The field {field} is missing.",
    "too_short": "{field} must not be empty.",
    "string_too_short": "{field} must not be empty.",
    "string_type": "{field} must be a text.",
    "list_type": "{field} must be a list.",
    "model_type": "{field} must have fields of its own.",
    "value_error": "{field}: {ctx[error]}",
}


class ContentError(Exception):
    """The mistakes in a file, each as (line counted from 1, sentence)."""

    def __init__(self, mistakes):
        self.mistakes = sorted(mistakes)
        super().__init__("\n".join(f"Line {line}: {sentence}" for line, sentence in self.mistakes))


def read(path: Path) -> StrategyContent:
    """The checked content of the file at `path`.

    Raises ContentError with all mistakes if the file cannot be read, is not YAML, or breaks a rule.
    """
    return read_text(_text_of(path))


def read_text(text: str) -> StrategyContent:
    """The checked content of a file with this text. Raises ContentError."""
    root = _parse(text)
    mistakes = []
    content = _validated(StrategyContent, root, mistakes)
    mistakes += [
        (_line(root, location), sentence) for location, sentence in inconsistencies(content)
    ]
    if mistakes:
        raise ContentError(mistakes)
    return content


def read_equality_questions(path: Path = USUAL_EQUALITY_QUESTIONS) -> list[EqualityQuestionContent]:
    """The questions in the file at `path`. Raises ContentError as `read` does."""
    mistakes = []
    content = _validated(EqualityContent, _parse(_text_of(path)), mistakes)
    if mistakes:
        raise ContentError(mistakes)
    return content.questions


def _validated(schema, root, mistakes):
    data = _plain(root, mistakes)
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        for e in error.errors():
            names = [step for step in e["loc"] if isinstance(step, str)]
            field = f"“{names[-1]}”" if names else "This"
            if sentence := SENTENCES.get(e["type"]):
                sentence = sentence.format(field=field, ctx=e.get("ctx"))
            else:
                sentence = f"{field}: {e['msg'][0].lower()}{e['msg'][1:]}."
            mistakes.append((_line(root, e["loc"]), sentence))
        raise ContentError(mistakes) from None


def _text_of(path):
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError([(1, f"{path} cannot be read: {error}.")]) from None


def _parse(text) -> yaml.MappingNode:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        events = list(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise ContentError([(mark.line + 1 if mark else 1, f"{problem}.")]) from None
    except RecursionError:
        raise ContentError([(1, "The file is nested too deeply.")]) from None
    if not isinstance(root, yaml.MappingNode):
        raise ContentError([(1, "The file must begin with fields such as “title: …”.")])
    if aliases := [event for event in events if isinstance(event, yaml.AliasEvent)]:
        # Aliases can make a small file expand without end.
        raise ContentError(
            [(event.start_mark.line + 1, "Write it out; no * is used here.") for event in aliases]
        )
    return root


def _plain(node, mistakes):
    """The value of the node with all scalars as text: only the schema decides on types."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, mistakes) for child in node.value]
    if isinstance(node, yaml.MappingNode):
        values = {}
        for name, child in node.value:
            line = name.start_mark.line + 1
            if not isinstance(name, yaml.ScalarNode):
                mistakes.append((line, "A field's name is a word."))
                continue
            if name.value in values:
                mistakes.append((line, f"The field “{name.value}” is there twice."))
            values[name.value] = _plain(child, mistakes)
        return values
    if "\0" in node.value:
        mistakes.append((node.start_mark.line + 1, "A text may not hold a null character."))
    return node.value


def _line(node, location) -> int:
    """The line of the node at `location`, or of its innermost parent that exists."""
    line = node.start_mark.line + 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            found = next(((n, child) for n, child in node.value if n.value == step), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line
