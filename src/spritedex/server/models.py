"""What a server draws and reads with, said once. Knows no request."""

from spritedex.bundle.format import PainterBundle
from spritedex.server.schemas import ClassifierInfo, GeneratorInfo, Limits, ModelsAnswer, TypeInfo
from spritedex.server.settings import ServeSettings
from spritedex.sprites.formats import FORMATS
from spritedex.vocabulary import BODIES, COLORS, SIZE_WORDS, TYPE_COLORS, TYPES
from spritedex.workflows.generate.choice import identity
from spritedex.workflows.generate.models import Models


def describe(models: Models, settings: ServeSettings) -> ModelsAnswer:
    """The models's models, the words they know, and the server's limits.

    Raises BundleError if the classifier cannot be opened.
    """
    generator, config = models.generator.bundle, models.generator.config
    painter = config if isinstance(config, PainterBundle) else None
    return ModelsAnswer(
        generator=GeneratorInfo(
            **identity(generator),
            kind=generator.manifest.kind,
            accepts_options=models.accepts_options,
            styles=list(painter.styles) if painter else [],
            num_steps=painter.num_steps if painter else None,
            guidance_scale=painter.guidance_scale if painter else None,
            license=generator.manifest.license,
        ),
        classifier=ClassifierInfo(**identity(models.classifier.bundle), has_gallery=models.has_gallery),
        types=[TypeInfo(name=name, color=TYPE_COLORS[name]) for name in TYPES],
        colors=list(COLORS),
        shapes=list(BODIES),
        sizes=list(SIZE_WORDS),
        formats=list(FORMATS),
        limits=Limits(**{name: getattr(settings, name) for name in Limits.model_fields}),
    )
