"""Declares a tagged PDF/A file to be accessible too (PDF/UA-1): the typesetter can say only one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# PDF/A wants every property outside its own list explained inside the file (ISO 19005-3, 6.6.2.3).
_STATEMENT = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 the file adheres to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
_END = b"</rdf:RDF>"


def declare_accessible(metadata: Any) -> None:
    """Let the document's metadata also state PDF/UA-1."""
    written: Callable[..., bytes] = metadata.generate_rdf_metadata

    def with_statement(*arguments: object) -> bytes:
        return written(*arguments).replace(_END, _STATEMENT + _END)

    metadata.generate_rdf_metadata = with_statement
