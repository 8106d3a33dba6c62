"""What is installed beside this Python: a CycloneDX 1.6 bill of materials and a list of licenses.

    .venv-runtime/bin/python locks/sbom.py --out .     # what `make sbom` does

Writes sbom.cdx.json and licenses.md from the metadata of the installed packages. Asks no network.
"""

import argparse
import email
import json
import re
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, Final

OURS: Final = "spritedex"
_CLASSIFIER: Final = "License :: "
_LONGEST: Final = 60


def installed() -> list[Distribution]:
    """All packages, by name, each once."""
    found = {canonical(each.metadata["Name"]): each for each in distributions()}
    return [found[name] for name in sorted(found)]


def canonical(name: str) -> str:
    """The name that an index knows a package by."""
    return re.sub(r"[-_.]+", "-", name).lower()


def license_of(package: Distribution) -> tuple[str, bool]:
    """The license that a package names, and whether it is an SPDX expression."""
    fields = email.message_from_string(package.read_text("METADATA") or "")
    if expression := fields.get("License-Expression"):
        return expression, True
    if (text := fields.get("License", "").strip()) and "\n" not in text and len(text) <= _LONGEST:
        return text, False
    named = [each.rpartition(" :: ")[2] for each in fields.get_all("Classifier") or () if each.startswith(_CLASSIFIER)]
    return " and ".join(named) or "not named", False


def needs(package: Distribution, known: set[str]) -> list[str]:
    """The installed packages that it needs; those of extras too, where they are installed."""
    names = {canonical(re.split(r"[\s<>=!~;\[(]", each, maxsplit=1)[0]) for each in package.requires or ()}
    return sorted(names & known)


def bill(packages: list[Distribution]) -> dict[str, Any]:
    """The CycloneDX document."""
    components = {canonical(each.metadata["Name"]): _component(each) for each in packages}
    known = set(components)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": components.get(OURS, {"type": "application", "name": OURS, "bom-ref": OURS})},
        "components": [component for name, component in components.items() if name != OURS],
        "dependencies": [
            {
                "ref": components[name]["bom-ref"],
                "dependsOn": [components[each]["bom-ref"] for each in needs(package, known - {name})],
            }
            for name, package in zip(components, packages, strict=True)
        ],
    }


def _component(package: Distribution) -> dict[str, Any]:
    name, (license, is_spdx) = canonical(package.metadata["Name"]), license_of(package)
    reference = f"pkg:pypi/{name}@{package.version}"
    return {
        "type": "application" if name == OURS else "library",
        "bom-ref": reference,
        "name": name,
        "version": package.version,
        "purl": reference,
        "licenses": [{"expression": license} if is_spdx else {"license": {"name": license}}],
    }


def license_list(packages: list[Distribution]) -> str:
    """The licenses as a Markdown table."""
    rows = [f"| {canonical(each.metadata['Name'])} | {each.version} | {license_of(each)[0]} |" for each in packages]
    return "\n".join(["| package | version | license |", "| --- | --- | --- |", *rows, ""])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path())
    out = parser.parse_args().out
    packages = installed()
    (out / "sbom.cdx.json").write_text(json.dumps(bill(packages), indent=2) + "\n", encoding="utf-8")
    (out / "licenses.md").write_text(license_list(packages), encoding="utf-8")
    print(f"{len(packages)} packages: {out / 'sbom.cdx.json'}, {out / 'licenses.md'}")


if __name__ == "__main__":
    main()
