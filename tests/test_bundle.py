"""Bundles: what is written loads again, and every kind of damage is named with its cure."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spritedex.architectures.bundle_config import ClassifierConfig
from spritedex.architectures.decoder import DecoderBundleConfig
from spritedex.architectures.record import Kind
from spritedex.bundle.format import SHARED
from spritedex.bundle.locate import find_bundle, find_named, packaged_bundles
from spritedex.bundle.verify import load_bundle
from spritedex.bundle.write import copy_bundle, write_manifest
from spritedex.errors import BundleError, UsageError
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.pipeline import Pipeline
from spritedex.vocabulary import TYPES
from tests.pictures import plain
from tests.toy_bundles import toy_classifier, toy_generator


@pytest.fixture
def classifier(tmp_path: Path) -> Path:
    return toy_classifier(tmp_path / "reader")


@pytest.fixture
def generator(tmp_path: Path) -> Path:
    return toy_generator(tmp_path / "painter")


def rewrite(folder: Path, name: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Change a JSON file of a bundle."""
    values = json.loads((folder / name).read_text())
    change(values)
    (folder / name).write_text(json.dumps(values))


def sign(folder: Path, kind: Kind = "classifier") -> None:
    """Write the manifest anew, so that its hashes are those of the files as they are now."""
    write_manifest(folder, kind=kind, name="again", architecture="cnn6", trained_on={}, metrics={})


def test_a_bundle_loads_with_all_that_was_written(classifier: Path, generator: Path) -> None:
    bundle = load_bundle(classifier, "classifier")
    assert bundle.manifest.name == "toy-reader"
    assert bundle.manifest.license == "MIT"
    assert bundle.manifest.metrics == {"parameters": 1.0}
    assert isinstance(bundle.config, ClassifierConfig)
    assert bundle.config.types == TYPES
    decoder = load_bundle(generator).config
    assert isinstance(decoder, DecoderBundleConfig)
    assert decoder.noise_dim == 6


def test_an_open_network_is_shared_by_the_same_weights_only(classifier: Path, tmp_path: Path) -> None:
    first, same = Classifier.load(classifier), Classifier.load(classifier)
    other = toy_classifier(tmp_path / "other")
    weights = bytearray((other / "model.safetensors").read_bytes())
    weights[-2 * len(TYPES) :] = bytes(2 * len(TYPES))  # no bias
    (other / "model.safetensors").write_bytes(weights)
    sign(other)
    probabilities = [each.classify_one(plain("fire")).probabilities for each in (first, same, Classifier.load(other))]
    assert probabilities[0] == probabilities[1]
    assert all(probabilities[0][name] < value for name, value in probabilities[2].items())


def test_the_manifest_hashes_every_file_but_itself(classifier: Path) -> None:
    (classifier / ".DS_Store").write_bytes(b"left by a file browser")
    sign(classifier)
    files = load_bundle(classifier).manifest.files
    assert set(files) == {
        "README.md",
        "classifier.onnx",
        "config.json",
        "model.safetensors",
        "split.json",
    }
    data = (classifier / "model.safetensors").read_bytes()
    assert files["model.safetensors"].sha256 == hashlib.sha256(data).hexdigest()
    assert files["model.safetensors"].bytes == len(data)


