"""Sphinx's settings; `python docs/build.py` writes the sources and runs it."""

import re

from samproofs import __version__

project = "samproofs"
author = "The samproofs authors"
copyright = author
release = __version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.mathjax"]
exclude_patterns = ["*.inc"]
nitpicky = False

html_theme = "furo"
html_title = "samproofs"
html_static_path = ["_build/source/_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False

mathjax_path = "mathjax.js"
mathjax3_config = {"svg": {"fontCache": "local"}}
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_fence_as_directive = ["math"]
myst_heading_anchors = 3
nb_execution_mode = "off"
nb_render_markdown_format = "myst"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
suppress_warnings = ["mystnb.unknown_mime_type"]


def plain_docstring(app, what, name, obj, options, lines):
    """Docstrings are plain text with code between backticks: say so to docutils, which would read |, * and _ as markup."""
    paragraphs = []
    for paragraph in "\n".join(lines).split("\n\n"):
        if not paragraph.lstrip().startswith(">>>"):
            pieces = paragraph.replace("``", "`").split("`")
            pieces[::2] = [re.sub(r"([\\*|_])", r"\\\1", piece) for piece in pieces[::2]]
            paragraph = "``".join(pieces)
        paragraphs.append(paragraph)
    lines[:] = "\n\n".join(paragraphs).split("\n")


def setup(app):
    """Connect what is special here."""
    app.connect("autodoc-process-docstring", plain_docstring)
