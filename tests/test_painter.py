"""The painter's network, sampler, captions and samples, on creatures that our own code draws."""

from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from spritedex.class_ids import class_ids
from spritedex.data.captions import compose_caption, recolored
from spritedex.data.records import Facts, Record
from spritedex.models.painter import Painter
from spritedex.sampling import solve, step_times
from spritedex.sprites.colors import color_shares, dominant_color, turn_hue
from spritedex.training.pictures import PictureModule
from spritedex.vocabulary import COLORS

TINY = {"channels": (8, 8, 8), "blocks": (1, 1, 1), "width": 16, "attention": 0, "bottleneck": 0}
PLAIN = torch.tensor([class_ids(style="pixel")])


def tiny_painter() -> Painter:
    torch.manual_seed(0)
    painter = Painter(12, **TINY).eval()  # type: ignore[arg-type]
    for parameter in painter.parameters():
        if not parameter.any():
            torch.nn.init.normal_(parameter, std=0.1)
    return painter


def attending_painter() -> Painter:
    return Painter(12, (8, 8, 8), (1, 1, 1), 16, attention=1, bottleneck=2).eval()


def test_a_painter_with_new_blocks_starts_by_painting_what_the_old_one_paints() -> None:
    old, new = tiny_painter(), attending_painter()
    new.load_state_dict(new.complete(old.state_dict()))
    states, mask = torch.randn(2, 5, 12), torch.tensor([[1] * 5, [0] * 5])
    ids = PLAIN.expand(2, -1)
    assert torch.allclose(ask(old, states, mask, ids), ask(new, states, mask, ids), atol=1e-6)


def test_weights_with_fewer_styles_and_no_known_sprite_are_widened_without_a_change() -> None:
    new = tiny_painter()
    old = dict(new.state_dict())
    old["class_embeds.0.weight"], old["stem.weight"] = old["class_embeds.0.weight"][:4], old["stem.weight"][:, :4]
    new.load_state_dict(new.complete(old))
    assert torch.equal(new.state_dict()["class_embeds.0.weight"][7], old["class_embeds.0.weight"].mean(0))
    states, mask = torch.randn(1, 3, 12), torch.ones(1, 3)
    assert torch.equal(ask(new, states, mask, PLAIN), ask(new, states, mask, PLAIN, known=torch.ones(1, 4, 64, 64)))


def test_a_painter_takes_weights_by_the_names_of_earlier_trainings() -> None:
    painter = attending_painter()
    weights = painter.state_dict()
    starts = {"before": "mid_in", "between": "mid", "out": "out_conv", "summary": "pooled_proj", "attention": "att"}
    attention = {"norm1": "n1", "norm2": "n2", "out": "o", "cross_out": "co", "text_proj": "tx"}
    earlier = {}
    for name, value in weights.items():
        start, *rest = name.split(".")
        inner = {"attention": attention, "bottleneck": {}}.get(start, {"cond_proj": "told"})
        inside = [inner.get(part, part) for part in rest]
        earlier[".".join([starts.get(start, start), *inside])] = value
    assert earlier.keys() != weights.keys()
    again = painter.complete(earlier)
    assert again.keys() == weights.keys()
    assert all(torch.equal(again[name], weights[name]) for name in weights)


def test_blocks_that_attend_use_single_words_but_not_padding() -> None:
    painter = attending_painter()
    for parameter in painter.parameters():
        if not parameter.any():
            torch.nn.init.normal_(parameter, std=0.1)
    states = torch.randn(1, 4, 12, generator=torch.Generator().manual_seed(2))
    padded = torch.cat([states, torch.full((1, 2, 12), 9.0)], 1)
    whole = ask(painter, states, torch.ones(1, 4, dtype=torch.int64), PLAIN)
    assert torch.allclose(whole, ask(painter, padded, torch.tensor([[1] * 4 + [0] * 2]), PLAIN), atol=1e-4)
    swapped = states + torch.tensor([[[1.0], [-1.0], [0.0], [0.0]]])  # the same mean, other words
    assert (ask(painter, swapped, torch.ones(1, 4, dtype=torch.int64), PLAIN) - whole).abs().max() > 1e-4