@pytest.mark.parametrize("name", ["classifier.onnx", "model.safetensors", "config.json", "README.md"])
def test_one_changed_byte_is_found(classifier: Path, name: str) -> None:
    data = bytearray((classifier / name).read_bytes())
    data[len(data) // 2] ^= 1
    (classifier / name).write_bytes(data)
    with pytest.raises(BundleError, match=rf"reader: {name} does not match its sha256: .* again"):
        load_bundle(classifier)


def test_a_file_cut_short_or_missing_is_found(classifier: Path) -> None:
    weights = classifier / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    with pytest.raises(BundleError, match=r"model\.safetensors has [\d,]+ bytes where the manifest says"):
        load_bundle(classifier)
    weights.unlink()
    with pytest.raises(BundleError, match=r"model\.safetensors is missing; export or download"):
        load_bundle(classifier)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m.update(schema_version=2), r"schema version is 2 .* reads 1; update"),
        (lambda m: m.pop("schema_version"), r"schema version is None"),
        (lambda m: m.update(kind="poem"), r"kind: must be 'classifier' or 'generator'"),
        (lambda m: m.update(color="red"), r"color: Extra inputs"),
        (lambda m: m["files"].update({"../secret": m["files"]["README.md"]}), r"'../secret' is not a plain file name"),
        (lambda m: m["files"].update({"a\\b": m["files"]["README.md"]}), r"is not a plain file name"),
        (lambda m: m["files"].pop("classifier.onnx"), r"names no classifier\.onnx"),
        (lambda m: m["files"]["README.md"].update(sha256="0"), r"sha256: must be 64 digits from 0 to f"),
    ],
)
def test_a_wrong_manifest_is_explained(classifier: Path, change: Callable[..., object], message: str) -> None:
    rewrite(classifier, "manifest.json", change)
    with pytest.raises(BundleError, match=message):
        load_bundle(classifier)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c["types"].reverse(), r"types are not the 18 known ones"),
        (lambda c: c.update(thresholds=[0.5] * 17), r"thresholds"),
        (lambda c: c.update(temperature=0), r"temperature: must be above 0"),
        (lambda c: c.update(std=[0.1, 0, 0.1]), r"std\.1"),
        (lambda c: c.update(mean=[float("nan")] * 3), r"mean\.0: must be a finite number"),
        (lambda c: c.update(size=64), r"size: Extra inputs"),
    ],
)
def test_a_wrong_config_is_explained(classifier: Path, change: Callable[..., object], message: str) -> None:
    rewrite(classifier, "config.json", change)
    sign(classifier)
    with pytest.raises(BundleError, match=rf"config\.json is not valid .*{message}"):
        load_bundle(classifier)


def test_the_wrong_kind_is_named(classifier: Path, generator: Path) -> None:
    with pytest.raises(BundleError, match="it is a generator, and a classifier is needed"):
        Classifier.load(generator)
    with pytest.raises(BundleError, match="it is a classifier, and a generator is needed"):
        Pipeline.load(classifier)


def test_a_link_out_of_the_folder_is_refused(classifier: Path) -> None:
    shutil.move(classifier / "config.json", classifier.parent / "config.json")
    (classifier / "config.json").symlink_to(classifier.parent / "config.json")
    with pytest.raises(BundleError, match=r"config\.json is a link out of the folder"):
        load_bundle(classifier)


def test_what_is_no_bundle_is_named(tmp_path: Path, classifier: Path) -> None:
    with pytest.raises(BundleError, match="no such folder"):
        load_bundle(tmp_path / "nowhere")
    with pytest.raises(BundleError, match=r"no manifest\.json in it"):
        load_bundle(tmp_path)
    (classifier / "manifest.json").write_text("{")
    with pytest.raises(BundleError, match=r"manifest\.json is not JSON"):
        load_bundle(classifier)
    (classifier / "manifest.json").write_text("[]")
    with pytest.raises(BundleError, match=r"manifest\.json is not a JSON object"):
        load_bundle(classifier)


def test_a_network_that_cannot_be_opened_is_named(classifier: Path, generator: Path) -> None:
    (classifier / "classifier.onnx").write_bytes(b"not a network")
    sign(classifier)
    with pytest.raises(BundleError, match=r"classifier\.onnx: ONNX Runtime .* cannot open it"):
        Classifier.load(classifier)
    shutil.copy(generator / "text_encoder.onnx", generator / "generator.onnx")
    sign(generator, "generator")
    with pytest.raises(BundleError, match=r"generator\.onnx: it maps \['attention_mask', 'input_ids'\]"):
        Pipeline.load(generator)
    (generator / "tokenizer.json").write_text("{}")
    sign(generator, "generator")
    with pytest.raises(BundleError, match=r"tokenizer\.json cannot be opened"):
        Pipeline.load(generator)


def test_a_bundle_holds_plain_files_only(classifier: Path) -> None:
    (classifier / "more").mkdir()
    with pytest.raises(BundleError, match="more is not a file"):
        sign(classifier)


def test_sources_that_name_nothing(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"no bundle 'nothing': give a packaged name"):
        find_named("nothing")
    with pytest.raises(UsageError, match="write hub:owner/name"):
        find_named("hub:../../etc")
    for revision in ("", "..", "../main", "a b", "-x", "x" * 300):
        with pytest.raises(UsageError, match="write hub:owner/name"):
            find_named(f"hub:owner/name@{revision}")
    assert find_bundle(tmp_path, "classifier") == tmp_path
    assert find_bundle(str(tmp_path), "generator") == tmp_path


