"""What a server draws and reads with, said once. Knows no request."""

from spritedex.bundle.format import PainterBundle
from spritedex.server.schemas import GeneratorInfo, Limits, ModelsAnswer, ReaderInfo, TypeInfo
from spritedex.server.settings import ServeSettings
from spritedex.sprites.formats import FORMATS
from spritedex.vocabulary import BODIES, COLOURS, SIZE_WORDS, TYPE_COLOURS, TYPES
from spritedex.workflows.generate.choice import identity
from spritedex.workflows.generate.models import Studio


def describe(studio: Studio, settings: ServeSettings) -> ModelsAnswer:
    """The studio's models, the words they know, and the server's limits.

    Raises BundleError if the reader cannot be opened.
    """
    generator, config = studio.generator.bundle, studio.generator.config
    painter = config if isinstance(config, PainterBundle) else None
    return ModelsAnswer(
        generator=GeneratorInfo(
            **identity(generator),
            kind=generator.manifest.kind,
            paints=studio.paints,
            styles=list(painter.styles) if painter else [],
            steps=painter.steps if painter else None,
            guidance=painter.guidance if painter else None,
            licence=generator.manifest.license,
        ),
        reader=ReaderInfo(**identity(studio.classifier.bundle), knows_creatures=studio.knows_creatures),
        types=[TypeInfo(name=name, colour=TYPE_COLOURS[name]) for name in TYPES],
        colours=list(COLOURS),
        shapes=list(BODIES),
        sizes=list(SIZE_WORDS),
        formats=list(FORMATS),
        limits=Limits(**{name: getattr(settings, name) for name in Limits.model_fields}),
    )