def ask(
    painter: Painter,
    states: torch.Tensor,
    mask: torch.Tensor,
    ids: torch.Tensor,
    subject: float = 0.0,
    known: torch.Tensor | None = None,
) -> torch.Tensor:
    count = len(states)
    generator = torch.Generator().manual_seed(1)
    noisy = torch.randn(1, 4, 64, 64, generator=generator).expand(count, -1, -1, -1)
    known = torch.zeros(count, 4, 64, 64) if known is None else known
    with torch.no_grad():
        clean: torch.Tensor = painter(
            noisy, torch.full((count,), 0.3), states, mask, ids, torch.full((count, 12), subject), known
        )
    return clean


def test_words_subject_attributes_and_a_known_sprite_change_what_is_painted_and_padding_does_not() -> None:
    painter = tiny_painter()
    states = torch.randn(1, 5, 12, generator=torch.Generator().manual_seed(2))
    mask = torch.ones(1, 5, dtype=torch.int64)
    longer = torch.cat([states, torch.randn(1, 3, 12)], 1)
    whole = ask(painter, states, mask, PLAIN)
    padded = ask(painter, longer, torch.tensor([[1] * 5 + [0] * 3]), PLAIN)
    assert whole.shape == (1, 4, 64, 64)
    assert torch.allclose(whole, padded, atol=1e-5)
    others = [ask(painter, states, torch.zeros(1, 5, dtype=torch.int64), PLAIN)]
    others.append(ask(painter, states, mask, PLAIN, subject=1.0))
    others.append(ask(painter, states, mask, PLAIN, known=torch.ones(1, 4, 64, 64)))
    for field in range(PLAIN.shape[1]):
        ids = PLAIN.clone()
        ids[0, field] = 1
        others.append(ask(painter, states, mask, ids))
    assert all((other - whole).abs().max() > 1e-4 for other in others)


def test_a_fresh_painter_paints_nothing_yet_so_that_training_begins_at_the_mean() -> None:
    painter = Painter(12, **TINY)  # type: ignore[arg-type]
    assert not ask(painter, torch.randn(2, 3, 12), torch.ones(2, 3).long(), PLAIN.expand(2, -1)).any()


def gaussian_flow(noisy, time):
    """The best guess of a clean number that is normal with standard deviation 0.5."""
    return noisy * time * 0.25 / (time * time * 0.25 + (1 - time) ** 2)


def draws(seed: int, shape: tuple[int, ...]):
    """Standard normal numbers, fresh at each call."""
    rng = np.random.default_rng(seed)
    return lambda: rng.standard_normal(shape).astype(np.float32)


def test_the_sampler_hits_a_point_exactly_and_a_bell_curve_better_with_more_steps() -> None:
    target = np.array([0.3, -0.7])
    fresh = draws(0, (2,))
    *_, last = solve(lambda noisy, time: target, fresh(), step_times(5), fresh)
    assert last.noisy == pytest.approx(target)
    assert (last.step, last.num_steps, last.time) == (5, 5, 1.0)
    many = draws(1, (200_000,))
    spreads = [[*solve(gaussian_flow, many(), step_times(steps), many)][-1].noisy.std() for steps in (8, 32, 64)]
    off = [abs(spread - 0.5) for spread in spreads]
    assert off == sorted(off, reverse=True)
    assert off[1] < 0.03
    assert off[2] < 0.015


def test_noise_taken_anew_leads_to_another_sprite_from_the_same_beginning() -> None:
    begin = draws(0, (1000,))()
    one, again, other = (
        [*solve(gaussian_flow, begin, step_times(16), draws(seed, (1000,)))][-1].noisy for seed in (1, 1, 2)
    )
    assert np.array_equal(one, again)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.5