def test_packaged_bundles_are_whole() -> None:
    if not packaged_bundles():
        pytest.skip("no bundle in this tree")
    for folder in packaged_bundles():
        assert load_bundle(folder).manifest.license in {"MIT", "MIT AND Apache-2.0"}
    assert load_bundle(find_bundle(None, "classifier"), "classifier")
    assert load_bundle(find_bundle(None, "generator"), "generator")


def test_models_shows_a_bundle_and_finds_damage(classifier: Path, spritedex: Callable[..., Any]) -> None:
    shown = spritedex("models", classifier, "--verify")
    assert shown.returncode == 0
    assert "toy-reader" in shown.stdout
    assert "nothing: made by hand" in shown.stdout
    assert "Every file matches" in shown.stdout
    (classifier / "README.md").write_text("# other one\n")
    damaged = spritedex("models", classifier, "--verify", "--json")
    assert damaged.returncode == 1
    assert json.loads(damaged.stdout) == []
    assert damaged.stderr.count("\n") == 1
    assert "README.md has 12 bytes" in damaged.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.update(post_processor=None), r"puts no \[CLS\] before and \[SEP\] after a prompt; train with"),
        (lambda t: t["model"].update(unk_token="[NONE]"), r"cannot cut 'Ω' into word pieces"),
    ],
)
def test_a_tokenizer_of_another_kind_is_named(generator: Path, change: Callable[..., object], message: str) -> None:
    rewrite(generator, "tokenizer.json", change)
    sign(generator, "generator")
    with pytest.raises(BundleError, match=message):
        Pipeline.load(generator).generate("Ω")


def test_help_lists_the_commands_in_the_order_of_use(spritedex: Callable[..., Any]) -> None:
    shown = spritedex("--help").stdout
    names = [line.split()[0] for line in shown.splitlines() if re.match(r"  [a-z]+ +[A-Z]", line)]
    assert names[:8] == ["generate", "classify", "describe", "attention", "sketches", "sprite", "models", "serve"]
    assert names[8:] == ["data", "train", "export", "evaluate", "benchmark"]


def test_packaged_generators_share_one_text_encoder() -> None:
    own = json.loads((SHARED / "manifest.json").read_text(encoding="utf-8"))["files"]
    for name, entry in own.items():
        data = (SHARED / name).read_bytes()
        assert entry == {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    assert SHARED not in packaged_bundles()
    for name in ("painter", "decoder"):
        bundle = load_bundle(find_named(name), "generator")
        assert {file: entry.model_dump() for file, entry in bundle.manifest.shared.items()}.items() <= own.items()
        assert bundle.file("text_encoder.onnx").path.parent == SHARED
        assert bundle.file("generator.onnx").path.parent == bundle.path


def test_a_shared_file_of_another_version_is_found(tmp_path: Path) -> None:
    folder = shutil.copytree(find_named("decoder"), tmp_path / "decoder")
    assert Pipeline.load(folder)
    rewrite(folder, "manifest.json", lambda m: m["shared"]["tokenizer.json"].update(sha256=64 * "0"))
    with pytest.raises(BundleError, match=r"shares tokenizer\.json of the packaged text encoder, .* has another one"):
        load_bundle(folder)
    rewrite(folder, "manifest.json", lambda m: m.pop("shared"))
    with pytest.raises(BundleError, match=r"its manifest names no text_encoder\.onnx"):
        load_bundle(folder)


def test_a_copied_bundle_needs_no_other_file(tmp_path: Path) -> None:
    packaged = load_bundle(find_named("decoder"), "generator")
    copy_bundle(packaged, tmp_path / "mine")
    mine = load_bundle(tmp_path / "mine", "generator")
    assert mine.manifest.shared == {}
    assert mine.manifest.files == packaged.manifest.all_files
    assert mine.manifest.size == packaged.manifest.size
    assert {path.name for path in mine.path.iterdir()} == {*mine.manifest.files, "manifest.json"}
    ours, theirs = (next(Pipeline(bundle).generate("a blue fish")).rgba for bundle in (mine, packaged))
    assert (ours == theirs).all()
    with pytest.raises(BundleError, match="already exists"):
        copy_bundle(packaged, tmp_path / "mine")


def test_a_packaged_model_is_copied_whole_by_the_command_line(spritedex: Callable[..., Any], tmp_path: Path) -> None:
    done = spritedex("export", "decoder", "--out", "mine", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert load_bundle(tmp_path / "mine").manifest.shared == {}
    again = spritedex("export", "decoder", "--out", "mine", cwd=tmp_path)
    assert again.returncode == 2
    assert again.stderr == "error: --out: mine is there already; remove it, or choose another folder\n"
