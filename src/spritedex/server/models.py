"""The description of a server's models, made once. Knows no request."""

from spritedex.server.schemas import ClassifierInfo, GeneratorInfo, Limits, ModelsAnswer, TypeInfo
from spritedex.server.settings import ServeSettings
from spritedex.sprites.formats import FORMATS
from spritedex.vocabulary import BODIES, COLORS, SIZE_WORDS, TYPE_COLORS, TYPES
from spritedex.workflows.generate.choice import identity
from spritedex.workflows.generate.models import Models


def describe(models: Models, settings: ServeSettings) -> ModelsAnswer:
    """The models, the words they know, and the server's limits.

    Raises BundleError if a model cannot be opened.
    """
    generator, defaults = models.generator.bundle, models.generator.defaults
    return ModelsAnswer(
        generator=GeneratorInfo(
            **identity(generator),
            kind=generator.manifest.kind,
            accepts_options=models.accepts_options,
            styles=list(models.generator.styles),
            num_steps=defaults.get("num_steps"),
            guidance_scale=defaults.get("guidance_scale"),
            license=generator.manifest.license,
        ),
        classifier=ClassifierInfo(
            **identity(models.classifier.bundle),
            has_gallery=models.has_gallery,
            can_describe=models.classifier.can_describe,
        ),
        types=[TypeInfo(name=name, color=TYPE_COLORS[name]) for name in TYPES],
        colors=list(COLORS),
        shapes=list(BODIES),
        sizes=list(SIZE_WORDS),
        formats=list(FORMATS),
        limits=Limits(**{name: getattr(settings, name) for name in Limits.model_fields}),
    )
