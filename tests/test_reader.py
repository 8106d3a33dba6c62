"""The reader's network, augmentations, losses and bundle, on creatures that our own code draws."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from spritedex.data.loaders import read_bestiary  # noqa: E402
from spritedex.data.records import Facts, portraits  # noqa: E402
from spritedex.data.words import Words  # noqa: E402
from spritedex.models.backbones import PUBLISHED, make_backbone, pool  # noqa: E402
from spritedex.models.depthwise import DepthwiseConv  # noqa: E402
from spritedex.models.losses import likeness_loss  # noqa: E402
from spritedex.models.palette import ColorHistogram  # noqa: E402
from spritedex.models.probe import INFERRED_WEIGHT, ProbeTargets, _solve, fit_embedding, fit_probe, standardize  # noqa: E402
from spritedex.models.reader import Mirrored, Reader  # noqa: E402
from spritedex.training.augmentation import apply_augmentations, identity_augmentation, sample_augmentation  # noqa: E402
from spritedex.training.pictures import Canvases  # noqa: E402
from spritedex.training.reader_data import UNKNOWN, AugmentedDataset, fact_targets  # noqa: E402
from spritedex.training.teacher_features import teacher_features_of  # noqa: E402
from tests.commands import spritedex  # noqa: E402

SMALL = ["model.backbone=residual", "data.image_size=32", "training.batch_size=8", "training.num_epochs=2"]


@pytest.mark.parametrize("shape", [(13, 3, 2, 0), (15, 5, 2, 0), (13, 5, 1, 2), (6, 5, 1, 2), (24, 3, 1, 1)])
def test_quick_gradients_are_those_of_pytorch(shape: tuple[int, int, int, int]) -> None:
    side, kernel, stride, padding = shape
    torch.manual_seed(0)
    conv = DepthwiseConv(8, kernel, stride, padding)
    x = torch.randn(4, 8, side, side, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        quick = conv(x)
    gradient = torch.randn_like(quick)
    quick.backward(gradient)
    found = x.grad, conv.weight.grad
    x.grad = conv.weight.grad = None
    plain = conv(x)
    plain.backward(gradient.float())
    assert quick.dtype == torch.bfloat16
    for ours, theirs in zip((quick, *found), (plain, x.grad, conv.weight.grad), strict=True):
        assert (ours - theirs).abs().max() < 0.02 * theirs.abs().max()


def test_published_weights_fit_the_network_and_tell_pictures_apart() -> None:
    backbone = make_backbone("efficientnet-lite0", pretrained=True, drop_path=0.0)
    backbone.network.eval()
    with torch.no_grad():
        levels = backbone.network(torch.rand(2, 3, 64, 64) * 2 - 1)
    assert [level.shape[1] for level in levels[-5:]] == [1152, 3 * 80, 3 * 112, 3 * 192, 3 * 320]
    assert levels[-5].shape == (2, 1152, 2, 2)
    assert sum(backbone.shares) == pytest.approx(1)
    assert [pool(level).shape[1] for level in levels] == list(backbone.widths)
    assert all(level.isfinite().all() and level.std() > 0.05 for level in levels)
    assert PUBLISHED["efficientnet-lite0"].sha256.startswith("57934424")


def test_every_augmentation_depends_on_its_seed_alone_and_the_plain_one_changes_nothing() -> None:
    rgba = torch.randint(0, 256, (3, 4, 32, 32), dtype=torch.uint8)
    samples = torch.from_numpy(np.stack([sample_augmentation(np.random.default_rng([0, i])) for i in range(3)]))
    together = apply_augmentations(rgba, samples, 32)
    alone = torch.cat([apply_augmentations(rgba[i : i + 1], samples[i : i + 1], 32) for i in range(3)])
    assert torch.allclose(together, alone, atol=1e-5)
    assert not torch.equal(samples[0], samples[1])
    plain = apply_augmentations(rgba, torch.from_numpy(np.stack([identity_augmentation()] * 3)), 32)
    alpha = rgba[:, 3:].float() / 255
    assert torch.allclose(plain, rgba[:, :3].float() / 255 * alpha + 1 - alpha, atol=1e-5)


def test_likeness_is_least_where_a_species_lies_together() -> None:
    species = torch.tensor([1, 1, 2, 2])
    apart = torch.eye(4)[[0, 0, 1, 1]]
    mixed = torch.eye(4)[[0, 1, 0, 1]]
    assert likeness_loss(apart, species, 0.1) < 0.01 < likeness_loss(mixed, species, 0.1)
    # By hand: row 0 sees likeness 1 (its partner) and 0, 0: -log(e / (e + 2)).
    by_hand = -np.log(np.e / (np.e + 2))
    assert likeness_loss(apart, species, 1.0).item() == pytest.approx(by_hand, abs=1e-5)
    assert likeness_loss(apart, torch.tensor([1, 2, 3, 4]), 1.0).item() == 0


def test_a_species_is_shown_once_an_epoch_however_many_pictures_it_has(drawn_bestiary: Path) -> None:
    records = read_bestiary(str(drawn_bestiary), need={"types"}).records
    dataset = AugmentedDataset(
        Canvases(records, 32), {"artwork": 1.0, "menu": 1.0, "pixel": 1.0}, lambda i: np.random.default_rng([0, i])
    )
    assert len(dataset) == len({record.number for record in records}) < len(records)
    first, again = dataset[0], dataset[0]
    assert torch.equal(first["augmentations"], again["augmentations"])
    assert first["species"].unique().numel() == 1
    assert len(portraits(records)) == len(dataset)


def test_facts_become_targets_and_what_is_not_known_is_left_out(drawn_bestiary: Path) -> None:
    records = read_bestiary(str(drawn_bestiary), need={"types"}).records
    facts = fact_targets(records)
    assert facts.widths["color"] == len({r.facts.color for r in records if r.facts.color and not r.shiny})
    for row, record in zip(facts.classes["color"].tolist(), records, strict=True):
        assert (row == UNKNOWN) == (record.shiny or not record.facts.color)


def test_mirrored_reads_a_picture_and_its_mirror_image_alike() -> None:
    torch.manual_seed(0)
    reader = Mirrored(Reader(make_backbone("residual", False, 0.0), embedding=16)).eval()
    pixels = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        logits, embedding = reader(pixels)
        turned, _ = reader(pixels.flip(3))
    assert torch.allclose(logits, turned, atol=1e-5)
    assert torch.allclose(embedding.norm(dim=1), torch.ones(2), atol=1e-5)


def test_the_histogram_counts_the_creature_and_not_the_ground() -> None:
    pixels = torch.ones(1, 3, 32, 32)
    pixels[:, :, 8:24, 8:24] = torch.tensor([1.0, 0.0, 0.0]).view(3, 1, 1)
    counts = ColorHistogram((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))(pixels).square()[0].view(6, 6, 6)
    assert counts[5, 0, 0] == pytest.approx(1, abs=0.001)
    assert counts.sum() == pytest.approx(1, abs=0.05)


def test_a_probe_is_scikit_learns_ridge_scaled_to_logits_and_shrugs_at_noise() -> None:
    from sklearn.linear_model import Ridge

    rng = np.random.default_rng(0)
    x = torch.from_numpy(rng.normal(size=(200, 30))).float()
    y = torch.stack([(x[:, 0] > 0).float(), torch.from_numpy(rng.random(200) < 0.1).float()], 1)
    families = (np.arange(200) // 2).tolist()
    standard = standardize(x, [10, 20], [0.7, 0.3])
    described = (x - standard.centre) * standard.scale
    assert described.square().sum(1).mean() == pytest.approx(1 / 1.1**2, abs=0.02)
    targets = ProbeTargets(y, families, families, torch.ones(200), torch.zeros(200, 0), torch.zeros(0, 2))
    probe = fit_probe(described, targets)
    mean_square = float(described.square().sum(1).mean())
    ridge = Ridge(alpha=probe.penalty * mean_square, fit_intercept=False).fit(
        described.numpy(), (y - y.mean(0)).numpy()
    )
    slope = probe.weight.numpy() / ridge.coef_
    assert slope == pytest.approx(slope.mean(), rel=1e-3)
    logits = described @ probe.weight.T + probe.bias
    assert ((logits[:, 0] > 0) == (y[:, 0] > 0)).float().mean() > 0.8
    assert probe.weight[1].norm() < probe.weight[0].norm()


def test_of_types_with_one_family_each_a_probe_says_those_of_its_own_pictures() -> None:
    families = [family for family in range(8) for _ in range(3)]
    x = torch.eye(8)[families] + 0.05 * torch.randn(24, 8, generator=torch.Generator().manual_seed(0))
    y = torch.eye(8)[families]
    targets = ProbeTargets(y, families, list(range(24)), torch.ones(24), torch.zeros(24, 0), torch.zeros(0, 8))
    probe = fit_probe(torch.nn.functional.normalize(x, dim=1), targets)
    logits = x @ probe.weight.T + probe.bias
    assert logits.argmax(1).tolist() == families
    assert logits.abs().max() < 20  # so certain can no reader be


def test_a_row_that_counts_twice_is_as_two_rows() -> None:
    rng = np.random.default_rng(1)
    x, y = torch.from_numpy(rng.normal(size=(40, 6))).float(), torch.from_numpy(rng.integers(0, 2, (40, 3))).float()
    x = torch.nn.functional.normalize(x, dim=1)
    doubled = torch.cat([torch.arange(40), torch.arange(10)])
    weights = torch.ones(40)
    weights[:10] = 2
    none = torch.zeros(0, 3)
    numbers = list(range(40))
    once = ProbeTargets(y, numbers, numbers, weights, torch.zeros(40, 0), none).double()
    rows = doubled.tolist()
    twice = ProbeTargets(y[doubled], rows, rows, torch.ones(50), torch.zeros(50, 0), none).double()
    gram = x.double() @ x.double().T
    dual, mean = _solve(gram, once, 2.0)
    copies = x[doubled].double()
    dual2, mean2 = _solve(copies @ copies.T, twice, 2.0)
    assert torch.allclose(x.double().T @ dual, copies.T @ dual2)
    assert torch.allclose(mean, mean2)

    inferred = ProbeTargets(y[:30], numbers[:30], numbers[:30], weights[:30], torch.zeros(30, 0), y[30:]).double()
    less = weights.clone()
    less[30:] = INFERRED_WEIGHT
    known = ProbeTargets(y, numbers, numbers, less, torch.zeros(40, 0), none).double()
    assert torch.allclose(_solve(gram, inferred, 2.0)[0], _solve(gram, known, 2.0)[0])


def test_an_embedding_tells_creatures_apart_by_what_is_known_of_them() -> None:
    rng = np.random.default_rng(2)
    species = np.repeat(np.arange(30), 4).tolist()
    kinds = torch.from_numpy(rng.normal(size=(30, 2))).float()[species]
    x = torch.from_numpy(rng.normal(size=(120, 8))).float() * 0.1
    x[:, :2] += kinds
    x[:, 7] += torch.from_numpy(rng.normal(size=120)).float() * 5  # varies most, and says nothing
    targets = ProbeTargets(torch.ones(120, 1), species, species, torch.ones(120), kinds, torch.zeros(0, 1))
    weight, bias = fit_embedding(x, targets, 16)
    assert weight.shape == (16, 8)
    assert bias.shape == (16,)
    assert weight[:8].norm(dim=1) == pytest.approx(1, abs=1e-5)
    assert not weight[8:].any()
    assert weight[:2, :2].norm(dim=0) == pytest.approx(1, abs=0.05)
    assert (x @ weight.T + bias).mean(0).abs().max() < 1e-5


def test_teacher_features_weigh_what_is_known_and_leave_out_what_is_not(drawn_bestiary: Path) -> None:
    records = read_bestiary(str(drawn_bestiary), need={"types"}).records
    teacher_features = teacher_features_of(records, None)
    assert teacher_features.shape[0] == len(records)
    assert teacher_features.isfinite().all()
    assert teacher_features.mean(0).abs().max() < 1e-5
    bare = [replace(record, facts=Facts()) for record in records]
    assert teacher_features_of(bare, None).shape == (len(records), 0)

    fox, bat = Words("fox", colors=("dark red",), features=("a long tail",)), Words("bat", build="small")
    named = [replace(record, words=fox if record.number % 2 else bat) for record in bare]
    labels = teacher_features_of(named, None)  # each noun, red, a tail, small; four likely types: two values in all
    assert labels.shape == (len(records), 5 + 4)
    assert len(labels.unique(dim=0)) == 2
    assert labels.square().sum(1).mean() == pytest.approx(4, abs=1e-3)


def train(data: Path, out: Path, *settings: str, more: tuple[object, ...] = ()) -> Path:
    sets = [word for setting in (*SMALL, *settings) for word in ("--set", setting)]
    done = spritedex(
        "train", "reader", "--data", data, "--out", out, "--name", "mine", "--accelerator", "cpu", *sets, *more
    )
    assert done.returncode == 0, done.stderr
    assert f"--data {data}" in done.stdout.splitlines()[-1]
    return out / "mine"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["convnextv2", "dinov2"])
def test_any_image_model_of_transformers_is_a_backbone_and_ships_with_a_gallery(
    drawn_bestiary: Path, bert: Path, tmp_path: Path, kind: str
) -> None:
    import transformers

    torch.manual_seed(0)
    if kind == "convnextv2":
        config = transformers.ConvNextV2Config(hidden_sizes=[8, 16, 16, 32], depths=[1, 1, 1, 1], image_size=32)
        transformers.ConvNextV2Model(config).save_pretrained(tmp_path / "tiny")
    else:
        config = transformers.Dinov2Config(
            hidden_size=32, num_hidden_layers=1, num_attention_heads=2, patch_size=8, image_size=32
        )
        transformers.Dinov2Model(config).save_pretrained(tmp_path / "tiny")
    settings = (f"model.backbone={tmp_path / 'tiny'}", f"training.teacher_encoder={bert}", "training.num_epochs=1")
    folder = train(drawn_bestiary, tmp_path / "runs", *settings)
    out = tmp_path / "mine"
    data = ("--data", drawn_bestiary) if kind == "dinov2" else ()
    done = spritedex("export", folder, "--out", out, "--json", *data)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["difference"] <= 1e-4
    assert str(tmp_path) not in (out / "config.json").read_text()
    card = (out / "README.md").read_text()
    assert "reader" in card
    assert ("Its gallery holds" in card) == bool(data)
    read = spritedex("classify", drawn_bestiary / "images", "--model", out, "--json")
    assert read.returncode == 0, read.stderr
    if data:
        check_gallery(out, result, json.loads(read.stdout)["readings"][0]["nearest"][0])


def check_gallery(bundle: Path, exported: dict[str, Any], nearest: dict[str, Any]) -> None:
    """What a bundle has that was exported with few pictures: usual thresholds, and the creatures that it knows."""
    assert exported["compared_on"] > exported["known"] > 0
    assert "validation pictures are too few" in exported["calibrated_on"]
    config = json.loads((bundle / "config.json").read_text())
    assert (config["sure_from"], config["thresholds"]) == (0.35, [0.5] * 18)
    numbers = {entry["number"] for entry in json.loads((bundle / "gallery.json").read_text())}
    assert len(numbers) == exported["known"]
    assert nearest["number"] in numbers
    assert -1 <= nearest["similarity"] <= 1


@pytest.mark.slow
def test_a_backbone_that_is_nowhere_is_one_line_with_the_cure(drawn_bestiary: Path, tmp_path: Path) -> None:
    done = spritedex(
        "train", "reader", "--data", drawn_bestiary, "--out", tmp_path, "--set", "model.backbone=nobody/nothing"
    )
    assert done.returncode != 0
    assert "nobody/nothing" in done.stderr
    assert "efficientnet-lite0" in done.stderr
    assert "Traceback" not in done.stderr
