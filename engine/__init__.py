"""Pictures in, pictures out: what happens to pixels, with no window and no toolkit.

A photo's way through the engine:

1. `engine.decode.open_photo(path)` recognises the file by its content and gives an `Image`.
2. `engine.enhance` shows the photo to a style's network once, small, and keeps what it does as a *grade*
   (`engine.grade`): a bilateral grid of affine colour maps.
3. `engine.render.render(image, edit, style, ...)` resizes, applies the grade, finishes by hand (`engine.finish`),
   crops and converts. Preview and export are this same function.
4. `engine.export` writes the result beside its target and moves it into place, with profile and metadata.

Importing this package loads nothing heavy; each module loads what it needs when it is used.
"""
