"""Text files of what was found by looking at pictures: a finding a line, # for remarks."""

from pathlib import Path


def findings(name: str) -> list[str]:
    lines = Path(__file__).with_name(name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def classes_found(name: str) -> dict[str, str]:
    """{picture: class} of lines with both; "-" for no class."""
    return dict(line.split(" ", 1) for line in findings(name))
