#!/usr/bin/env python3
"""Writes surnames with their languages as CSV: surnames.py FOLDER, that of Faker's providers of persons."""
import ast
import csv
import pathlib
import sys

LANGUAGES = {
    "hr_HR": "Croatian", "nl_NL": "Dutch", "en": "English", "et_EE": "Estonian", "fi_FI": "Finnish", "fr_FR": "French",
    "de_DE": "German", "pl_PL": "Polish", "es_ES": "Spanish", "sv_SE": "Swedish",
}


def surnames(source):
    """The strings assigned to `last_names` and variables such as `unisex_last_names`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and "last_names" in target.id for target in targets):
            found |= {part.value for part in ast.walk(node.value)
                      if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return sorted(found)


if __name__ == "__main__":
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["name", "language"])
    for locale, language in LANGUAGES.items():
        source = pathlib.Path(sys.argv[1], locale, "__init__.py").read_text(encoding="utf-8")
        out.writerows([name, language] for name in surnames(source))
