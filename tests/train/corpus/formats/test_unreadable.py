"""Files of other programs are named, with what makes texts of them."""

from pathlib import Path

import pytest

from tests.support.corpus_files import read, written
from train.corpus.formats.unreadable import unreadable_kind
from train.errors import InputError
from train.scoring_files.rows import RowReading, read_rows


@pytest.mark.parametrize(
    ("start", "message"),
    [
        pytest.param(b"\x93NUMPY\x01\0v\0", "array of NumPy; save it as CSV", id="numpy"),
        pytest.param(b"\x89HDF\r\n\x1a\n\0", r"HDF5 \(.h5\); .*read_hdf", id="hdf5"),
        pytest.param(b"<stata_dta><header>\0", r"Stata \(.dta\); .*read_stata", id="stata"),
        pytest.param(b"\x72\x02\x01\0\x02\0", r"Stata \(.dta\); .*read_stata", id="stata-old"),
        pytest.param(b"$FL2@(#) SPSS\0", r"SPSS \(.sav\); .*read_spss", id="spss"),
        pytest.param(b"\0" * 12 + b"\xc2\xea\x81\x60", "SAS; .*read_sas", id="sas"),
        pytest.param(b"ORC\n\x06\x12\0", "ORC; .*read_orc", id="orc"),
        pytest.param(b"Obj\x01\x04", "Avro; .*avro-tools tojson", id="avro"),
        pytest.param(b"@\0\0\0\x07_id\0", r"MongoDB \(.bson\); .*bsondump", id="bson"),
        pytest.param(b"\n\x01\0\0\x07_id\0", r"MongoDB \(.bson\)", id="bson-of-266-bytes"),
        pytest.param(b"X\n\0\0\0\x03", "file of R; .*readRDS", id="rds"),
        pytest.param(b"RDX3\nX\n\0\0\0", "workspace of R; .*load", id="rdata"),
        pytest.param(b"MATLAB 5.0 MAT-file\0", "MATLAB; save the table as CSV", id="matlab"),
    ],
)
def test_a_file_of_another_program_is_refused_with_what_reads_it(
    tmp_path: Path, start: bytes, message: str
) -> None:
    content = start + b" a few words\n" * 500
    with pytest.raises(InputError, match=f"c.dat: is an? .*{message}|c.dat: is {message}"):
        read(tmp_path, "c.dat", content)
    with pytest.raises(InputError, match=message):
        list(read_rows([written(tmp_path, "c.dat", content)], RowReading()))


@pytest.mark.parametrize(
    "start", [b"ORCHARD,ham", b"Object,label", b"RDA is short", b"X\nY\n", b"sms_id,text", b"$FLAT"]
)
def test_words_that_start_so_are_texts(start: bytes) -> None:
    assert unreadable_kind(start) is None