def test_times_rise_to_one_however_late_they_begin() -> None:
    for start in np.linspace(0, 0.99, 100):
        for steps in (1, 2, 7, 40):
            times = step_times(steps, start)
            assert len(times) == steps + 1
            assert times[0] == pytest.approx(start)
            assert times[-1] == 1
            assert (np.diff(times) > 0).all()


def test_the_sampler_is_the_same_on_numpy_and_torch_and_may_begin_late() -> None:
    noise = draws(0, (2, 3))()
    for start in (0.0, 0.6):
        ours, theirs = (
            [*solve(gaussian_flow, begin, step_times(6, start), fresh)][-1].noisy
            for begin, fresh in (
                (noise, draws(1, (2, 3))),
                (torch.from_numpy(noise), lambda later=draws(1, (2, 3)): torch.from_numpy(later())),
            )
        )
        assert theirs.numpy() == pytest.approx(ours, abs=1e-6)


def test_a_picture_whose_hues_were_turned_is_told_by_its_new_color_alone() -> None:
    text = "It has a red tail. It is quick."
    facts = Facts(color="red", shape="quadruped")
    record = Record("a", 1, "Flamix", b"", ("fire",), text, 1, facts, shiny=True)
    captions = {compose_caption(recolored(record, "blue"), np.random.default_rng(seed)).lower() for seed in range(60)}
    assert any("blue" in caption for caption in captions)
    assert any("quick" in caption for caption in captions)
    told = [compose_caption(recolored(record, "blue"), np.random.default_rng(seed), True).lower() for seed in range(60)]
    assert all("blue" in caption for caption in told)
    assert len(set(told)) > 10
    for caption in (*captions, *told):
        assert not {"red", "fire", "shiny"} & set(caption.replace(",", " ").replace(".", " ").split())


@pytest.mark.parametrize(
    ("rgb", "word"),
    [
        ((230, 40, 40), "red"), ((60, 90, 220), "blue"), ((60, 170, 70), "green"), ((245, 215, 60), "yellow"),
        ((240, 140, 40), "orange"), ((120, 75, 40), "brown"), ((150, 80, 190), "purple"), ((245, 160, 190), "pink"),
        ((130, 130, 132), "grey"), ((250, 250, 250), "white"), ((30, 30, 32), "black"),
    ],
)  # fmt: skip
def test_plain_colors_have_their_names(rgb: tuple[int, int, int], word: str) -> None:
    rgba = np.zeros((8, 8, 4), np.uint8)
    rgba[2:6, 2:6] = (*rgb, 255)
    assert dominant_color(rgba) == word
    assert sum(color_shares(rgba).values()) == pytest.approx(1)
    assert set(color_shares(rgba)) == set(COLORS)


def test_nothing_seen_has_no_color_and_turned_hues_keep_lightness() -> None:
    assert dominant_color(np.zeros((4, 4, 4), np.uint8)) == ""
    red = np.full((4, 4, 4), (200, 60, 60, 255), np.uint8)
    turned = turn_hue(red, 120)
    assert dominant_color(turned) == "green"
    assert turn_hue(turned, -120)[0, 0].astype(int) == pytest.approx(red[0, 0].astype(int), abs=6)
    assert (turned[..., 3] == 255).all()


def test_a_run_that_begins_at_trained_weights_sees_other_pictures_than_the_run_before() -> None:
    def seen(before: int) -> list[float]:
        numbers: Any = lambda rng_for: [rng_for(index).random() for index in range(9)]  # noqa: E731
        module = PictureModule(numbers, None, 3, seed=1)
        module.epochs_before = before
        return [float(number) for batch in module.train_dataloader() for number in batch]

    assert seen(0) == seen(0)
    assert not set(seen(0)) & set(seen(5))
